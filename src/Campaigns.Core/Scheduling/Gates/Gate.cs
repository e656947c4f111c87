using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The verdict of a gate.</summary>
/// <param name="Reason">The reason why the gate is closed; null when it is open.</param>
/// <param name="Until">The earliest instant at which the gate opens, in UTC ticks; 0 when capacity or a person decides.</param>
/// <param name="End">The end state of the job, when the gate never opens for it.</param>
internal readonly record struct Verdict(string? Reason, long Until, JobState? End = null)
{
    public static Verdict Open => default;

    public bool IsOpen => Reason is null;

    public static Verdict Closed(string reason, long until = 0) => new(reason, until);

    public static Verdict Never(string reason, JobState end) => new(reason, Now.Never, end);
}

/// <summary>The subject of a verdict. A gate reads only the parts that its scope covers.</summary>
internal readonly ref struct Candidate
{
    private readonly ref Job _job;

    public Candidate(SchedulerState state, TenantEntry? tenant = null, CampaignEntry? campaign = null, Lane? lane = null)
    {
        State = state;
        Tenant = tenant!;
        Campaign = campaign!;
        Lane = lane!;
    }

    public Candidate(SchedulerState state, ref Job job)
        : this(state, job.Lane.Campaign.Tenant, job.Lane.Campaign, job.Lane)
    {
        _job = ref job;
        Address = Lane.Route.KeyOf(Tenant.Index, job.Contact);
    }

    public SchedulerState State { get; }

    public TenantEntry Tenant { get; }

    public CampaignEntry Campaign { get; }

    public Lane Lane { get; }

    public ref Job Job => ref _job;

    public AddressKey Address { get; }

    public Now Now => State.Now;
}

/// <summary>
/// A reason why an attempt may not go now. Dispatch, the send gate and explanations use the same list of gates, so they cannot disagree. A
/// new gate is one class and one line in <see cref="AllGates"/>.
/// </summary>
internal abstract class Gate(string name, GateScope scope)
{
    public string Name => name;

    public GateScope Scope => scope;

    /// <summary>Judges now, from the scheduler's state.</summary>
    public abstract Verdict Judge(in Candidate candidate);

    /// <summary>Judges again at the moment of sending, on the sending thread. A closed gate holds the attempt back.</summary>
    public virtual Verdict JudgeAtSend(in Intent intent, Now now) => Verdict.Open;

    /// <summary>Releases what the gate has reserved for an attempt that an earlier gate held back.</summary>
    public virtual void Release(in Intent intent)
    {
    }
}
