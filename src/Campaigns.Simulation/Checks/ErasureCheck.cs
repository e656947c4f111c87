using System.Globalization;
using System.Text.Json;
using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges erasures. The commit that erases a person leaves nothing of the person in the store, and no later commit brings it back, unless
/// the host names the person again. A live call ends first. The commit that ends the last one completes the erasure. Figures stay.
/// </summary>
internal sealed class ErasureCheck(Judge judge)
{
    private const int Promise = 8;
    private readonly Dictionary<long, ErasureRow> _pending = [];
    private readonly HashSet<(string Tenant, string Key)> _keys = [];
    private readonly List<(ErasureRow Row, long At)> _listed = [];

    /// <summary>Judges a commit that is in the books, and erases persons in the books.</summary>
    public void Committed(CommitBatch batch)
    {
        JudgeLater(batch);
        foreach (var row in batch.Erasures)
        {
            // the last call may end in the commit that erases the person: then a second row completes the erasure
            Erase(row, isCompletedNow: row.IsPending && batch.Erasures.Any(other => other.Id == row.Id && !other.IsPending));
        }

        foreach (var row in _pending.Values)
        {
            judge.Require(JobsOf(row).Any(IsLive), Promise, () => $"{row} is still open, but the person's last call has ended");
        }
    }

    /// <summary>The person's jobs that are in the books and not erased.</summary>
    public List<JobFacts> JobsOf(PersonIdentity person) =>
        [.. Jobs(person.Tenant).Where(job => job.Contact.Key == person.ContactKey || person.Addresses.Any(address => Has(job, address)))];

    /// <summary>Judges the acknowledgment of a request.</summary>
    /// <param name="person">The person.</param>
    /// <param name="jobs">The person's jobs when the request was made.</param>
    public void Acknowledged(PersonIdentity person, IReadOnlyList<JobFacts> jobs)
    {
        var left = JobsOf(person).Find(job => jobs.Contains(job) && !IsLive(job));
        judge.Require(left is null, Promise, () => $"an erasure was acknowledged, but {left} has its person");
        var list = judge.Books.Tenant(person.Tenant).Suppressions;
        foreach (var entry in list.Keys.Where(entry => entry.Channel is null && entry.ContactKey is { } key && key == person.ContactKey))
        {
            list[entry] = true;
        }
    }

    /// <summary>Whether an erasure since an event number has listed an entry's person for all channels, instead of the entry.</summary>
    public bool HasReplaced(Suppression entry, long since) =>
        entry.Channel is not null
        && _listed.Exists(listed => listed.At >= since && listed.Row.Tenant == entry.Tenant && IsAbout(entry, listed.Row));

    /// <summary>Judges that a commit brings nothing of an erased person back.</summary>
    private void JudgeLater(CommitBatch batch)
    {
        if (_keys.Count == 0)
        {
            return;
        }

        foreach (var row in batch.Contacts)
        {
            judge.Require(!IsErased(row.Job), Promise, () => $"job {row.Job} gets a contact again after its erasure");
        }

        foreach (var row in batch.Results)
        {
            judge.Require(
                !IsErased(row.Job) || row.AttemptResult is { Recording: null, Transcript: null, Data: null }, Promise,
                () => $"attempt {row.Job}-{row.Number} of an erased person gets {row.AttemptResult}");
        }

        foreach (var row in batch.Attempts.ToArray().Where(row => IsErased(row.Job)))
        {
            judge.Require(row.ProviderCallId is null, Promise, () => $"attempt {row.Job}-{row.Number} of an erased person gets a call id");
        }

        foreach (var row in batch.Changes.ToArray())
        {
            judge.Require(
                ContactOf(row) is not { } key || !_keys.Contains((row.Tenant, key)) || MayBeNamed(row.Campaign, key), Promise,
                () => $"change {row.Sequence}, {row.Kind}, names an erased person");
        }
    }

    private void Erase(ErasureRow row, bool isCompletedNow)
    {
        var jobs = JobsOf(row).ToList();
        judge.Require(
            isCompletedNow || row.IsPending == jobs.Exists(IsLive), Promise,
            () => $"{row} with {jobs.Count(IsLive)} live calls of the person");
        _ = row.IsPending ? (_pending[row.Id] = row).IsPending : _pending.Remove(row.Id);
        _keys.UnionWith(row.Keys.Select(key => (row.Tenant, key)));
        List(row);
        foreach (var job in jobs.Where(job => !IsLive(job)))
        {
            job.Erase(Placeholder(job), judge.Events);
            judge.Books.Forget(job);
            judge.Results.Erase(job);
        }

        judge.EventLog.Erase(row);
        judge.Trace.Say(judge.Kernel, $"{row}: {jobs.Count} jobs");
    }

    /// <summary>The person's keys and addresses enter the do-not-contact list. They replace the entries for single channels.</summary>
    private void List(ErasureRow row)
    {
        _listed.Add((row, judge.Events));
        var list = judge.Books.Tenant(row.Tenant).Suppressions;
        foreach (var entry in list.Keys.Where(entry => entry.Channel is not null && IsAbout(entry, row)).ToList())
        {
            list.Remove(entry);
        }

        foreach (var key in row.Keys)
        {
            list.TryAdd(Suppression.Restore(row.Tenant, key, null, null), false);
        }

        foreach (var address in row.Addresses.Where(
            text => !list.Keys.Any(entry => entry.Channel is null && SuppressionCheck.Names(entry, text))))
        {
            list.TryAdd(Suppression.Restore(row.Tenant, null, null, address), false);
        }
    }

    private IEnumerable<JobFacts> Jobs(string tenant) =>
        judge.Books.Campaigns.Values.Where(campaign => campaign.Tenant.Name == tenant).SelectMany(campaign => campaign.Jobs)
            .Where(job => !job.IsErased);

    private IEnumerable<JobFacts> JobsOf(ErasureRow row) => Jobs(row.Tenant).Where(job => row.Keys.Contains(job.Contact.Key));

    private bool IsErased(long job) => judge.Books.Jobs.TryGetValue(job, out var facts) && facts.IsErased;

    /// <summary>Whether a job that is not erased has the key, because the host enrolled the person again or the call is live.</summary>
    private bool MayBeNamed(CampaignId campaign, string key) =>
        judge.Books.Campaigns.TryGetValue(campaign.Value, out var facts) && facts.Jobs.Exists(job => job.Contact.Key == key);

    private static bool IsAbout(Suppression entry, ErasureRow row) => entry.ContactKey is { } key
        ? row.Keys.Contains(key)
        : row.Addresses.Any(address => SuppressionCheck.Names(entry, address));

    private static bool Has(JobFacts job, string address) =>
        job.Contact.Addresses.Values.Append(job.Contact.Phone.Reveal()).Contains(address);

    private static bool IsLive(JobFacts job) => job.Row.State == JobState.Live;

    /// <summary>What is left of a job's contact.</summary>
    public static string Placeholder(JobFacts job) => string.Create(CultureInfo.InvariantCulture, $"erased:{job.Row.Id}");

    private static string? ContactOf(in ChangeRow row)
    {
        using var json = JsonDocument.Parse(row.Payload);
        return json.RootElement.TryGetProperty("contact", out var key) ? key.GetString() : null;
    }
}
