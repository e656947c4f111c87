using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Enrols contacts, each with a job.</summary>
internal sealed class ContactWriter(Database database)
{
    private readonly Statement _contact = database.Prepare(
        """
        INSERT INTO contacts (id, campaign, key, phone, zone, addresses, data)
        VALUES (?1, (SELECT campaign FROM lanes WHERE id = ?2), ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (campaign, key) DO NOTHING
        """);

    private readonly Statement _address = database.Prepare("INSERT OR IGNORE INTO addresses (address, job) VALUES (?1, ?2)");

    private readonly Statement _job = database.Prepare(
        """
        INSERT INTO jobs (id, lane, state, due, outcome_counts, number, step, tries, last_outcome, wishes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """);

    private readonly Statement _last = database.Prepare("UPDATE store SET last_job = max(last_job, ?1)");
    private readonly Dictionary<int, long> _enrolled = [];

    /// <summary>Inserts the jobs whose contact key is free in its campaign.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="count">Counts what was inserted: lane, counter, how many.</param>
    public CommitReceipt Enrol(ReadOnlySpan<JobRecord> jobs, Action<int, int, long> count)
    {
        List<int>? duplicates = null;
        long last = 0;
        _enrolled.Clear();
        for (var i = 0; i < jobs.Length; i++)
        {
            ref readonly var job = ref jobs[i];
            if (!Insert(job))
            {
                (duplicates ??= []).Add(i);
                continue;
            }

            last = Math.Max(last, job.Row.Id);
            _enrolled[job.Row.Lane] = _enrolled.GetValueOrDefault(job.Row.Lane) + 1;
        }

        if (last > 0)
        {
            _last.Bind(1, last).Run();
        }

        foreach (var (lane, jobsOfLane) in _enrolled)
        {
            count(lane, Counter.Of(JobState.New), jobsOfLane);
        }

        return duplicates is null ? CommitReceipt.Clean : new CommitReceipt(duplicates);
    }

    private bool Insert(in JobRecord job)
    {
        var contact = job.Contact;
        var isNew = _contact
            .Bind(1, job.Row.Id)
            .Bind(2, job.Row.Lane)
            .Bind(3, contact.Key)
            .Bind(4, Digits(contact.Phone))
            .Bind(5, contact.Zone)
            .Bind(6, RowText.Write(contact.Addresses))
            .Bind(7, RowText.Write(contact.Data))
            .Run() > 0;
        if (!isNew)
        {
            return false;
        }

        JobColumns.Bind(_job.Bind(1, job.Row.Id), 2, job.Row).Run();
        foreach (var address in contact.Addresses.Count == 0 ? [] : contact.Addresses.Values)
        {
            _address.Bind(1, address).Bind(2, job.Row.Id).Run();
        }

        return true;
    }

    private static long? Digits(PhoneNumber phone) =>
        phone.IsEmpty ? null : long.Parse(phone.Reveal().AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
}
