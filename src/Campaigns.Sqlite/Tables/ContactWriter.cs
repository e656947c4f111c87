using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Enrolls contacts, each with a job.</summary>
internal sealed class ContactWriter(Database database)
{
    private readonly Statement _contact = database.Prepare(
        """
        INSERT INTO contacts (id, campaign, exclusivity, key, phone, zone, addresses, data, protocol) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (coalesce(exclusivity, -campaign), key, campaign) DO NOTHING
        """);

    // A removed contact gives up its key by moving to a unique scope, below the scopes of all campaigns.
    private readonly Statement _giveUp = database.Prepare(
        $"""
        UPDATE contacts AS c SET exclusivity = -4611686018427387904 - id
        WHERE {JobColumns.Scope} = coalesce(?1, -?2) AND c.key = ?3 AND c.campaign = ?2 AND (SELECT state FROM jobs WHERE id = c.id) = {(int)JobState.Removed}
        """);

    private readonly Statement _address = database.Prepare("INSERT OR IGNORE INTO addresses (address, job) VALUES (?1, ?2)");

    private readonly Statement _job = database.Prepare(
        $"INSERT INTO jobs (id, {JobColumns.Changing}) VALUES (?1, {JobColumns.Parameters})");

    private readonly Statement _last = database.Prepare("UPDATE store SET last_job = max(last_job, ?1)");
    private readonly ExclusivityReader _exclusivity = new(database);
    private readonly Dictionary<(int Lane, JobState State), long> _enrolled = [];

    /// <summary>
    /// Inserts the jobs whose contact key is free in the campaign and whose contact has no running job under the exclusivity.
    /// </summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="count">Adds to the counters: lane, counter, number of jobs.</param>
    public CommitReceipt Enroll(ReadOnlySpan<JobRecord> jobs, Action<int, int, long> count)
    {
        List<int>? duplicates = null;
        List<(int, CampaignId)>? running = null;
        long last = 0;
        _enrolled.Clear();
        _exclusivity.Begin();
        for (var i = 0; i < jobs.Length; i++)
        {
            ref readonly var job = ref jobs[i];
            var place = _exclusivity.PlaceOf(job.Row.Lane);
            if (_exclusivity.RunningIn(place, job.Contact.Key) is { } campaign)
            {
                (running ??= []).Add((i, campaign));
                continue;
            }

            if (!Insert(job, place))
            {
                (duplicates ??= []).Add(i);
                continue;
            }

            last = Math.Max(last, job.Row.Id);
            _enrolled[(job.Row.Lane, job.Row.State)] = _enrolled.GetValueOrDefault((job.Row.Lane, job.Row.State)) + 1;
        }

        if (last > 0)
        {
            _last.Bind(1, last).Run();
        }

        foreach (var ((lane, state), enrolled) in _enrolled)
        {
            count(lane, Counter.Of(state), enrolled);
        }

        return duplicates is null && running is null ? CommitReceipt.Clean : new CommitReceipt(duplicates ?? []) { Running = running ?? [] };
    }

    private bool Insert(in JobRecord job, EnrollmentPlace place)
    {
        if (!InsertContact(job, place) && !(GiveUp(job.Contact.Key, place) && InsertContact(job, place)))
        {
            return false;
        }

        JobColumns.Bind(_job.Bind(1, job.Row.Id), 2, job.Row).Run();
        foreach (var address in job.Contact.Addresses.Count == 0 ? [] : job.Contact.Addresses.Values)
        {
            _address.Bind(1, address).Bind(2, job.Row.Id).Run();
        }

        return true;
    }

    /// <summary>Frees the key of a removed contact.</summary>
    private bool GiveUp(string key, EnrollmentPlace place) => _giveUp.Bind(1, place.Exclusivity).Bind(2, place.Campaign).Bind(3, key).Run() > 0;

    private bool InsertContact(in JobRecord job, EnrollmentPlace place)
    {
        var contact = job.Contact;
        return _contact
            .Bind(1, job.Row.Id)
            .Bind(2, place.Campaign)
            .Bind(3, place.Exclusivity)
            .Bind(4, contact.Key)
            .Bind(5, Digits(contact.Phone))
            .Bind(6, contact.Zone)
            .Bind(7, RowText.Write(contact.Addresses))
            .Bind(8, RowText.Write(contact.Data))
            .Bind(9, contact.ProtocolJson)
            .Run() > 0;
    }

    internal static long? Digits(PhoneNumber phone) =>
        phone.IsEmpty ? null : long.Parse(phone.Reveal().AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
}
