namespace Campaigns.Simulation;

/// <summary>Judges look-ups: a provider has few of them under way at once, however many attempts wait for one.</summary>
internal sealed class LookUpCheck(Judge judge)
{
    /// <summary>The documented bound.</summary>
    private const int Most = 16;

    /// <summary>How often a look-up fails before an attempt is given up.</summary>
    public const int Tries = 6;

    private readonly List<(string Provider, AttemptFacts Attempt, long At, long Opens)> _underWay = [];

    public void Begun(string provider, AttemptFacts attempt)
    {
        var since = judge.Kernel.Mono - judge.Plan.Sizes.DispatchTimeout.Ticks; // what takes longer is given up
        _underWay.RemoveAll(lookUp => lookUp.At <= since || lookUp.Opens != judge.Opens); // an engine that reads the store again begins anew
        _underWay.Add((provider, attempt, judge.Kernel.Mono, judge.Opens));
        var (count, most) = (_underWay.Count(lookUp => lookUp.Provider == provider), Math.Min(Most, judge.Plan.Sizes.MaxDispatching));
        judge.Require(count <= most, 3, () => $"{count} look-ups are under way at {provider}; it may have {most}");
    }

    public void Ended(AttemptFacts attempt) => _underWay.RemoveAll(lookUp => lookUp.Attempt == attempt);

    /// <summary>Whether an attempt may be given up: its provider cannot say, or was asked often enough, or says what does not fit.</summary>
    public static bool MayGiveUp(Judge judge, AttemptFacts attempt) =>
        attempt.CannotBeFound || attempt.FailedLookUps(judge.Process) >= Tries || attempt.WasTold(Outcome.Unknown) || attempt.WasTold(Outcome.NotPlaced)
        || HasLivedLongEnough(judge, attempt);

    /// <summary>Whether an attempt has been live for as long as its provider's may be, whatever is said of it.</summary>
    private static bool HasLivedLongEnough(Judge judge, AttemptFacts attempt) =>
        judge.Kernel.Mono - attempt.DecidedAt >= (judge.Plan.Sizes.LongestLife - (4 * judge.Plan.Sizes.StoreTimeout)).Ticks
        || (attempt.Process != judge.Process && attempt.DecidedAt <= judge.Clock.LeaptAt);
}
