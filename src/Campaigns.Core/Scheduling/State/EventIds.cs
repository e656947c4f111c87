using System.Security.Cryptography;
using System.Text;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The ids of events that an earlier version has stored without the events, each as 128 bits of its hash. The event log holds all later
/// ones. Stored in sets by age, so that the oldest are dropped in small portions without a search.
/// </summary>
internal sealed class EventIds
{
    /// <summary>The number of sets that the retention time is divided into.</summary>
    private const int Parts = 64;

    private readonly Queue<Part> _parts = [];
    private Part? _newest;

    /// <summary>Whether an event with this id was reported to an earlier version.</summary>
    public bool Contains(EventKey key, SchedulerState state)
    {
        if (_parts.Count == 0)
        {
            return false;
        }

        Forget(state.Now.Wall, state);
        var id = IdOf(key.Tenant, key.Id);
        return _parts.Any(part => part.Ids.Contains(id));
    }

    /// <summary>Takes over the stored ids.</summary>
    public void Load(IReadOnlyList<ToldEventRow> rows, TimeSpan age)
    {
        foreach (var row in rows.OrderBy(row => row.ToldAt))
        {
            Add(row, age);
        }
    }

    private void Add(in ToldEventRow row, TimeSpan age)
    {
        if (_newest is null || row.ToldAt >= _newest.Began + (age.Ticks / Parts))
        {
            _parts.Enqueue(_newest = new Part(row.ToldAt));
        }

        _newest.Latest = Math.Max(_newest.Latest, row.ToldAt);
        _newest.Ids.Add(row.Id);
    }

    private void Forget(long now, SchedulerState state)
    {
        var before = now - state.Settings.EventIdAge.Ticks;
        while (_parts.TryPeek(out var oldest) && oldest.Latest < before)
        {
            _parts.Dequeue();
            _newest = _parts.Count == 0 ? null : _newest;
            state.Decisions.Batch.ForgetTold(oldest.Latest + 1);
        }
    }

    private static UInt128 IdOf(string tenant, string id)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\0{id}"));
        return new UInt128(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
    }

    private sealed class Part(long began)
    {
        public long Began => began;

        public long Latest { get; set; }

        public HashSet<UInt128> Ids { get; } = [];
    }
}
