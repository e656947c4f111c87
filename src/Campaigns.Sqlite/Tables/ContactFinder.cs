using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Finds all contacts of a person in a tenant: in all states, and removed ones too.</summary>
internal sealed class ContactFinder(Database database)
{
    internal const string ByKey = $"""
        SELECT {JobColumns.List} FROM campaigns p
        CROSS JOIN contacts c ON {JobColumns.Scope} = coalesce(p.exclusivity, -p.id) AND c.key = ?1 AND c.campaign = p.id
        CROSS JOIN jobs j ON j.id = c.id
        WHERE p.tenant = ?2
        """;

    internal const string GivenUp = $"""
        SELECT {JobColumns.List} FROM contacts c INDEXED BY contacts_given_up CROSS JOIN campaigns p ON p.id = c.campaign
        CROSS JOIN jobs j ON j.id = c.id WHERE c.key = ?1 AND c.exclusivity < -4611686018427387904 AND p.tenant = ?2
        """;

    internal const string ByPhone = $"""
        SELECT {JobColumns.List} FROM contacts c CROSS JOIN campaigns p ON p.id = c.campaign CROSS JOIN jobs j ON j.id = c.id
        WHERE c.phone = ?1 AND p.tenant = ?2
        """;

    internal const string ByAddress = $"""
        SELECT {JobColumns.List} FROM addresses a CROSS JOIN contacts c ON c.id = a.job CROSS JOIN campaigns p ON p.id = c.campaign
        CROSS JOIN jobs j ON j.id = c.id WHERE a.address = ?1 AND p.tenant = ?2
        """;

    private readonly Statement _byKey = database.Prepare(ByKey);
    private readonly Statement _givenUp = database.Prepare(GivenUp);
    private readonly Statement _byPhone = database.Prepare(ByPhone);
    private readonly Statement _byAddress = database.Prepare(ByAddress);

    public List<JobRecord> Find(string tenant, IEnumerable<string> keys, IEnumerable<string> addresses)
    {
        var found = new List<JobRecord>();
        foreach (var key in keys)
        {
            Read(_byKey.Bind(1, key), tenant, found);
            Read(_givenUp.Bind(1, key), tenant, found);
        }

        foreach (var address in addresses)
        {
            Read(_byAddress.Bind(1, address), tenant, found);
            if (PhoneNumber.TryParse(address, out var phone, out _) && phone.Reveal() == address)
            {
                Read(_byPhone.Bind(1, long.Parse(address.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)), tenant, found);
            }
        }

        return [.. found.DistinctBy(job => job.Row.Id)];
    }

    private static void Read(Statement statement, string tenant, List<JobRecord> into)
    {
        statement.Bind(2, tenant);
        while (statement.Step())
        {
            into.Add(JobColumns.Read(statement));
        }
    }
}
