using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>
/// Writes data that changes rarely, one statement per row: campaigns, lanes, tenants, channels, providers, caller ids, unmatched reports,
/// busy addresses.
/// </summary>
internal sealed class SetupWriter(StoreConnection database)
{
    // The exclusivity never changes after creation, because the campaign's contacts are looked up by it.
    private const string Campaign = """
        insert into ~campaigns
            (shard, id, tenant, key, definition, state, settings, created_at, started_at, ended_at, exclusivity, versions, enrollments)
        values ($1, $2, $3, $4::text, $5, $6, $7, $8, $9::bigint, $10::bigint, $11::bigint, $12::text, $13::text)
        on conflict (shard, id) do update set
            (tenant, key, definition, state, settings, created_at, started_at, ended_at, versions, enrollments) =
            (excluded.tenant, excluded.key, excluded.definition, excluded.state, excluded.settings, excluded.created_at,
                excluded.started_at, excluded.ended_at, excluded.versions, excluded.enrollments)
        """;

    private const string Lane =
        "insert into ~lanes (shard, id, campaign, zone, channel, kind, hours) values ($1, $2, $3, $4, $5, $6, $7::text)";

    private const string Tenant = """
        insert into ~tenants (shard, tenant, held, settings, reason, revision, held_since, last_commit)
        values ($1, $2, $3, $4, $5::text, $6, $7::bigint, $8::bigint)
        on conflict (shard, tenant) do update set (held, settings, reason, revision, held_since, last_commit) =
            (excluded.held, excluded.settings, excluded.reason, excluded.revision, excluded.held_since, excluded.last_commit)
        """;

    private const string Channel = """
        insert into ~channels (shard, tenant, channel, unavailable) values ($1, $2, $3, $4)
        on conflict (shard, tenant, channel) do update set unavailable = excluded.unavailable
        """;

    private const string Provider = """
        insert into ~providers (shard, name, settings, revision) values ($1, $2, $3, $4)
        on conflict (shard, name) do update set (settings, revision) = (excluded.settings, excluded.revision)
        """;

    private const string CallerId = """
        insert into ~caller_ids (shard, id, provider, number, settings) values ($1, $2, $3, $4, $5::text)
        on conflict (shard, id) do update set (provider, number, settings) = (excluded.provider, excluded.number, excluded.settings)
        """;

    private const string Report = """
        insert into ~reports (shard, id, received_at, report, epoch, seen_until) values ($1, $2, $3, $4, $5, $6)
        on conflict (shard, id) do update set (received_at, report, epoch, seen_until) =
            (excluded.received_at, excluded.report, excluded.epoch, excluded.seen_until)
        """;

    private const string Busy = """
        insert into ~busy (shard, job, number, tenant, channel, address, until, within) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (shard, job, number) do update set (tenant, channel, address, until, within) =
            (excluded.tenant, excluded.channel, excluded.address, excluded.until, excluded.within)
        """;

    private const string LastIds = """
        update ~shards set last_campaign = greatest(last_campaign, $2), last_lane = greatest(last_lane, $3) where shard = $1
        """;

    public void Write(CommitBatch batch)
    {
        foreach (var campaign in batch.Campaigns)
        {
            Write(campaign);
        }

        foreach (var lane in batch.Lanes)
        {
            database.Add(Lane, lane.Id, lane.Campaign.Value, lane.Zone, lane.Channel, (short)lane.Kind, lane.Hours);
        }

        if (batch.Campaigns.Count + batch.Lanes.Count > 0)
        {
            var lastCampaign = batch.Campaigns.Select(campaign => campaign.Id.Value).DefaultIfEmpty().Max();
            database.Add(LastIds, lastCampaign, batch.Lanes.Select(lane => lane.Id).DefaultIfEmpty().Max());
        }

        foreach (var row in batch.Tenants)
        {
            database.Add(
                Tenant, row.Tenant ?? "", row.Held, RowText.Write(row.Settings), row.Reason, row.Revision, row.HeldSince?.UtcTicks,
                row.LastCommit?.UtcTicks);
        }

        WriteProviders(batch);
        WriteBusy(batch);
    }

    private void Write(CampaignRow row) => database.Add(
        Campaign,
        row.Id.Value,
        row.Tenant,
        row.Key,
        row.Definition,
        (short)row.State,
        RowText.Write(row.Settings),
        row.CreatedAt.UtcTicks,
        row.StartedAt?.UtcTicks,
        row.EndedAt?.UtcTicks,
        row.Exclusivity == 0 ? null : row.Exclusivity,
        RowText.Write(row.Versions),
        RowText.Write(row.Enrollments));

    private void WriteProviders(CommitBatch batch)
    {
        foreach (var (tenant, channel, unavailable) in batch.Channels)
        {
            if (unavailable is null)
            {
                database.Add("delete from ~channels where shard = $1 and tenant = $2 and channel = $3", tenant, channel);
            }
            else
            {
                database.Add(Channel, tenant, channel, unavailable);
            }
        }

        foreach (var (name, settings, revision) in batch.Providers)
        {
            database.Add(Provider, name, RowText.Write(settings), revision);
        }

        foreach (var (id, provider, number, settings) in batch.CallerIds)
        {
            database.Add(CallerId, id, provider, number, settings is null ? null : RowText.Write(settings));
        }

        foreach (var row in batch.Reports)
        {
            Write(row);
        }
    }

    private void Write(ReportRow row)
    {
        if (row.IsKept)
        {
            database.Add(Report, row.Id, row.ReceivedAt.UtcTicks, RowText.Write(row.Report), row.Epoch, row.SeenUntil);
        }
        else
        {
            database.Add("delete from ~reports where shard = $1 and id = $2", row.Id);
        }
    }

    private void WriteBusy(CommitBatch batch)
    {
        if (batch.Lead is { } lead)
        {
            database.Add("update ~shards set lead = $2 where shard = $1", lead.Ticks);
        }

        foreach (var row in batch.Busy)
        {
            if (row.IsBusy)
            {
                database.Add(Busy, row.Job, row.Number, row.Tenant, row.Channel, row.Address, row.Until.UtcTicks, row.Within.Ticks);
            }
            else
            {
                database.Add("delete from ~busy where shard = $1 and job = $2 and number = $3", row.Job, row.Number);
            }
        }
    }
}
