using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What still has to happen to a live job when its attempt ends.</summary>
[Flags]
internal enum JobFlags : ushort
{
    None = 0,

    /// <summary>Take it out of the campaign.</summary>
    Remove = 1,

    /// <summary>Contact it again at <see cref="Job.Due"/>, whatever the retry policy says; kept while it waits for that.</summary>
    Reschedule = 2,

    /// <summary>End it as replied.</summary>
    Reply = 4,

    /// <summary>It waits for the pause after an attempt, or has: its due time counts on when the wall clock is set back.</summary>
    Pause = 8,

    /// <summary>End it as suppressed.</summary>
    Suppress = 16,

    /// <summary>The attempt before the live one was corrected: if this one comes to nothing, follow <see cref="Job.LastOutcome"/> again.</summary>
    Corrected = 32,

    /// <summary>End it as failed: a report about an earlier attempt says that the person opted out.</summary>
    OptOut = 64,

    /// <summary>It ended as unknown and a report said what had happened: another one may revise it again, and never reopens it.</summary>
    Revised = 128,

    /// <summary>Not live but set aside: a gate of its own is closed, and its lane goes on without it.</summary>
    Aside = 256,

    /// <summary>Put off once already by the overdue policy.</summary>
    PutOff = 512,

    /// <summary>It was asked to be tried later several times in a row: others go first when it comes up.</summary>
    LetsOthersGo = 1024,
}

/// <summary>A job in memory: a copy of its row, and what only the scheduler needs.</summary>
internal struct Job
{
    public long Id;
    public Contact Contact;
    public Lane Lane;
    public long Due;

    /// <summary>While set aside for a time: until when.</summary>
    public long AsideUntil;
    public ulong OutcomeCounts;

    /// <summary>Its address's place in the tenant's history; 0, or that of an address on another channel, until it is looked up.</summary>
    public int History;

    /// <summary>The place of the address it was contacted at before, on another channel.</summary>
    public int OtherHistory;

    /// <summary>The version of the tenant's do-not-contact list that was found not to cover it; 0, the empty list, at first.</summary>
    public int Cleared;
    public int Live;
    public int Number;
    public int Protocol;
    public long Expires;
    public long Since;
    public long Began;
    public ushort Early;
    public ushort Aside;
    public short Step;
    public short Tries;
    public JobState State;
    public Outcome LastOutcome;
    public JobFlags Flags;

    /// <summary>How often in a row it has come back for a cause that is not its own, or was put off by its provider.</summary>
    public byte Bounces;

    /// <summary>The round of its tenant's account in which it has let others be the probe.</summary>
    public byte Yielded;

    /// <summary>The providers that placed nothing in this round, a bit each; others go first.</summary>
    public ushort Refused;

    /// <summary>The flags that must outlive a restart.</summary>
    private const JobFlags Kept = JobFlags.Remove | JobFlags.Reschedule | JobFlags.Pause | JobFlags.Suppress | JobFlags.Corrected | JobFlags.OptOut | JobFlags.Revised | JobFlags.Reply;

    public readonly DueKey DueKey => new(Due, Id);

    public readonly JobRow Row => new()
    {
        Id = Id,
        Lane = Lane.Id,
        Due = Due,
        Wishes = (byte)(Flags & Kept),
        State = State,
        Step = Step,
        Tries = Tries,
        Number = Number,
        LastOutcome = LastOutcome,
        OutcomeCounts = OutcomeCounts,
        Protocol = Protocol,
        Expires = Expires,
        Since = Since,
        Began = Began,
        Early = Early,
        Aside = Aside,
    };

    public static Job Of(in JobRecord record, Lane lane)
    {
        var row = record.Row;
        return new Job
        {
            Id = row.Id,
            Contact = record.Contact,
            Lane = lane,
            Due = row.Due,
            OutcomeCounts = row.OutcomeCounts,
            Live = -1,
            Number = row.Number,
            Step = row.Step,
            Tries = row.Tries,
            State = row.State,
            LastOutcome = row.LastOutcome,
            Flags = (JobFlags)row.Wishes,
            Protocol = row.Protocol,
            Expires = row.Expires,
            Since = row.Since,
            Began = row.Began,
            Early = row.Early,
            Aside = row.Aside,
        };
    }

    /// <summary>
    /// The job as it was when an attempt went to a contact that has changed since: for what is noted by names and addresses.
    /// </summary>
    public readonly Job As(Contact contact) => this with { Contact = contact, History = 0, OtherHistory = 0 };

    private const int RefusalShift = 56;

    /// <summary>
    /// How often in a row nothing was placed for it in the current step: in the byte of <see cref="OutcomeCounts"/> that no outcome has.
    /// </summary>
    public readonly int Refusals => (int)(OutcomeCounts >> RefusalShift);

    /// <summary>Counts that nothing was placed.</summary>
    /// <returns>How often in a row, up to 255.</returns>
    public int CountRefusal()
    {
        OutcomeCounts += Refusals < 0xFF ? 1UL << RefusalShift : 0;
        return Refusals;
    }

    /// <summary>Somebody may have been reached: the row of refusals is over.</summary>
    public void ForgetRefusals()
    {
        OutcomeCounts &= ~(0xFFUL << RefusalShift);
        (Bounces, Refused, Yielded) = (0, 0, 0);
    }

    /// <summary>Counts an outcome of the current step.</summary>
    /// <returns>How often it has come, up to 255.</returns>
    public int CountOutcome(Outcome outcome)
    {
        if (outcome < Outcome.Failed)
        {
            return 0;
        }

        var shift = 8 * (outcome - Outcome.Failed);
        var count = (OutcomeCounts >> shift) & 0xFF;
        if (count < 0xFF)
        {
            OutcomeCounts += 1UL << shift;
            count++;
        }

        return (int)count;
    }
}

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
    public void Fetch(int slot)
    {
        Prefetch.Of(in _jobs[slot].Id);
        Prefetch.Of(in _jobs[slot].Refused);
    }

    /// <summary>Makes every job look up anew where its addresses stand in the tenants' histories.</summary>
    public void ForgetPlaces()
    {
        foreach (ref var job in _jobs.AsSpan(0, _used))
        {
            (job.History, job.OtherHistory) = (0, 0);
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
        _jobs[slot] = Job.Of(record, lane);
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
