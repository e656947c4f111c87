using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Reads a tenant's recent attempts for its caps, in portions: campaign by campaign, each in the order in which the attempts ended.
/// </summary>
internal sealed class HistoryReader(Database database)
{
    internal const string SameEnd = $"{Attempts} AND a.ended_at = ?2 AND a.rowid > ?3 ORDER BY a.rowid LIMIT ?4";

    internal const string LaterEnd = $"{Attempts} AND a.ended_at > ?2 ORDER BY a.ended_at, a.rowid LIMIT ?3";

    internal const string NextCampaign = "SELECT id FROM campaigns WHERE tenant = ?1 AND id > ?2 ORDER BY id LIMIT 1";

    private const string Attempts = $"""
        SELECT a.rowid, a.step, a.committed_at, a.ended_at, a.outcome, a.provider, j.protocol, {JobColumns.OfContact}, a.job, a.number
        FROM attempts a CROSS JOIN contacts c ON c.id = a.job CROSS JOIN jobs j ON j.id = a.job
        WHERE a.campaign = ?1 AND a.state = 5
        """;

    private readonly Statement _sameEnd = database.Prepare(SameEnd);
    private readonly Statement _laterEnd = database.Prepare(LaterEnd);
    private readonly FormerContacts _former = new(database);
    private readonly Statement _nextCampaign = database.Prepare(NextCampaign);

    /// <summary>Reads a portion.</summary>
    /// <returns>The start of the next portion; null if this was the last one.</returns>
    public HistoryPlace? Read(string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into)
    {
        var place = from;
        while (limit > 0)
        {
            if (place.Attempt == 0)
            {
                if (Next(tenant, place.Campaign) is not { } campaign)
                {
                    return null;
                }

                place = new HistoryPlace(campaign, since - 1, long.MaxValue); // skips all attempts that ended before this instant
                limit--;
            }

            var last = Read(ref limit, ref place, into);
            place = last ? place : new HistoryPlace(place.Campaign, 0, 0);
        }

        return place;
    }

    private long? Next(string tenant, long after)
    {
        long? next = _nextCampaign.Bind(1, tenant).Bind(2, after).Step() ? _nextCampaign.Long(0) : null;
        _nextCampaign.Reset();
        return next;
    }

    /// <summary>Continues in a campaign.</summary>
    /// <returns>Whether the campaign may hold more.</returns>
    private bool Read(ref int limit, ref HistoryPlace place, List<HistoryRow> into)
    {
        Read(_sameEnd.Bind(1, place.Campaign).Bind(2, place.EndedAt).Bind(3, place.Attempt).Bind(4, limit), ref limit, ref place, into);
        if (limit > 0)
        {
            Read(_laterEnd.Bind(1, place.Campaign).Bind(2, place.EndedAt).Bind(3, limit), ref limit, ref place, into);
        }

        return limit <= 0;
    }

    private void Read(Statement rows, ref int limit, ref HistoryPlace place, List<HistoryRow> into)
    {
        while (rows.Step())
        {
            limit--;
            place = place with { EndedAt = rows.Long(3), Attempt = rows.Long(0) };
            var outcome = (AttemptOutcome)rows.Int(4);
            if (outcome.SpendsAttempt())
            {
                into.Add(new HistoryRow(
                    new CampaignId(place.Campaign),
                    (short)rows.Int(1),
                    _former.Find(rows.Long(13), rows.Int(14)) ?? JobColumns.ReadContact(rows, 7),
                    rows.Int(6),
                    rows.Long(2),
                    rows.Long(3),
                    outcome,
                    rows.Text(5)));
            }
        }
    }
}
