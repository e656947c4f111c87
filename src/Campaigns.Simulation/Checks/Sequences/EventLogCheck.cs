using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges the event log: each event with an id is logged once, whatever was doubled or lost, in the order of sequences, and is in the log
/// when it is acknowledged.
/// </summary>
internal sealed class EventLogCheck(Judge judge)
{
    private const int Promise = 13;
    private readonly Dictionary<(string Tenant, string Id), LoggedEvent> _log = [];
    private long _last;

    /// <summary>The number of logged events.</summary>
    public int Count => _log.Count;

    public void Committed(CommitBatch batch)
    {
        foreach (var row in batch.Events)
        {
            var isNew = _log.TryAdd((row.Event.Tenant, row.Event.Id), row);
            judge.Require(isNew, Promise, () => $"event {row.Event.Id} of {row.Event.Tenant} is logged twice");
            judge.Require(row.Sequence > _last, Promise, () => $"event {row.Event.Id} has the sequence {row.Sequence} after {_last}");
            judge.Require(
                row.Affected == 0 || batch.Jobs.Length + batch.NewJobs.Length > 0, Promise,
                () => $"event {row.Event.Id} has affected {row.Affected} jobs, but its commit changes none");
            _last = Math.Max(_last, row.Sequence);
        }
    }

    /// <summary>Judges the acknowledgment of an event.</summary>
    public void Acknowledged(ContactEvent told) => judge.Require(
        told.Id is null || (_log.TryGetValue((told.Tenant, told.Id), out var row) && row.Event.Type == told.Name), Promise,
        () => $"event {told.Id} of {told.Tenant} was acknowledged but is not in the log");
}
