namespace Campaigns.Sabotages;

/// <summary>Bugs in calendar quotas.</summary>
internal static class QuotaBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "quotas forgotten by a restart",
            "a restart gives every quota its whole day again",
            "Scheduling/Rehydration.cs",
            "limits.Quotas.Load(snapshot.Usage);",
            "_ = snapshot.Usage;"),
        new(
            "not sent counts in a quota",
            "an attempt that is held back uses up a quota",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "            limits.Quotas.GiveBack(attempt, campaign);",
            "            _ = limits.Quotas;"),
        new(
            "return in doubt is lost",
            "an attempt that is not sent uses up a quota if the store fails during that commit",
            "Scheduling/Usage/CarriedTimes.cs",
            "foreach (var (attempt, taken) in quotas.GivenBack)",
            "foreach (var (attempt, taken) in quotas.GivenBack.Take(0))"),
        new(
            "quota not judged at the send",
            "an attempt decided at the last instant of a day is sent the next day and counts in neither",
            "Scheduling/Usage/LimitUse.cs",
            "Math.Min(Until, quotas.Until)",
            "Until") { IsRare = true },
        new(
            "new period unnoticed",
            "nothing wakes when the next period of a quota begins",
            "Scheduling/Usage/QuotaBook.cs",
            "state.WakeAtWall(quotas.Wake, quotas.Until);",
            "_ = quotas.Until;"),
        new(
            "quota starts over when the clock is set back",
            "a clock that is set back gives repeated periods their quota again",
            "Scheduling/Limits/QuotaUse.cs",
            "if (_counts.Find(count => count.Since == since) is { } known)",
            "if (_counts.Find(count => count.Since == since && count == _counts[^1]) is { } known)"),
    ];
}
