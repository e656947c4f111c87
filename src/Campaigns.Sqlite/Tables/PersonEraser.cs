using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Overwrites everything of a person, within the caller's transaction. The connection deletes securely, so that SQLite overwrites what the
/// rows held before.
/// </summary>
internal sealed class PersonEraser(Database database)
{
    internal const string Changes = "SELECT sequence, at, kind, tenant, campaign, payload FROM changes WHERE tenant = ?1";
    internal const string Events = $"SELECT {EventReader.Columns} FROM events WHERE tenant = ?1";
    internal const string Busy =
        "SELECT b.job, b.number, b.address, (SELECT state FROM jobs WHERE id = b.job) FROM busy b WHERE b.tenant = ?1";

    private readonly ContactFinder _finder = new(database);

    private readonly Statement _keep = database.Prepare(
        "INSERT OR REPLACE INTO erasures (id, tenant, keys, addresses) VALUES (?1, ?2, ?3, ?4)");

    private readonly Statement _done = database.Prepare("DELETE FROM erasures WHERE id = ?1");
    private readonly Statement _campaign = database.Prepare("SELECT campaign FROM contacts WHERE id = ?1");

    private readonly Statement _contact = database.Prepare(
        "UPDATE contacts SET key = ?2, phone = NULL, zone = NULL, addresses = NULL, data = NULL, protocol = ?3 WHERE id = ?1");

    private readonly Statement _address = database.Prepare("DELETE FROM addresses WHERE address = ?1 AND job = ?2");
    private readonly Statement _former = database.Prepare("DELETE FROM former_contacts WHERE job = ?1");

    private readonly Statement _attempts = database.Prepare(
        "UPDATE attempts SET provider_call_id = NULL, note = NULL, content_hash = 0 WHERE job = ?1");

    private readonly Statement _results = database.Prepare(
        "UPDATE results SET recording = NULL, transcript = NULL, data = NULL WHERE job = ?1");

    private readonly Statement _changes = database.Prepare(Changes);
    private readonly Statement _change = database.Prepare("UPDATE changes SET payload = ?2 WHERE sequence = ?1");
    private readonly Statement _events = database.Prepare(Events);

    private readonly Statement _event = database.Prepare(
        "UPDATE events SET contact_key = NULL, address = NULL, data = NULL WHERE sequence = ?1");

    private readonly Statement _busy = database.Prepare(Busy);
    private readonly Statement _free = database.Prepare("DELETE FROM busy WHERE job = ?1 AND number = ?2");

    public ErasedRows Erase(ErasureRow row)
    {
        _ = row.IsPending
            ? _keep.Bind(1, row.Id).Bind(2, row.Tenant).Bind(3, RowText.Write(row.Keys)).Bind(4, RowText.Write(row.Addresses)).Run()
            : _done.Bind(1, row.Id).Run();
        HashSet<string> keys = [.. row.Keys];
        var jobs = _finder.Find(row.Tenant, keys, []);
        var changes = EraseChanges(row.Tenant, keys, jobs);
        List<JobRecord> ended = [.. jobs.Where(job => job.Row.State != JobState.Live)];
        var attempts = ended.Sum(EraseJob);
        Free(row);
        return new ErasedRows(ended.Count, attempts, EraseEvents(row.Tenant, keys, [.. row.Addresses]), changes);
    }

    /// <returns>The number of attempts.</returns>
    private int EraseJob(JobRecord job)
    {
        var id = job.Row.Id;
        foreach (var address in job.Contact.Addresses.Values)
        {
            _address.Bind(1, address).Bind(2, id).Run();
        }

        var left = job.Contact.Erase(id);
        _contact.Bind(1, id).Bind(2, left.Key).Bind(3, left.ProtocolJson).Run();
        _former.Bind(1, id).Run();
        _results.Bind(1, id).Run();
        return _attempts.Bind(1, id).Run();
    }

    private int EraseChanges(string tenant, HashSet<string> keys, List<JobRecord> jobs)
    {
        var ids = new Dictionary<(CampaignId, string), long>();
        foreach (var job in jobs.OrderBy(job => job.Row.Id))
        {
            ids[(CampaignOf(job.Row.Id), job.Contact.Key)] = job.Row.Id;
        }

        var erased = new List<(long Sequence, byte[] Payload)>();
        _changes.Bind(1, tenant);
        while (_changes.Step())
        {
            var change = new ChangeRow(
                _changes.Long(0), _changes.Long(1), (ChangeKinds)_changes.Long(2), tenant, new CampaignId(_changes.Long(4)),
                _changes.Utf8(5));
            if (change.Erase(keys, (campaign, key) => ids.GetValueOrDefault((campaign, key))) is { } payload)
            {
                erased.Add((change.Sequence, payload));
            }
        }

        erased.ForEach(change => _change.Bind(1, change.Sequence).Bind(2, change.Payload.AsSpan()).Run());
        return erased.Count;
    }

    private int EraseEvents(string tenant, HashSet<string> keys, HashSet<string> addresses)
    {
        var erased = new List<long>();
        _events.Bind(1, tenant);
        while (_events.Step())
        {
            if (EventReader.Read(_events).Erase(keys, addresses) is { } left)
            {
                erased.Add(left.Sequence);
            }
        }

        erased.ForEach(sequence => _event.Bind(1, sequence).Run());
        return erased.Count;
    }

    /// <summary>Removes busy addresses of the person, except those of live jobs.</summary>
    private void Free(ErasureRow row)
    {
        var freed = new List<(long Job, long Number)>();
        _busy.Bind(1, row.Tenant);
        while (_busy.Step())
        {
            var isLive = !_busy.IsNull(3) && (JobState)_busy.Int(3) == JobState.Live;
            if (!isLive && row.Addresses.Contains(_busy.Text(2)))
            {
                freed.Add((_busy.Long(0), _busy.Long(1)));
            }
        }

        freed.ForEach(busy => _free.Bind(1, busy.Job).Bind(2, busy.Number).Run());
    }

    private CampaignId CampaignOf(long job)
    {
        var campaign = _campaign.Bind(1, job).Step() ? _campaign.Long(0) : 0;
        _campaign.Reset();
        return new CampaignId(campaign);
    }
}
