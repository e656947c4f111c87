using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>
/// Reads pages of jobs in a lane, and single jobs. A live job's row in <c>jobs</c> is out of date, so pages leave it out.
/// </summary>
internal static class JobReader
{
    private const string NotLive = "not exists (select 1 from ~live v where v.shard = $1 and v.job = j.id)";

    private const string New = $"""
        select {JobColumns.List} from (
            select * from ~jobs j where j.shard = $1 and j.state = 0 and j.lane = $2 and j.id > $3 and {NotLive} order by j.id limit $4) j
        {JobColumns.ContactOfJob} order by j.id
        """;

    private const string Waiting = $"""
        select {JobColumns.List} from (
            select * from ~jobs j where j.shard = $1 and j.state = 1 and j.lane = $2 and (j.due, j.id) > ($3, $4) and {NotLive}
            order by j.due, j.id limit $5) j
        {JobColumns.ContactOfJob} order by j.due, j.id
        """;

    private const string Expiring = $"""
        select {JobColumns.List} from (
            select * from ~jobs j where j.shard = $1 and j.state <= 1 and j.lane = $2 and j.expires > 0 and {NotLive}
            order by j.expires, j.id limit $3) j
        {JobColumns.ContactOfJob} order by j.expires, j.id
        """;

    private const string ById =
        $"select {JobColumns.List} from ~current_jobs j {JobColumns.ContactOfJob} where j.shard = $1 and j.id = $2";

    private const string ByKey = $"""
        select {JobColumns.List} from (
            select f.* from ~campaigns p join ~contacts f on f.shard = $1 and f.scope = coalesce(p.exclusivity, -p.id) and f.key = $3
                and f.campaign = p.id where p.shard = $1 and p.id = $2) c
        {JobColumns.JobOfContact}
        """;

    public static Task<List<JobRecord>> ReadNewAsync(StoreConnection database, int lane, long after, int limit) =>
        database.ReadAllAsync(New, JobColumns.Read, lane, after, limit);

    public static Task<List<JobRecord>> ReadWaitingAsync(StoreConnection database, int lane, DueKey after, int limit) =>
        database.ReadAllAsync(Waiting, JobColumns.Read, lane, after.Due, after.Job, limit);

    public static Task<List<JobRecord>> ReadExpiringAsync(StoreConnection database, int lane, int limit) =>
        database.ReadAllAsync(Expiring, JobColumns.Read, lane, limit);

    public static async Task<JobRecord?> FindAsync(StoreConnection database, long job) =>
        FirstOf(await database.ReadAllAsync(ById, JobColumns.Read, job));

    public static async Task<JobRecord?> FindAsync(StoreConnection database, CampaignId campaign, string contactKey) =>
        FirstOf(await database.ReadAllAsync(ByKey, JobColumns.Read, campaign.Value, contactKey));

    private static JobRecord? FirstOf(List<JobRecord> rows) => rows.Count == 0 ? null : rows[0];
}
