using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Erases persons. The store overwrites everything of a person in one commit. A live call ends first: until then the erasure is pending,
/// in the store and here.
/// </summary>
internal sealed class ErasureRequests(SchedulerState state, SuppressionRequests suppressions, LingeringCalls lingering)
{
    private readonly Dictionary<long, (ErasureRow Row, HashSet<long> Live)> _pending = [];
    private long _last;

    /// <summary>Erases a person in the current commit, except live jobs. Their erasure follows when they have ended.</summary>
    /// <param name="person">The person's tenant, keys and addresses.</param>
    /// <param name="jobs">All jobs of the person.</param>
    /// <param name="open">The open jobs of these that are in memory.</param>
    /// <returns>The number of live jobs.</returns>
    public int Erase(ErasedPerson person, IReadOnlyList<JobRecord> jobs, IReadOnlyList<int> open)
    {
        List(person);
        suppressions.End(open);
        var live = jobs.Select(job => job.Row.Id).Where(IsLive).ToHashSet();
        var row = new ErasureRow(++_last, person.Tenant, [.. person.Keys], [.. person.Addresses.Union(person.Given)], live.Count > 0);
        Forget(row, job => !live.Contains(job));
        Write(row, live);
        return live.Count;
    }

    /// <summary>Completes the erasures whose live jobs have ended. Call it at the end of a step.</summary>
    public void Finish()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        foreach (var (row, live) in _pending.Values.ToList())
        {
            if (!live.Any(IsLive))
            {
                Unlist(row.Tenant, row.Keys, row.Addresses); // the last call may have added an opt-out
                Forget(row, live.Contains);
                Write(row with { IsPending = false }, []);
            }
        }
    }

    /// <summary>Continues the erasures that were pending when the store was opened.</summary>
    public void Load(StoreSnapshot snapshot)
    {
        foreach (var row in snapshot.Erasures)
        {
            _last = Math.Max(_last, row.Id);
            var live = snapshot.Live.Where(pair => row.Keys.Contains(pair.Job.Contact.Key)
                && state.Lanes[pair.Job.Row.Lane].Campaign.Tenant.Name == row.Tenant);
            _pending[row.Id] = (row, [.. live.Select(pair => pair.Job.Row.Id)]);
        }
    }

    private void Write(ErasureRow row, HashSet<long> live)
    {
        state.Decisions.Batch.Write(row);
        if (row.IsPending)
        {
            _pending[row.Id] = (row, live);
        }
        else
        {
            _pending.Remove(row.Id);
        }
    }

    /// <summary>
    /// Puts hashes of the person's keys and addresses on the do-not-contact list, for all channels. They replace all entries that name the
    /// person.
    /// </summary>
    private void List(ErasedPerson person)
    {
        Unlist(person.Tenant, person.Keys, person.Addresses);
        var list = state.Tenant(person.Tenant).Suppressions;
        foreach (var (text, isKey) in Texts(person.Keys, person.Addresses))
        {
            var hash = list.HashOf(text);
            list.Add(isKey, null, hash);
            state.Decisions.Batch.Write(new SuppressionRow(
                person.Tenant, hash, isKey, null, null, state.Now.Instant, SuppressionReason.Erased));
        }
    }

    /// <summary>Removes the person's entries for single channels, which hold texts. The entry for all channels covers them.</summary>
    private void Unlist(string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses)
    {
        var list = state.Tenant(tenant).Suppressions;
        foreach (var (text, isKey) in Texts(keys, addresses))
        {
            var hash = list.HashOf(text);
            foreach (var channel in list.ChannelsOf(isKey, hash).Where(channel => channel.Length > 0))
            {
                list.Remove(isKey, channel, hash);
                state.Decisions.Batch.Write(new SuppressionRow(
                    tenant, hash, isKey, channel, null, null, SuppressionReason.Erased, IsActive: false));
            }
        }
    }

    private static IEnumerable<(string Text, bool IsKey)> Texts(
        IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses) =>
        keys.Select(key => (key, true)).Concat(addresses.Select(address => (address, false)));

    /// <summary>Forgets what memory and small tables hold of the person: kept reports, and addresses that are still busy.</summary>
    private void Forget(ErasureRow row, Func<long, bool> mayForget)
    {
        state.Unmatched.ForgetAbout([.. row.Keys.Concat(row.Addresses)]);
        lingering.Forget(busy => busy.Tenant == row.Tenant && mayForget(busy.Job) && row.Addresses.Contains(busy.Address));
    }

    private bool IsLive(long job) => state.Jobs.TryFind(job, out var slot) && state.Jobs[slot].State == JobState.Live;
}

/// <summary>A person to erase.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Keys">The person's contact keys.</param>
/// <param name="Addresses">The person's addresses in canonical form.</param>
/// <param name="Given">The addresses as the caller gave them.</param>
internal sealed record ErasedPerson(
    string Tenant, IReadOnlyCollection<string> Keys, IReadOnlyCollection<string> Addresses, IReadOnlyCollection<string> Given);
