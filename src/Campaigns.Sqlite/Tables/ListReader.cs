using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Reads pages of jobs and attempts. CROSS JOIN fixes the join order, so that each page follows the index of a campaign's contacts.
/// </summary>
internal sealed class ListReader(Database database)
{
    internal const string Jobs = $"""
        SELECT {JobColumns.List}, l.kind FROM contacts c CROSS JOIN jobs j ON j.id = c.id CROSS JOIN lanes l ON l.id = j.lane
        WHERE c.campaign = ?1 AND c.id > ?2 ORDER BY c.id
        """;

    /// <summary>The attempts of a campaign. A job without attempts is one row, so that jobs count as examined.</summary>
    internal const string Attempts = $"""
        SELECT {JobColumns.List}, {AttemptColumns.List}
        FROM contacts c CROSS JOIN jobs j ON j.id = c.id LEFT JOIN attempts a ON a.job = c.id
        WHERE c.campaign = ?1 AND c.id >= ?2 AND (c.id > ?2 OR a.number > ?3) ORDER BY c.id, a.number
        """;

    internal const string NextOfTenant = "SELECT id FROM campaigns WHERE tenant = ?1 AND id >= ?2 ORDER BY id LIMIT 1";
    internal const string NextOfAll = "SELECT id FROM campaigns WHERE id >= ?1 ORDER BY id LIMIT 1";
    private const int FirstOfAttempt = JobColumns.Count;

    private readonly Statement _jobs = database.Prepare(Jobs);
    private readonly Statement _attempts = database.Prepare(Attempts);
    private readonly Statement _nextOfTenant = database.Prepare(NextOfTenant);
    private readonly Statement _nextOfAll = database.Prepare(NextOfAll);
    private readonly FormerContacts _former = new(database);

    public QueryPage<JobRecord, long> Read(JobQuery query)
    {
        var page = new PageReader<JobRecord, long>(query.Limits, query.After);
        var isLast = page.Read(_jobs.Bind(1, query.Campaign.Value).Bind(2, query.After), row => row.Long(0), (row, items) =>
        {
            var job = JobColumns.Read(row);
            if (query.Matches(job, (WaitingFor)row.Int(JobColumns.Count)))
            {
                items.Add(job);
            }
        });
        return page.End(isLast);
    }

    public QueryPage<ListedAttempt, AttemptPlace> Read(AttemptQuery query)
    {
        var page = new PageReader<ListedAttempt, AttemptPlace>(query.Limits, query.After);
        for (var next = Next(query, query.After.Campaign); next is { } campaign; next = Next(query, campaign + 1))
        {
            var from = query.After;
            if (campaign != query.After.Campaign)
            {
                if (page.IsFull)
                {
                    return page.End(isLast: false);
                }

                from = new AttemptPlace(campaign, 0, 0);
                page.PassTo(from);
            }

            if (!Read(query, from, page))
            {
                return page.End(isLast: false);
            }
        }

        return page.End(isLast: true);
    }

    /// <summary>The first campaign of a query from an id on; null for none.</summary>
    private long? Next(AttemptQuery query, long from)
    {
        var first = Math.Max(from, query.Campaign?.Value ?? 0);
        var next = query.Tenant is { } tenant ? _nextOfTenant.Bind(1, tenant).Bind(2, first) : _nextOfAll.Bind(1, first);
        long? found = next.Step() ? next.Long(0) : null;
        next.Reset();
        return query.Campaign is { } only && found != only.Value ? null : found;
    }

    /// <summary>Reads the attempts of one campaign.</summary>
    /// <returns>False if the page is full before the end of the campaign.</returns>
    private bool Read(AttemptQuery query, AttemptPlace from, PageReader<ListedAttempt, AttemptPlace> page) => page.Read(
        _attempts.Bind(1, from.Campaign).Bind(2, from.Job).Bind(3, from.Number),
        row => new AttemptPlace(from.Campaign, row.Long(0), row.IsNull(FirstOfAttempt) ? 0 : row.Int(FirstOfAttempt + 1)),
        (row, items) =>
        {
            var attempt = row.IsNull(FirstOfAttempt) ? default : AttemptColumns.Read(row, FirstOfAttempt);
            if (attempt.Job == 0 || !query.Matches(attempt))
            {
                return;
            }

            var job = JobColumns.Read(row);
            attempt = _former.Of(attempt);
            if (query.MatchesText(attempt, job.Contact))
            {
                items.Add(new ListedAttempt(new CampaignId(from.Campaign), job, attempt));
            }
        });
}
