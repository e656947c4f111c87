using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The expected event log and triggers of a store, in the simplest form. It shares no code with any store.</summary>
internal sealed class EventModel
{
    public SortedDictionary<long, LoggedEvent> Rows { get; } = [];

    /// <summary>The highest sequence ever used.</summary>
    public long Last { get; private set; }

    public Dictionary<(string Tenant, string Name), CampaignTrigger> Triggers { get; } = [];

    public void Write(CommitBatch batch)
    {
        var old = Rows.Values.TakeWhile(row => row.ReceivedAt < batch.ForgetEventsBefore).Take(2 * batch.Events.Count).ToList();
        old.ForEach(row => Rows.Remove(row.Sequence));
        foreach (var purge in batch.EventPurges)
        {
            var first = Rows.Values.Where(row => row.Event.Tenant == purge.Tenant).Take(purge.Limit).ToList();
            first.Where(row => row.ReceivedAt < purge.Before).ToList().ForEach(row => Rows.Remove(row.Sequence));
        }

        foreach (var row in batch.Events)
        {
            var same = Rows.Values.Where(other => other.Event.Tenant == row.Event.Tenant && other.Event.Id == row.Event.Id).ToList();
            same.ForEach(other => Rows.Remove(other.Sequence));
            Rows[row.Sequence] = row;
            Last = Math.Max(Last, row.Sequence);
        }

        foreach (var row in batch.Triggers)
        {
            Triggers.Remove((row.Tenant, row.Name));
            if (row.Trigger is { } trigger)
            {
                Triggers.Add((row.Tenant, row.Name), trigger);
            }
        }
    }

    /// <returns>The number of overwritten entries.</returns>
    public int Erase(ErasureRow erasure)
    {
        var about = Rows.Values.Where(row => row.Event.Tenant == erasure.Tenant && IsAbout(row.Event, erasure)).ToList();
        about.ForEach(row => Rows[row.Sequence] = row with { Event = row.Event with { ContactKey = null, Address = null, Data = null } });
        return about.Count;
    }

    private static bool IsAbout(InboundEvent happened, ErasureRow erasure) =>
        erasure.Keys.Contains(happened.ContactKey?.Trim() ?? "")
        || erasure.Addresses.Any(
            address => happened.Address == address || happened.Data?.Contains(address, StringComparison.Ordinal) == true)
        || (happened.Address is { } given && erasure.Addresses.Contains(Suppression.Restore("t", null, happened.Channel, given).Address!))
        || erasure.Keys.Any(key => happened.Data?.Contains($"\"{key}\"", StringComparison.Ordinal) == true);

    public IEnumerable<LoggedEvent> Read(string? tenant, EventState? state, long after) => Rows.Values.Where(row =>
        row.Sequence > after && (tenant is null || row.Event.Tenant == tenant) && (state is null || row.State == state));

    public IEnumerable<LoggedEvent> Find(IReadOnlyList<EventKey> keys) =>
        Rows.Values.Where(row => keys.Contains(new EventKey(row.Event.Tenant, row.Event.Id)));
}
