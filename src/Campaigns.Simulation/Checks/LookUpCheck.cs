namespace Campaigns.Simulation;

/// <summary>Judges lookups: a provider has a bounded number of parallel lookups, however many attempts wait for one.</summary>
internal sealed class LookUpCheck(Judge judge)
{
    /// <summary>The documented limit.</summary>
    private const int Most = 16;

    /// <summary>The number of failed lookups after which the engine gives up an attempt.</summary>
    public const int Tries = 6;

    private readonly List<(string Provider, AttemptFacts Attempt, long At, long Opens)> _underWay = [];

    public void Begun(string provider, AttemptFacts attempt)
    {
        var since = judge.Kernel.Mono - judge.Plan.Sizes.DispatchTimeout.Ticks; // the engine gives up longer lookups
        // an engine that reads the store again starts over
        _underWay.RemoveAll(lookUp => lookUp.At <= since || lookUp.Opens != judge.Opens);
        _underWay.Add((provider, attempt, judge.Kernel.Mono, judge.Opens));
        var (count, most) = (_underWay.Count(lookUp => lookUp.Provider == provider), Math.Min(Most, judge.Plan.Sizes.MaxDispatching));
        judge.Require(count <= most, 3, () => $"{count} lookups are in progress at {provider}; the limit is {most}");
    }

    public void Ended(AttemptFacts attempt) => _underWay.RemoveAll(lookUp => lookUp.Attempt == attempt);

    /// <summary>
    /// Whether an attempt may be given up: the provider cannot say, was asked often enough, gave an answer that does not fit, or the
    /// attempt reached its maximum life.
    /// </summary>
    public static bool MayGiveUp(Judge judge, AttemptFacts attempt) =>
        attempt.CannotBeFound || attempt.FailedLookUps(judge.Process) >= Tries || attempt.WasTold(
            AttemptOutcome.Unknown) || attempt.WasTold(AttemptOutcome.NotPlaced)
        || HasLivedLongEnough(judge, attempt);

    /// <summary>Whether an attempt has been live for its provider's maximum, regardless of lookups.</summary>
    private static bool HasLivedLongEnough(Judge judge, AttemptFacts attempt) =>
        judge.Kernel.Mono - attempt.DecidedAt >= (judge.Plan.Sizes.LongestLife - (4 * judge.Plan.Sizes.StoreTimeout)).Ticks
        || (attempt.Process != judge.Process && attempt.DecidedAt <= judge.Clock.LeaptAt);
}
