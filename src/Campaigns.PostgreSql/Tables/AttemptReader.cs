using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Reads the attempts of a job, or the attempt with a provider's call id.</summary>
internal static class AttemptReader
{
    private const string OfJob = $"""
        select {AttemptColumns.List} from ~all_attempts a {AttemptColumns.FormerContact}
        where a.shard = $1 and a.job = $2 order by a.number
        """;

    private const string ByCall = $"""
        select {AttemptColumns.List} from (
            select * from ~all_attempts where shard = $1 and provider = $2 and provider_call_id = $3
            order by committed_at desc, job desc, number desc limit 1) a
        {AttemptColumns.FormerContact}
        """;

    public static async Task<IReadOnlyList<AttemptRow>> ReadOfJobAsync(StoreConnection database, long job) =>
        await database.ReadAllAsync(OfJob, AttemptColumns.Read, job);

    public static async Task<AttemptRow?> FindAsync(StoreConnection database, string provider, string callId)
    {
        var found = await database.ReadAllAsync(ByCall, AttemptColumns.Read, provider, callId);
        return found.Count == 0 ? null : found[0];
    }
}
