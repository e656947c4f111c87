namespace Campaigns.Storage;

/// <content>The members with which the engine writes a batch.</content>
public sealed partial class CommitBatch
{
    internal void Write(ErasureRow row) => _erasures.Add(row);

    internal void Write(SubscriptionRow row) => _subscriptions.Add(row);

    internal void Write(in ChangeRow row) => _changes.Add(row);

    /// <summary>Makes the store remove changes up to a sequence.</summary>
    internal void Trim(long changes) => TrimChanges = changes;

    internal void Write(CampaignRow row) => _campaigns.Add(row);

    internal void Write(LaneRow row) => _lanes.Add(row);

    internal void Write(TenantRow row) => _tenants.Add(row);

    internal void Write(SuppressionRow row) => _suppressions.Add(row);

    internal void Write(ProviderRow row) => _providers.Add(row);

    internal void Write(CallerIdRow row) => _callerIds.Add(row);

    internal void Write(ChannelRow row) => _channels.Add(row);

    internal void Write(ReportRow row) => _reports.Add(row);

    internal void Write(BusyRow row) => _busy.Add(row);

    internal void Write(LoggedEvent row) => _events.Add(row);

    internal void Write(EventPurge purge) => _eventPurges.Add(purge);

    internal void Write(TriggerRow row) => _triggers.Add(row);

    internal void Write(UsageRow row) => _usage.Add(row);

    internal void Write(ContactRow row) => _contacts.Add(row);

    internal void Write(in JobRecord job) => _newJobs.Add(job);

    internal void Write(in JobRow row) => _jobs.Add(row);

    internal void Write(in AttemptRow row) => _attempts.Add(row);

    internal void Write(ResultRow row) => _results.Add(row);

    internal void Write(CounterDelta change) => _counters.Add(change);

    /// <summary>Sets how far the pauses are ahead of the wall clock.</summary>
    internal void WriteLead(TimeSpan lead) => Lead = lead;

    /// <summary>Makes the store remove a portion of the entries of the event log that are older than an instant.</summary>
    internal void ForgetEvents(DateTimeOffset before) => ForgetEventsBefore = before;

    /// <summary>Makes the store remove the ids of events before an instant, in UTC ticks.</summary>
    internal void ForgetTold(long before) => ForgetToldBefore = before;

    /// <summary>Ends a new job before it is stored.</summary>
    /// <param name="index">The index of the job in <see cref="NewJobs"/>.</param>
    /// <param name="state">The state in which the job ends.</param>
    internal void EndNewJob(int index, JobState state)
    {
        var row = _newJobs[index].Row;
        row.State = state;
        _newJobs[index] = _newJobs[index] with { Row = row };
    }

    /// <summary>Removes and returns the row of a job that will change again. Does not keep the order of the other rows.</summary>
    /// <returns>Whether the batch holds a row of the job.</returns>
    internal bool TryTakeBack(long job, out JobRow row)
    {
        var index = _jobs.FindIndex(written => written.Id == job);
        row = index < 0 ? default : _jobs[index];
        if (index >= 0)
        {
            _jobs[index] = _jobs[^1];
            _jobs.RemoveAt(_jobs.Count - 1);
        }

        return index >= 0;
    }

    /// <summary>The job's new contact; null if the batch does not change it.</summary>
    internal Contact? FindContact(long job) => _contacts.FindLast(changed => changed.Job == job).Contact;

    /// <summary>The last written row of the attempt with a provider's call id; null for none.</summary>
    internal AttemptRow? FindAttempt(string? provider, string? callId)
    {
        var index = _attempts.FindLastIndex(
            row => row.ProviderCallId is not null && row.ProviderCallId == callId && row.Provider == provider);
        return index < 0 ? null : _attempts[index];
    }

    /// <summary>Completes the batch with the owner's epoch and the current time.</summary>
    internal CommitBatch Seal(long epoch, DateTimeOffset now)
    {
        (Epoch, Now) = (epoch, now);
        return this;
    }

    internal bool IsEmpty =>
        _campaigns.Count + _lanes.Count + _tenants.Count + _suppressions.Count + _newJobs.Count + _jobs.Count == 0
        && _attempts.Count + _counters.Count + _providers.Count + _channels.Count + _reports.Count + _busy.Count == 0
        && _events.Count + _eventPurges.Count + _triggers.Count + _usage.Count + _contacts.Count + _results.Count == 0
        && _subscriptions.Count + _changes.Count + _callerIds.Count + _erasures.Count == 0
        && Lead is null && ForgetToldBefore is null && TrimChanges is null;

    internal void Clear()
    {
        _campaigns.Clear();
        _lanes.Clear();
        _tenants.Clear();
        _suppressions.Clear();
        _providers.Clear();
        _callerIds.Clear();
        _channels.Clear();
        _reports.Clear();
        _busy.Clear();
        Lead = null;
        _events.Clear();
        ForgetEventsBefore = null;
        _eventPurges.Clear();
        _triggers.Clear();
        ForgetToldBefore = null;
        _usage.Clear();
        _contacts.Clear();
        _newJobs.Clear();
        _jobs.Clear();
        _attempts.Clear();
        _results.Clear();
        _counters.Clear();
        _subscriptions.Clear();
        _changes.Clear();
        TrimChanges = null;
        _erasures.Clear();
    }
}
