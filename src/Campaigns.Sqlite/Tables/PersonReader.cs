using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads across a tenant's campaigns: a person's open jobs, and the attempts that caps look back on.</summary>
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

    private readonly Statement _history = database.Prepare(
        $"""
        SELECT a.campaign, a.step, a.committed_at, a.ended_at, a.outcome, a.provider, j.protocol, {JobColumns.OfContact}
        FROM campaigns p CROSS JOIN attempts a ON a.campaign = p.id AND a.state = 5 AND a.ended_at >= ?2
        CROSS JOIN contacts c ON c.id = a.job CROSS JOIN jobs j ON j.id = a.job
        WHERE p.tenant = ?1
        """);

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

    public void ReadHistory(string tenant, long since, List<HistoryRow> into)
    {
        _history.Bind(1, tenant).Bind(2, since);
        while (_history.Step())
        {
            var outcome = (Outcome)_history.Int(4);
            if (outcome.Class() != OutcomeClass.Provider)
            {
                into.Add(new HistoryRow(
                    new CampaignId(_history.Long(0)),
                    (short)_history.Int(1),
                    JobColumns.ReadContact(_history, 7),
                    _history.Int(6),
                    _history.Long(2),
                    _history.Long(3),
                    outcome,
                    _history.Text(5)));
            }
        }
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

    /// <summary>An address counts on the entry's channel, if it names one.</summary>
    private static bool Names(Suppression person, Contact contact) =>
        person.ContactKey is not null || person.Channel is null || contact.AddressOn(person.Channel) == person.Address;
}
