using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The jobs in memory, in slots that are used again.</summary>
internal sealed class JobTable
{
    private readonly Dictionary<long, int> _slots = [];
    private readonly Stack<int> _free = [];
    private Job[] _jobs = new Job[64];
    private int _used;

    public ref Job this[int slot] => ref _jobs[slot];

    public int Count => _slots.Count;

    /// <summary>Begins to load a job that will be needed soon.</summary>
    public void Fetch(int slot) => _jobs[slot].Fetch();

    /// <summary>Makes every job look up anew where its addresses stand in the tenants' histories.</summary>
    public void ForgetPlaces()
    {
        foreach (ref var job in _jobs.AsSpan(0, _used))
        {
            job.ForgetPlaces();
        }
    }

    public bool TryFind(long id, out int slot) => _slots.TryGetValue(id, out slot);

    /// <summary>Gives the job a slot, unless it has one.</summary>
    public int Load(in JobRecord record, Lane lane, out bool isNew)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, record.Row.Id, out var exists);
        isNew = !exists;
        if (exists)
        {
            return entry;
        }

        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            if (slot == _jobs.Length)
            {
                Array.Resize(ref _jobs, slot * 2);
            }
        }

        entry = slot;
        _jobs[slot] = new Job(record, lane);
        lane.Campaign.JobsInMemory++;
        return slot;
    }

    public void Free(int slot)
    {
        if (_slots.Remove(_jobs[slot].Id))
        {
            _jobs[slot].Lane.Campaign.JobsInMemory--;
            _jobs[slot] = default;
            _free.Push(slot);
        }
    }
}
