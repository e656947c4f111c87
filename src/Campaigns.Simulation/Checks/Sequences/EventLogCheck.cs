using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges the event log: each event with an id is logged once, as it came, whatever was doubled or lost, in the order of sequences, and is
/// in the log when it is acknowledged. An entry changes only if it was kept and somebody applies it again.
/// </summary>
internal sealed class EventLogCheck(Judge judge)
{
    private const int Promise = 13;
    private readonly Dictionary<(string Tenant, string Id), LoggedEvent> _log = [];
    private readonly HashSet<(string Tenant, string Id)> _acknowledged = [];
    private readonly OpenRequests _retries = new();
    private long _last;
    private int _ids;

    /// <summary>The events that the host has tried to ingest, in order.</summary>
    public List<InboundEvent> Sent { get; } = [];

    /// <summary>The logged events that can be applied again.</summary>
    public IReadOnlyList<InboundEvent> Kept =>
        [.. _log.Values.Where(row => row.State != EventState.Applied).OrderBy(row => row.Sequence).Select(row => row.Event)];

    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"inbound {++_ids}");

    /// <summary>The log's entry of an event before the current commit; null for none.</summary>
    public LoggedEvent? Find(InboundEvent happened) => _log.GetValueOrDefault((happened.Tenant, happened.Id));

    public void BeginRetry(InboundEvent happened) => _retries.Begin(Name(happened));

    public void EndRetry(InboundEvent happened) => _retries.End(Name(happened));

    public void Committed(CommitBatch batch)
    {
        foreach (var row in batch.Events)
        {
            var happened = row.Event;
            if (Find(happened) is { } before)
            {
                JudgeRetry(before, row);
            }
            else
            {
                judge.Require(row.Sequence > _last, Promise, () => $"event {happened.Id} has the sequence {row.Sequence} after {_last}");
                judge.Require(
                    !IsOfHost(happened) || Sent.Contains(happened), Promise, () => $"event {happened.Id} is not logged as it came");
            }

            judge.Require(
                row.State == EventState.Applied || !string.IsNullOrWhiteSpace(row.Reason), Promise,
                () => $"event {happened.Id} is kept without a reason");
            judge.Require(
                row.Affected == 0 || batch.Jobs.Length + batch.NewJobs.Length > 0 || row.Affected == Find(happened)?.Affected, Promise,
                () => $"event {happened.Id} has affected {row.Affected} jobs, but its commit changes none");
            _last = Math.Max(_last, row.Sequence);
            _log[(happened.Tenant, happened.Id)] = row;
        }
    }

    /// <summary>Judges the acknowledgment of an event.</summary>
    public void Acknowledged(ContactEvent told) => judge.Require(
        told.Id is null || (_log.TryGetValue((told.Tenant, told.Id), out var row) && row.Event.Type == told.Name), Promise,
        () => $"event {told.Id} of {told.Tenant} was acknowledged but is not in the log");

    /// <summary>Whether an event with this id was acknowledged.</summary>
    public bool IsAcknowledged(InboundEvent happened) => _acknowledged.Contains((happened.Tenant, happened.Id));

    /// <summary>Judges the receipts of a batch.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="receipts">Their receipts.</param>
    /// <param name="known">Whether an event with the same id had been acknowledged when the batch was sent.</param>
    public void Acknowledged(IReadOnlyList<InboundEvent> batch, IReadOnlyList<IngestReceipt> receipts, IReadOnlyList<bool> known)
    {
        judge.Require(receipts.Count == batch.Count, Promise, () => $"{batch.Count} events got {receipts.Count} receipts");
        for (var i = 0; i < batch.Count; i++)
        {
            var (happened, (result, _, _), wasKnown) = (batch[i], receipts[i], known[i]);
            var row = Find(happened);
            judge.Require(row is not null, Promise, () => $"event {happened.Id} was acknowledged but is not in the log");
            judge.Require(
                !wasKnown || result == IngestResult.Duplicate, Promise,
                () => $"event {happened.Id} was acknowledged before, and is now {result}");
            judge.Require(
                result == IngestResult.Duplicate || row?.Event == happened || row?.Event == WithoutPerson(happened), Promise,
                () => $"event {happened.Id} is {result}, but another one is in the log");
            _acknowledged.Add((happened.Tenant, happened.Id));
        }
    }

    /// <summary>Judges the log as it is read in the end.</summary>
    public void JudgeEnd(IReadOnlyList<LoggedEvent> read)
    {
        var committed = _log.Values.OrderBy(row => row.Sequence).ToList();
        judge.Require(
            read.Select(Sign).SequenceEqual(committed.Select(Sign)), Promise,
            () => $"the log has {read.Count} entries that differ from the {committed.Count} that were committed; the first: "
                + $"{read.Select(Sign).Except(committed.Select(Sign)).FirstOrDefault()} instead of "
                + $"{committed.Select(Sign).Except(read.Select(Sign)).FirstOrDefault()}");

        static (long, InboundEvent, EventState, int, string?) Sign(LoggedEvent row) =>
            (row.Sequence, row.Event, row.State, row.Affected, row.Reason);
    }

    /// <summary>Forgets an erased person.</summary>
    public void Erase(ErasureRow erased)
    {
        foreach (var (key, row) in _log.Where(pair => IsAbout(pair.Value.Event, erased)).ToList())
        {
            _log[key] = row with { Event = WithoutPerson(row.Event) };
        }
    }

    /// <summary>Whether an event names a person who is erased, by key or address or in its data.</summary>
    public static bool IsAbout(InboundEvent happened, ErasureRow erased) => happened.Tenant == erased.Tenant
        && (erased.Keys.Contains(happened.ContactKey ?? "") || erased.Addresses.Any(address => IsAt(happened.Address, address))
            || erased.Keys.Any(key => Holds(happened.Data, $"\"{key}\""))
            || erased.Addresses.Any(address => Holds(happened.Data, address)));

    private static bool Holds(string? data, string text) => data?.Contains(text, StringComparison.Ordinal) == true;

    /// <summary>Whether an address as somebody wrote it, with a name or in other letters, is the address of a person.</summary>
    private static bool IsAt(string? written, string address) => written is not null
        && written[(written.LastIndexOf('<') + 1)..].TrimEnd(' ', '>').Trim().Equals(address, StringComparison.OrdinalIgnoreCase);

    private static InboundEvent WithoutPerson(InboundEvent happened) => happened with { ContactKey = null, Address = null, Data = null };

    private static string Name(InboundEvent happened) => $"{happened.Tenant} {happened.Id}";

    private static bool IsOfHost(InboundEvent happened) => happened.Id.StartsWith("inbound", StringComparison.Ordinal);

    private void JudgeRetry(LoggedEvent before, LoggedEvent row)
    {
        var id = row.Event.Id;
        judge.Require(
            before.State != EventState.Applied && _retries.Has(Name(row.Event)), Promise, () => $"event {id} is applied twice");
        judge.Require(
            row.Sequence == before.Sequence && row.Event == before.Event && row.Affected >= before.Affected, Promise,
            () => $"event {id} has another entry after it was applied again");
    }
}
