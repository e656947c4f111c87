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
            "an attempt that is held back uses a quota up",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "            limits.Quotas.GiveBack(attempt, campaign);",
            "            _ = limits.Quotas;"),
        new(
            "given back in doubt is lost",
            "an attempt that is not sent uses a quota up when the store fails as that is written",
            "Scheduling/Usage/CarriedTimes.cs",
            "foreach (var (attempt, taken) in quotas.GivenBack)",
            "foreach (var (attempt, taken) in quotas.GivenBack.Take(0))"),
        new(
            "quota not judged at the send",
            "an attempt of the last instant of a day is sent in the next, and counts in none of both",
            "Scheduling/Usage/LimitUse.cs",
            "Math.Min(Until, quotas.Until)",
            "Until") { IsRare = true },
        new(
            "new period unnoticed",
            "nobody wakes when the next period of a quota begins",
            "Scheduling/Usage/QuotaBook.cs",
            "state.WakeAtWall(quotas.Wake, quotas.Until);",
            "_ = quotas.Until;"),
        new(
            "quota begins anew under a clock set back",
            "a clock that is set back gives the periods that it comes to again",
            "Scheduling/Limits/QuotaUse.cs",
            "if (_counts.Find(count => count.Since == since) is { } known)",
            "if (_counts.Find(count => count.Since == since && count == _counts[^1]) is { } known)"),
    ];
}
