using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Writes data that changes rarely: campaigns, lanes, tenants, do-not-contact lists, channels, providers, unmatched reports, busy
/// addresses.
/// </summary>
internal sealed class SetupWriter(Database database)
{
    // The exclusivity never changes after creation, because the campaign's contacts are looked up by it.
    private readonly Statement _campaign = database.Prepare(
        """
        INSERT INTO campaigns (id, tenant, key, definition, state, settings, created_at, started_at, ended_at, exclusivity, versions, enrollments)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (id) DO UPDATE SET
            tenant = ?2, key = ?3, definition = ?4, state = ?5, settings = ?6, created_at = ?7, started_at = ?8, ended_at = ?9,
            versions = ?11, enrollments = ?12
        """);

    private readonly Statement _lane = database.Prepare(
        "INSERT INTO lanes (id, campaign, zone, channel, kind, hours) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly Statement _tenant = database.Prepare(
        """
        INSERT INTO tenants (tenant, held, settings, reason, revision, held_since, last_commit) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (tenant) DO UPDATE SET
            (held, settings, reason, revision, held_since, last_commit) = (?2, ?3, ?4, ?5, ?6, ?7)
        """);

    private readonly SuppressionTable _suppressions = new(database);

    private readonly Statement _channel = database.Prepare(
        "INSERT INTO channels (tenant, channel, unavailable) VALUES (?1, ?2, ?3) ON CONFLICT (tenant, channel) DO UPDATE SET "
            + "unavailable = ?3");

    private readonly Statement _setChannelBack = database.Prepare("DELETE FROM channels WHERE tenant = ?1 AND channel = ?2");

    private readonly Statement _provider = database.Prepare(
        """
        INSERT INTO providers (name, settings, revision) VALUES (?1, ?2, ?3)
        ON CONFLICT (name) DO UPDATE SET (settings, revision) = (?2, ?3)
        """);

    private readonly Statement _callerId = database.Prepare(
        "INSERT INTO caller_ids (id, provider, number, settings) VALUES (?1, ?2, ?3, ?4) "
            + "ON CONFLICT (id) DO UPDATE SET (provider, number, settings) = (?2, ?3, ?4)");

    private readonly Statement _report = database.Prepare(
        """
        INSERT INTO reports (id, received_at, report, epoch, seen_until) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (id) DO UPDATE SET received_at = ?2, report = ?3, epoch = ?4, seen_until = ?5
        """);

    private readonly Statement _forgetReport = database.Prepare("DELETE FROM reports WHERE id = ?1");

    private readonly Statement _busy = database.Prepare(
        """
        INSERT INTO busy (job, number, tenant, channel, address, until, within) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (job, number) DO UPDATE SET tenant = ?3, channel = ?4, address = ?5, until = ?6, within = ?7
        """);

    private readonly Statement _free = database.Prepare("DELETE FROM busy WHERE job = ?1 AND number = ?2");

    private readonly Statement _lead = database.Prepare("UPDATE store SET lead = ?1");

    private readonly Statement _lastIds = database.Prepare(
        "UPDATE store SET last_campaign = max(last_campaign, ?1), last_lane = max(last_lane, ?2)");

    public void Write(CommitBatch batch)
    {
        foreach (var campaign in batch.Campaigns)
        {
            Write(campaign);
        }

        foreach (var lane in batch.Lanes)
        {
            Write(lane);
        }

        if (batch.Campaigns.Count + batch.Lanes.Count > 0)
        {
            var lastCampaign = batch.Campaigns.Select(campaign => campaign.Id.Value).DefaultIfEmpty().Max();
            _lastIds.Bind(1, lastCampaign).Bind(2, batch.Lanes.Select(lane => lane.Id).DefaultIfEmpty().Max()).Run();
        }

        foreach (var tenant in batch.Tenants)
        {
            Write(tenant);
        }

        foreach (var row in batch.Suppressions)
        {
            _suppressions.Write(row);
        }

        WriteProviders(batch);
        WriteBusy(batch);
    }

    private void WriteBusy(CommitBatch batch)
    {
        if (batch.Lead is { } lead)
        {
            _lead.Bind(1, lead.Ticks).Run();
        }

        foreach (var row in batch.Busy)
        {
            var statement = row.IsBusy
                ? _busy.Bind(3, row.Tenant).Bind(4, row.Channel).Bind(5, row.Address).Bind(6, row.Until.UtcTicks).Bind(7, row.Within.Ticks)
                : _free;
            statement.Bind(1, row.Job).Bind(2, row.Number).Run();
        }
    }

    private void WriteProviders(CommitBatch batch)
    {
        foreach (var (tenant, channel, unavailable) in batch.Channels)
        {
            var statement = unavailable is null ? _setChannelBack : _channel.Bind(3, unavailable);
            statement.Bind(1, tenant).Bind(2, channel).Run();
        }

        foreach (var (name, settings, revision) in batch.Providers)
        {
            _provider.Bind(1, name).Bind(2, RowText.Write(settings)).Bind(3, revision).Run();
        }

        foreach (var (id, provider, number, settings) in batch.CallerIds)
        {
            var text = settings is null ? null : RowText.Write(settings);
            _callerId.Bind(1, id).Bind(2, provider).Bind(3, number).Bind(4, text).Run();
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
            _report.Bind(1, row.Id).Bind(2, row.ReceivedAt.UtcTicks).Bind(3, RowText.Write(row.Report)).Bind(4, row.Epoch)
                .Bind(5, row.SeenUntil).Run();
        }
        else
        {
            _forgetReport.Bind(1, row.Id).Run();
        }
    }

    private void Write(TenantRow row) => _tenant
        .Bind(1, row.Tenant ?? "")
        .Bind(2, row.Held ? 1 : 0)
        .Bind(3, RowText.Write(row.Settings))
        .Bind(4, row.Reason)
        .Bind(5, row.Revision)
        .Bind(6, row.HeldSince?.UtcTicks)
        .Bind(7, row.LastCommit?.UtcTicks)
        .Run();

    private void Write(CampaignRow campaign) => _campaign
        .Bind(1, campaign.Id.Value)
        .Bind(2, campaign.Tenant)
        .Bind(3, campaign.Key)
        .Bind(4, campaign.Definition)
        .Bind(5, (long)campaign.State)
        .Bind(6, RowText.Write(campaign.Settings))
        .Bind(7, campaign.CreatedAt.UtcTicks)
        .Bind(8, campaign.StartedAt?.UtcTicks)
        .Bind(9, campaign.EndedAt?.UtcTicks)
        .Bind(10, campaign.Exclusivity == 0 ? null : campaign.Exclusivity)
        .Bind(11, RowText.Write(campaign.Versions))
        .Bind(12, RowText.Write(campaign.Enrollments))
        .Run();

    private void Write(LaneRow lane) => _lane
        .Bind(1, lane.Id)
        .Bind(2, lane.Campaign.Value)
        .Bind(3, lane.Zone)
        .Bind(4, lane.Channel)
        .Bind(5, (long)lane.Kind)
        .Bind(6, lane.Hours)
        .Run();
}
