using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads a person's open jobs in all campaigns of a tenant.</summary>
internal sealed class PersonReader(Database database)
{
    internal const string ByKey = $"""
        SELECT {JobColumns.List} FROM campaigns p
        CROSS JOIN contacts c ON {JobColumns.Scope} = coalesce(p.exclusivity, -p.id) AND c.key = ?1 AND c.campaign = p.id CROSS JOIN jobs j ON j.id = c.id
        WHERE {OpenOnly}
        """;

    internal const string ByPhone = $"""
        SELECT {JobColumns.List} FROM contacts c CROSS JOIN campaigns p ON p.id = c.campaign CROSS JOIN jobs j ON j.id = c.id
        WHERE c.phone = ?1 AND {OpenOnly}
        """;

    internal const string ByAddress = $"""
        SELECT {JobColumns.List} FROM addresses a CROSS JOIN contacts c ON c.id = a.job CROSS JOIN campaigns p ON p.id = c.campaign
        CROSS JOIN jobs j ON j.id = c.id WHERE a.address = ?1 AND {OpenOnly}
        """;

    private const string OpenOnly = "j.state <= 2 AND p.tenant = ?2 AND p.state < 4";

    private readonly Statement _byKey = database.Prepare(ByKey);
    private readonly Statement _byPhone = database.Prepare(ByPhone);
    private readonly Statement _byAddress = database.Prepare(ByAddress);

    public void FindOpen(Suppression person, List<JobRecord> into)
    {
        if (person.ContactKey is { } key)
        {
            Read(_byKey.Bind(1, key), person, into);
            return;
        }

        var found = new List<JobRecord>();
        if (PhoneNumber.TryParse(person.Address, out var phone, out _))
        {
            Read(_byPhone.Bind(1, long.Parse(phone.Reveal().AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)), person, found);
        }

        Read(_byAddress.Bind(1, person.Address), person, found);
        into.AddRange(found.DistinctBy(job => job.Row.Id));
    }

    /// <summary>The open jobs of several people, each with the index of its person.</summary>
    public List<(int Person, JobRecord Job)> FindOpen(IReadOnlyList<Suppression> people)
    {
        var (all, ofOne) = (new List<(int, JobRecord)>(), new List<JobRecord>());
        for (var i = 0; i < people.Count; i++)
        {
            ofOne.Clear();
            FindOpen(people[i], ofOne);
            foreach (var job in ofOne)
            {
                all.Add((i, job));
            }
        }

        return all;
    }

    private static void Read(Statement statement, Suppression person, List<JobRecord> into)
    {
        statement.Bind(2, person.Tenant);
        while (statement.Step())
        {
            var job = JobColumns.Read(statement);
            if (Names(person, job.Contact))
            {
                into.Add(job);
            }
        }
    }

    /// <summary>Whether the entry names the contact. If the entry has a channel, an address must be on that channel.</summary>
    private static bool Names(Suppression person, Contact contact) =>
        person.ContactKey is not null || person.Channel is null || contact.AddressOn(person.Channel) == person.Address;
}
