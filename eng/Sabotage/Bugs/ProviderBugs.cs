namespace Campaigns.Sabotages;

/// <summary>Bugs in a provider's limits, switch and health.</summary>
internal static class ProviderBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "provider cap off by one",
            "one live attempt too many at a provider",
            "Scheduling/State/ProviderEntry.cs",
            "&& Live < MaxConcurrent &&",
            "&& Live <= MaxConcurrent &&"),
        new(
            "provider slot not released",
            "an attempt that ends keeps its slot at the provider",
            "Scheduling/State/LiveAttempt.cs",
            "        Provider.FreeSlot();",
            "        _ = Provider;"),
        new(
            "provider rate not debited at the send",
            "a provider's rate is judged only at the decision",
            "Scheduling/Gates/ProviderGate.cs",
            """return rate is null || rate.TrySend(now.Mono) ? Verdict.Open : Verdict.Closed("it came too close behind another");""",
            """
            rate?.Release();
                    return Verdict.Open;
            """),
        new(
            "provider rates start full",
            "a restart gives every provider its whole burst again",
            "Scheduling/Usage/LimitBook.cs",
            "state.Limited.Where(capped => capped.Rate.IsLimited)",
            "state.Limited.Where(capped => capped.Rate.IsLimited && capped is not ProviderEntry)"),
        new(
            "provider settings forgotten",
            "a restart resets providers to their registered settings",
            "Scheduling/Rehydration.cs",
            "scheduler.Providers.Apply(snapshot.Providers);",
            "_ = snapshot.Providers;"),
        new(
            "provider turned off and used",
            "a provider that an operator turned off gets attempts",
            "Scheduling/State/ProviderEntry.cs",
            "&& Settings.Switch != ProviderSwitch.Off &&",
            "&&"),
        new(
            "change of a provider ignored at the send",
            "an attempt committed for a provider is sent after the provider was turned off",
            "Scheduling/Requests/ProviderRequests.cs",
            "        state.Stop(state.Everything.Stop, new StopScope { Provider = name });",
            "") { IsRare = true },
        new(
            "probes without bound",
            "a broken provider gets all ready attempts when its pause is over",
            "Scheduling/Limits/BreakerState.cs",
            "_probing + _proven < options.ProbeCount",
            "_probing >= 0") { IsRare = true },
        new(
            "breaker never opens",
            "a failing provider keeps getting attempts",
            "Scheduling/Limits/RecentResults.cs",
            "inRow >= options.ConsecutiveFailures",
            "inRow < 0") { IsRare = true },
        new(
            "failed dispatch counts as not placed",
            "an attempt that may have rung fails over to another provider",
            "Scheduling/Outcomes/AnswerNews.cs",
            "        _ => AttemptOutcome.Unknown,",
            "        _ => AttemptOutcome.NotPlaced,"),
    ];
}
