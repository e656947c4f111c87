using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// What a process knows of time and the store does not, carried over when the store is read again: the deadlines of attempts on the
/// monotonic clock, and how the wall clock stood against it. Only a new process has to go by the wall clock alone.
/// </summary>
internal sealed class CarriedTimes
{
    private readonly Dictionary<(long Job, int Number), (long Deadline, long SeenAt, long BornAt)> _live = [];
    private readonly Dictionary<(long Job, int Number), long> _lingering = [];
    private readonly Dictionary<(LimitScope Scope, string Name), long> _rates = [];
    private readonly Dictionary<(long Job, int Number), TakenQuotas> _quotas = [];

    public CarriedTimes(SchedulerState state, QuotaBook quotas, LingeringCalls lingering)
    {
        Clock = state.Clock;
        foreach (var capped in state.Limited)
        {
            _rates[capped.Limits] = capped.Rate.NextDue;
        }

        foreach (var live in state.Live.All)
        {
            ref var attempt = ref state.Live[live];
            _quotas[(attempt.JobId, attempt.Number)] = attempt.Quotas;
            if (attempt.Queue is not null)
            {
                // asked once more
                var deadline = attempt.Asked && !attempt.HoldsCredit ? Math.Min(attempt.Deadline, state.Now.Mono) : attempt.Deadline;
                _live[(attempt.JobId, attempt.Number)] = (deadline, attempt.SeenAt, attempt.BornAt);
            }
        }

        foreach (var (attempt, taken) in quotas.GivenBack)
        {
            _quotas[attempt] = taken;
        }

        foreach (var (attempt, deadline) in lingering.Deadlines)
        {
            _lingering[attempt] = deadline;
        }
    }

    public WallClock Clock { get; }

    /// <summary>When the next send of a rate is due, on the monotonic clock; null when that is not known.</summary>
    public long? NextOf((LimitScope Scope, string Name) limits) => _rates.TryGetValue(limits, out var next) ? next : null;

    /// <summary>
    /// When a live attempt was to be looked up, the last sign of life, and when it was committed; null when that is not known.
    /// </summary>
    public (long Deadline, long SeenAt, long BornAt)? OfLive(long job, int number) =>
        _live.TryGetValue((job, number), out var times) ? times : null;

    /// <summary>Where a live attempt counts in quotas; null when that is not known.</summary>
    public TakenQuotas? OfQuotas(long job, int number) => _quotas.TryGetValue((job, number), out var taken) ? taken : null;

    /// <summary>When a call that lingers must be over; null when that is not known.</summary>
    public long? OfLingering(long job, int number) => _lingering.TryGetValue((job, number), out var deadline) ? deadline : null;
}

/// <summary>How the store is read: for the first time in a process, or again.</summary>
/// <param name="FirstEpoch">The first epoch of this process: what an earlier one left unsent may have been sent.</param>
/// <param name="IsInFlight">Whether an attempt was handed over for sending by this process and has not answered.</param>
/// <param name="Carried">What was known of time before; null for the first time.</param>
internal sealed record Recovery(long FirstEpoch, Func<AttemptId, bool> IsInFlight, CarriedTimes? Carried);
