namespace Campaigns.Sabotages;

/// <summary>Bugs in a provider's limits, switch and health.</summary>
internal static class ProviderBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "provider cap off by one",
            "one attempt too many is live at a provider",
            "Scheduling/State/ProviderEntry.cs",
            "&& Live < Settings.MaxConcurrent &&",
            "&& Live <= Settings.MaxConcurrent &&"),
        new(
            "provider slot not released",
            "an attempt that ends keeps its slot at the provider",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "        attempt.Provider.FreeSlot();",
            "        _ = attempt.Provider;"),
        new(
            "provider rate not debited at the send",
            "a provider's rate is judged at the decision alone",
            "Scheduling/Gates/ProviderGate.cs",
            """return rate is null || rate.TrySend(now.Mono) ? null : "it came too close behind another";""",
            """
            rate?.Release();
                    return null;
            """),
        new(
            "provider rates begin full",
            "a restart gives every provider its whole burst again",
            "Scheduling/Usage/LimitBook.cs",
            "state.Limited.Where(capped => capped.Rate.IsLimited)",
            "state.Limited.Where(capped => capped.Rate.IsLimited && capped is not ProviderEntry)"),
        new(
            "provider settings forgotten",
            "a restart gives providers the settings they are registered with",
            "Scheduling/Rehydration.cs",
            "scheduler.Providers.Apply(snapshot.Providers);",
            "_ = snapshot.Providers;"),
        new(
            "provider turned off and used",
            "what an operator turned off is given attempts",
            "Scheduling/State/ProviderEntry.cs",
            "&& Settings.Switch != ProviderSwitch.Off &&",
            "&&"),
        new(
            "change of a provider ignored at the send",
            "what was committed for a provider goes out after it was turned off",
            "Scheduling/Requests/ProviderRequests.cs",
            "        state.Stop(state.Everything.Stop, new StopScope { Provider = name });",
            "") { IsRare = true },
        new(
            "probes without bound",
            "a broken provider is given whatever is ready when its pause is over",
            "Scheduling/Limits/BreakerState.cs",
            "_probing + _proven < options.ProbeCount",
            "_probing >= 0") { IsRare = true },
        new(
            "breaker never breaks",
            "a provider that fails is given attempt after attempt",
            "Scheduling/Limits/RecentResults.cs",
            "inRow >= options.ConsecutiveFailures",
            "inRow < 0") { IsRare = true },
        new(
            "failed dispatch counts as not placed",
            "what may have rung fails over to another provider",
            "Scheduling/Outcomes/AnswerNews.cs",
            "        _ => AttemptOutcome.Unknown,",
            "        _ => AttemptOutcome.NotPlaced,"),
    ];
}
