using Campaigns.Storage;

namespace Campaigns.Scheduling.Gates;

/// <summary>What a gate holds back when it is closed: the level of the ready tree at which dispatch judges it.</summary>
internal enum GateScope
{
    Everything,
    Tenant,
    Campaign,
    Lane,
    Job,
    Route,
}

/// <summary>What a gate says.</summary>
/// <param name="Reason">Why it is closed; null when it is open.</param>
/// <param name="Until">When it opens at the earliest, in UTC ticks; 0 when capacity or a person decides.</param>
/// <param name="End">How the job ends, when the gate will never open for it.</param>
internal readonly record struct Verdict(string? Reason, long Until, JobState? End = null)
{
    public static Verdict Open => default;

    public bool IsOpen => Reason is null;

    public static Verdict Closed(string reason, long until = 0) => new(reason, until);

    public static Verdict Never(string reason, JobState end) => new(reason, Now.Never, end);
}

/// <summary>Who is judged. Gates look only at what their scope covers.</summary>
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
        Address = AddressKey.Of(Tenant, Lane.Route, job.Contact);
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
/// A reason why an attempt may not go now. Dispatch, the send gate and Explain go through the same list of gates, so that they cannot
/// disagree. A gate of one's own is one class, and one line in <see cref="AllGates"/>.
/// </summary>
internal abstract class Gate(string name, GateScope scope)
{
    public string Name => name;

    public GateScope Scope => scope;

    /// <summary>Judges now, with the scheduler's knowledge.</summary>
    public abstract Verdict Judge(in Candidate candidate);

    /// <summary>Judges once more at the moment of sending, on the sending thread.</summary>
    /// <returns>Why the attempt must be held back; null when it may pass.</returns>
    public virtual string? JudgeAtSend(in Intent intent, Now now) => null;

    /// <summary>Gives back what the gate holds for an attempt that was held back before this gate judged it.</summary>
    public virtual void Release(in Intent intent)
    {
    }
}

/// <summary>All gates, in the order in which Explain tells them.</summary>
internal static class AllGates
{
    public static readonly Gate[] InOrder =
    [
        new HoldGate(GateScope.Everything),
        new HoldGate(GateScope.Tenant),
        new HistoryGate(),
        new CampaignGate(),
        new SuppressionGate(),
        new WaitGate(),
        new DueGate(),
        new WindowGate(),
        new FrequencyGate(),
        new AddressGate(),
        new ConcurrencyGate(GateScope.Campaign),
        new ConcurrencyGate(GateScope.Tenant),
        new ConcurrencyGate(GateScope.Everything),
        new ChannelGate(),
        new ProviderGate(),
        new RateGate(GateScope.Campaign),
        new RateGate(GateScope.Tenant),
        new RateGate(GateScope.Everything),
        new QuotaGate(GateScope.Campaign),
        new QuotaGate(GateScope.Tenant),
        new QuotaGate(GateScope.Everything),
    ];

    /// <summary>The gates that judge again at the moment of sending; rates last, for what they let through is used up.</summary>
    public static readonly Gate[] AtSend = [.. InOrder.Where(gate => gate is CampaignGate or WindowGate or ProviderGate or RateGate)];

    private static readonly Gate[][] ByScope = [.. Enum.GetValues<GateScope>().Select(scope => InOrder.Where(gate => gate.Scope == scope).ToArray())];

    public static ReadOnlySpan<Gate> Of(GateScope scope) => ByScope[(int)scope];

    /// <summary>Whether every gate of a scope is open.</summary>
    public static bool AreOpen(GateScope scope, in Candidate candidate)
    {
        foreach (var gate in ByScope[(int)scope])
        {
            if (!gate.Judge(candidate).IsOpen)
            {
                return false;
            }
        }

        return true;
    }
}
