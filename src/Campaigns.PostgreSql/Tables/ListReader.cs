using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Reads pages of jobs, attempts and events.</summary>
internal static class ListReader
{
    private const string Jobs = $"""
        select {JobColumns.List}, l.kind from (
            select * from ~contacts where shard = $1 and campaign = $2 and id > $3 order by id limit $4) c
        {JobColumns.JobOfContact}
        cross join lateral (select kind from ~lanes f where f.shard = $1 and f.id = j.lane offset 0) l
        order by c.id
        """;

    /// <summary>The attempts of a campaign. A job without attempts is one row, so that jobs count as examined.</summary>
    private const string Attempts = $"""
        select {JobColumns.List}, x.* from (
            select * from ~contacts where shard = $1 and campaign = $2 and id >= $3 order by id limit $5::bigint + 1) c
        {JobColumns.JobOfContact}
        left join lateral (
            select {AttemptColumns.List} from ~all_attempts a {AttemptColumns.FormerContact} where a.shard = $1 and a.job = c.id offset 0) x
            on true
        where c.id > $3 or x.number > $4
        order by c.id, x.number limit $5
        """;

    private const string NextOfTenant = "select id from ~campaigns where shard = $1 and tenant = $2 and id >= $3 order by id limit 1";
    private const string NextOfAll = "select id from ~campaigns where shard = $1 and id >= $2 order by id limit 1";

    private const string Events = $"select {EventTable.List} from ~events where shard = $1 and sequence > $2 order by sequence limit $3";

    private const string EventsOfTenant =
        $"select {EventTable.List} from ~events where shard = $1 and tenant = $4 and sequence > $2 order by sequence limit $3";

    /// <summary>The entries in another state than applied. Few events are kept, so one index serves all tenants.</summary>
    private const string EventsInState = $"""
        select {EventTable.List} from ~events where shard = $1 and state <> 1 and state = $4 and sequence > $2
        order by sequence limit $3
        """;

    private const string EventsById = $"""
        select {EventTable.List} from unnest($2, $3) u(of_tenant, of_id) cross join lateral (
            select * from ~events f where f.shard = $1 and f.tenant = u.of_tenant and f.id = u.of_id offset 0) e
        """;

    public static async Task<QueryPage<JobRecord, long>> ReadAsync(StoreConnection database, JobQuery query)
    {
        var page = new PageReader<JobRecord, long>(query.Limits, query.After);
        var isFiltered = query.States is not null || query.WaitingFor is not null || query.LastOutcome is not null
            || query.Text is not null;
        return page.End(await page.ReadAsync(
            isFiltered, (after, limit) => database.ReadAllAsync(Jobs, Candidate, query.Campaign.Value, after, limit)));

        (long, bool, JobRecord) Candidate(NpgsqlDataReader row)
        {
            var job = JobColumns.Read(row);
            return (job.Row.Id, query.Matches(job, (WaitingFor)row.GetInt16(JobColumns.Count)), job);
        }
    }

    public static async Task<QueryPage<ListedAttempt, AttemptPlace>> ReadAsync(StoreConnection database, AttemptQuery query)
    {
        var page = new PageReader<ListedAttempt, AttemptPlace>(query.Limits, query.After);
        for (var next = await NextAsync(database, query, query.After.Campaign); next is { } campaign;
            next = await NextAsync(database, query, campaign + 1))
        {
            if (campaign != query.After.Campaign)
            {
                if (page.IsFull)
                {
                    return page.End(isLast: false);
                }

                page.PassTo(new AttemptPlace(campaign, 0, 0));
            }

            if (!await page.ReadAsync(
                isFiltered: true,
                (after, limit) => database.ReadAllAsync(
                    Attempts, row => Candidate(row, query, campaign), campaign, after.Job, after.Number, limit)))
            {
                return page.End(isLast: false);
            }
        }

        return page.End(isLast: true);
    }

    public static async Task<QueryPage<LoggedEvent, long>> ReadAsync(StoreConnection database, EventQuery query)
    {
        var page = new PageReader<LoggedEvent, long>(query.Limits, query.After);
        var isFiltered = query.State is not null && (query.State == EventState.Applied || query.Tenant is not null);
        return page.End(await page.ReadAsync(isFiltered, (after, limit) =>
            query.State is { } state and not EventState.Applied
                ? database.ReadAllAsync(EventsInState, Candidate, after, limit, (short)state)
                : query.Tenant is { } tenant
                ? database.ReadAllAsync(EventsOfTenant, Candidate, after, limit, tenant)
                : database.ReadAllAsync(Events, Candidate, after, limit)));

        (long, bool, LoggedEvent) Candidate(NpgsqlDataReader row)
        {
            var entry = EventTable.Read(row);
            var matches = (query.State is null || query.State == entry.State)
                && (query.Tenant is null || query.Tenant == entry.Event.Tenant);
            return (entry.Sequence, matches, entry);
        }
    }

    public static async Task<IReadOnlyList<LoggedEvent>> FindAsync(StoreConnection database, IReadOnlyList<EventKey> keys)
    {
        var rows = new Columns();
        var (tenant, id) = (rows.Text(), rows.Text());
        foreach (var key in keys)
        {
            tenant.Add(key.Tenant);
            id.Add(key.Id);
        }

        return await database.ReadAllAsync(EventsById, EventTable.Read, rows);
    }

    /// <summary>The first campaign of a query from an id on; null for none.</summary>
    private static async Task<long?> NextAsync(StoreConnection database, AttemptQuery query, long from)
    {
        var first = Math.Max(from, query.Campaign?.Value ?? 0);
        var found = query.Tenant is { } tenant
            ? await database.ReadAllAsync(NextOfTenant, row => row.GetInt64(0), tenant, first)
            : await database.ReadAllAsync(NextOfAll, row => row.GetInt64(0), first);
        return found.Count == 0 || (query.Campaign is { } only && found[0] != only.Value) ? null : found[0];
    }

    private static (AttemptPlace Place, bool Matches, ListedAttempt Item) Candidate(NpgsqlDataReader row, AttemptQuery query, long campaign)
    {
        if (row.IsDBNull(JobColumns.Count))
        {
            return (new AttemptPlace(campaign, row.GetInt64(0), 0), false, null!);
        }

        var (job, attempt) = (JobColumns.Read(row), AttemptColumns.Read(row, JobColumns.Count));
        var matches = query.Matches(attempt) && query.MatchesText(attempt, job.Contact);
        var place = new AttemptPlace(campaign, attempt.Job, attempt.Number);
        return (place, matches, new ListedAttempt(new CampaignId(campaign), job, attempt));
    }
}
