using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The times that a process knows and the store does not, carried over when the process reads the store again. They include deadlines of
/// attempts on the monotonic clock and the offset between the clocks. Only a new process relies on the wall clock alone.
/// </summary>
internal sealed class CarriedTimes
{
    private readonly Dictionary<(long Job, int Number), (long Deadline, long SeenAt, long BeganAt)> _live = [];
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
            if (attempt.Quotas is { } counts)
            {
                _quotas[(attempt.JobId, attempt.Number)] = counts;
            }

            if (attempt.Queue is not null)
            {
                // The reload loses a pending request, so ask again immediately.
                var deadline = attempt.Asked && !attempt.HoldsCredit ? Math.Min(attempt.Deadline, state.Now.Mono) : attempt.Deadline;
                _live[(attempt.JobId, attempt.Number)] = (deadline, attempt.SeenAt, attempt.BeganAt);
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

    /// <summary>When the next send of a rate is due, on the monotonic clock; null if unknown.</summary>
    public long? NextOf((LimitScope Scope, string Name) limits) => _rates.TryGetValue(limits, out var next) ? next : null;

    /// <summary>
    /// The deadline of a live attempt, its last sign of life and its commit time, on the monotonic clock; null if unknown.
    /// </summary>
    public (long Deadline, long SeenAt, long BeganAt)? OfLive(long job, int number) =>
        _live.TryGetValue((job, number), out var times) ? times : null;

    /// <summary>The quota counts that include a live attempt; null for none, and if unknown.</summary>
    public TakenQuotas? OfQuotas(long job, int number) => _quotas.GetValueOrDefault((job, number));

    /// <summary>When a lingering call must be over, on the monotonic clock; null if unknown.</summary>
    public long? OfLingering(long job, int number) => _lingering.TryGetValue((job, number), out var deadline) ? deadline : null;
}

/// <summary>How the store is read: for the first time in a process, or again.</summary>
/// <param name="FirstEpoch">The first fencing epoch of this process. An attempt that an earlier epoch left unsent may have been
/// sent.</param>
/// <param name="IsInFlight">Whether this process handed over an attempt for sending and still waits for the answer.</param>
/// <param name="Carried">The times known before the store is read again; null for the first read.</param>
internal sealed record Recovery(long FirstEpoch, Func<AttemptId, bool> IsInFlight, CarriedTimes? Carried);
