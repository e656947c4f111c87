using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The jobs in memory, in reusable slots.</summary>
/// <param name="batch">Receives the rows of changed jobs, each job once.</param>
internal sealed class JobTable(CommitBatch batch)
{
    private readonly List<int> _touched = [];
    private readonly Dictionary<long, int> _slots = [];
    private readonly Stack<int> _free = [];
    private Job[] _jobs = new Job[64];
    private int _used;

    /// <summary>The ids of the jobs' last caller ids, by slot; null until a job has one.</summary>
    private ushort[]? _callerIds;

    public ref Job this[int slot] => ref _jobs[slot];

    public int Count => _slots.Count;

    /// <summary>Prefetches a job.</summary>
    public void Fetch(int slot) => _jobs[slot].Fetch();

    /// <summary>Drops the cached history places of all jobs.</summary>
    public void ForgetPlaces()
    {
        foreach (ref var job in _jobs.AsSpan(0, _used))
        {
            job.ForgetPlaces();
        }
    }

    /// <summary>The id of the job's last caller id; 0 for none.</summary>
    public ushort CallerIdOf(int slot) => _callerIds is { } ids && slot < ids.Length ? ids[slot] : (ushort)0;

    /// <summary>Sets the id of the job's last caller id.</summary>
    public void SetCallerId(int slot, ushort id)
    {
        if (CallerIdOf(slot) == id)
        {
            return;
        }

        if (_callerIds is null || slot >= _callerIds.Length)
        {
            Array.Resize(ref _callerIds, _jobs.Length);
        }

        _callerIds[slot] = id;
    }

    public bool TryFind(long id, out int slot) => _slots.TryGetValue(id, out slot);

    /// <summary>Gives the job a slot unless it already has one.</summary>
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
        SetCallerId(slot, record.Row.CallerId);
        lane.Campaign.NoteLoaded();
        return slot;
    }

    /// <summary>Marks a job as changed. Its row is written once, when the step ends or the job leaves memory.</summary>
    public void Touch(int slot)
    {
        if (_jobs[slot].TryTouch())
        {
            _touched.Add(slot);
        }
    }

    /// <summary>Writes the rows of the changed jobs.</summary>
    public void WriteTouched()
    {
        foreach (var slot in _touched)
        {
            Write(slot); // writes nothing if the job has left memory
        }

        _touched.Clear();
    }

    /// <summary>Removes the written row of a job that left memory in this step, because the job is needed again and may change.</summary>
    /// <returns>Whether there was such a row.</returns>
    public bool TryTakeRow(long id, out JobRow row) => batch.TryTakeBack(id, out row);

    private void Write(int slot)
    {
        if (_jobs[slot].TrySettle())
        {
            var row = _jobs[slot].Row;
            row.CallerId = CallerIdOf(slot);
            batch.Write(row);
        }
    }

    public void Free(int slot)
    {
        if (_slots.Remove(_jobs[slot].Id))
        {
            Write(slot);
            SetCallerId(slot, 0);
            _jobs[slot].Lane.Campaign.NoteFreed();
            _jobs[slot] = default;
            _free.Push(slot);
        }
    }
}
