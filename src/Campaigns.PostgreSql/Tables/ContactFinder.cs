using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Finds all contacts of a person in a tenant: in all states, and removed ones too.</summary>
internal static class ContactFinder
{
    /// <summary>The scopes of a tenant's campaigns; <c>$2</c> is the tenant.</summary>
    private const string Scopes =
        "(select id, coalesce(exclusivity, -id) as scope from ~campaigns where shard = $1 and tenant = $2) p";

    private const string OfTenant =
        "join ~campaigns p on p.shard = $1 and p.id = c.campaign and p.tenant = $2";

    private const string ByKey = $"""
        select {JobColumns.List} from {Scopes} cross join unnest($3) k
        cross join lateral (
            select * from ~contacts f where f.shard = $1 and f.scope = p.scope and f.key = k and f.campaign = p.id offset 0) c
        {JobColumns.JobOfContact}
        """;

    private const string GivenUp = $"""
        select {JobColumns.List} from unnest($3) k cross join lateral (
            select * from ~contacts f where f.shard = $1 and f.key = k and f.scope < -4611686018427387904 offset 0) c
        {OfTenant} {JobColumns.JobOfContact}
        """;

    private const string ByPhone = $"""
        select {JobColumns.List} from unnest($3) k
        cross join lateral (select * from ~contacts f where f.shard = $1 and f.phone = k offset 0) c
        {OfTenant} {JobColumns.JobOfContact}
        """;

    private const string ByAddress = $"""
        select {JobColumns.List} from unnest($3) k
        cross join lateral (select * from ~addresses f where f.shard = $1 and f.address = k offset 0) a
        join ~contacts c on c.shard = $1 and c.id = a.job
        {OfTenant} {JobColumns.JobOfContact}
        """;

    public static async Task<IReadOnlyList<JobRecord>> FindAsync(
        StoreConnection database, string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses)
    {
        var found = new List<JobRecord>();
        if (keys.Count > 0)
        {
            found.AddRange(await database.ReadAllAsync(ByKey, JobColumns.Read, tenant, keys.ToArray()));
            found.AddRange(await database.ReadAllAsync(GivenUp, JobColumns.Read, tenant, keys.ToArray()));
        }

        if (addresses.Count > 0)
        {
            found.AddRange(await database.ReadAllAsync(ByAddress, JobColumns.Read, tenant, addresses.ToArray()));
            long[] phones = [.. addresses.Select(PhoneOf).OfType<long>()];
            found.AddRange(await database.ReadAllAsync(ByPhone, JobColumns.Read, tenant, phones));
        }

        return [.. found.DistinctBy(job => job.Row.Id)];
    }

    /// <summary>The digits of a phone number in canonical form; null for another address.</summary>
    private static long? PhoneOf(string address) =>
        PhoneNumber.TryParse(address, out var phone, out _) && phone.Reveal() == address
            ? long.Parse(address.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
