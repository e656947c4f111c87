using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>
/// Reads a tenant's recent attempts for its caps, in portions: campaign by campaign, each in the order in which the attempts ended.
/// </summary>
internal static class HistoryReader
{
    private const string NextCampaign = "select id from ~campaigns where shard = $1 and tenant = $2 and id > $3 order by id limit 1";

    /// <summary>
    /// Tells attempts apart that ended at one instant. Bits that the shift loses are the same for all jobs of a shard.
    /// </summary>
    private const string Mark = "((job << 20) # number::bigint)";

    private const string Portion = $"""
        select a.mark, a.step, a.committed_at, a.ended_at, a.outcome, a.provider, j.protocol,
            coalesce(w.key, c.key), case when w.key is null then c.phone else w.phone end,
            case when w.key is null then c.zone else w.zone end, case when w.key is null then c.addresses else w.addresses end,
            case when w.key is null then c.data else w.data end, c.protocol
        from (
            select *, {Mark} as mark from ~attempts
            where shard = $1 and campaign = $2 and ended_at >= $3 and state = 5 and (ended_at > $3 or {Mark} > $4)
            order by ended_at, mark limit $5) a
        cross join lateral (select protocol from ~current_jobs f where f.shard = $1 and f.id = a.job offset 0) j
        cross join lateral (select * from ~contacts f where f.shard = $1 and f.id = a.job offset 0) c
        {AttemptColumns.FormerContact}
        order by a.ended_at, a.mark
        """;

    /// <summary>Reads a portion.</summary>
    /// <returns>The start of the next portion; null if this was the last one.</returns>
    public static async Task<HistoryPlace?> ReadAsync(
        StoreConnection database, (string Tenant, long Since) query, HistoryPlace from, int limit, List<HistoryRow> into)
    {
        var place = from;
        while (limit > 0)
        {
            if (place.Attempt == 0)
            {
                var next = await database.ReadAllAsync(NextCampaign, row => row.GetInt64(0), query.Tenant, place.Campaign);
                if (next.Count == 0)
                {
                    return null;
                }

                place = new HistoryPlace(next[0], query.Since - 1, long.MaxValue); // skips all attempts that ended before this instant
                limit--;
            }

            var last = place;
            var count = limit <= 0 ? 0 : (await database.ReadAllAsync(
                Portion,
                row =>
                {
                    last = new HistoryPlace(place.Campaign, row.GetInt64(3), row.GetInt64(0));
                    AddTo(into, row, place.Campaign);
                    return true;
                },
                place.Campaign,
                place.EndedAt,
                place.Attempt,
                limit)).Count;
            place = count < limit ? new HistoryPlace(place.Campaign, 0, 0) : last;
            limit -= count;
        }

        return place;
    }

    private static void AddTo(List<HistoryRow> into, Npgsql.NpgsqlDataReader row, long campaign)
    {
        var outcome = (AttemptOutcome)row.GetInt16(4);
        if (outcome.SpendsAttempt())
        {
            into.Add(new HistoryRow(
                new CampaignId(campaign),
                row.GetInt16(1),
                JobColumns.ReadContact(row, 7),
                row.GetInt32(6),
                row.GetInt64(2),
                row.GetInt64(3),
                outcome,
                row.GetString(5)));
        }
    }
}
