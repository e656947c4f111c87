namespace Campaigns.Sabotages;

/// <summary>What can go wrong with caps, addresses and lists.</summary>
internal static class CapBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "campaign cap off by one",
            "one attempt too many is live in a campaign",
            "Scheduling/Gates/ConcurrencyGate.cs",
            "capped.Live >= capped.MaxConcurrent",
            "capped.Live >= capped.MaxConcurrent + (Scope == GateScope.Campaign ? 1 : 0)"),
        new(
            "tenant cap ignored",
            "a tenant's campaigns are capped each for itself",
            "Scheduling/Gates/ConcurrencyGate.cs",
            "capped.Live >= capped.MaxConcurrent",
            "Scope != GateScope.Tenant && capped.Live >= capped.MaxConcurrent"),
        new(
            "global cap ignored",
            "only campaigns and tenants are capped",
            "Scheduling/Gates/ConcurrencyGate.cs",
            "capped.Live >= capped.MaxConcurrent",
            "Scope != GateScope.Everything && capped.Live >= capped.MaxConcurrent"),
        new(
            "provider cap off by one",
            "one attempt too many is live at a provider",
            "Scheduling/ProviderEntry.cs",
            "Live < _options.MaxConcurrent",
            "Live <= _options.MaxConcurrent"),
        new(
            "busy address called",
            "two campaigns call one person at once",
            "Scheduling/Gates/AddressGate.cs",
            "candidate.State.Addresses.IsBusy(candidate.Address)",
            "false"),
        new(
            "frequency cap off by one",
            "a person is tried once more than the cap allows",
            "Scheduling/Gates/FrequencyGate.cs",
            "FromLast(history, cap.Attempts)",
            "FromLast(history, cap.Attempts + 1)"),
        new(
            "unknown attempts not capped",
            "attempts that ended unknown do not count for the frequency cap",
            "Scheduling/Recorder.cs",
            """
            outcome.Class() != OutcomeClass.Provider)
                    {
                        tenant.History.Note
            """,
            """
            outcome.Class() == OutcomeClass.Contact)
                    {
                        tenant.History.Note
            """),
        new(
            "frequency caps begin anew",
            "a restart forgets how often a person was tried",
            "Engine/EngineLoop.cs",
            "            _scheduler.Tenants.LoadHistory(tenant, await _store.ReadHistoryAsync(tenant.Name, since));",
            "            await _store.ReadHistoryAsync(tenant.Name, since);"),
        new(
            "suppression ends nobody",
            "a person who waits, or has a live attempt, goes on until due",
            "Scheduling/TenantDesk.cs",
            "if (!job.State.IsTerminal() && job.Lane.Campaign.EndedAs is null)",
            "if (job.State < 0)"),
        new(
            "suppression of the waiting alone",
            "the retry of a person with a live attempt is not stopped",
            "Scheduling/JobCourse.cs",
            "flags.HasFlag(JobFlags.Suppress)",
            "flags < 0"),
        new(
            "suppression not listed",
            "who is enrolled after it is contacted",
            "Scheduling/TenantDesk.cs",
            """
                    state.Tenant(entry.Tenant).Suppressions.Add(entry);

            """,
            ""),
        new(
            "suppressions forgotten",
            "a restart forgets the do-not-contact list",
            "Scheduling/Rehydration.cs",
            "scheduler.State.Tenant(entry.Tenant).Suppressions.Add(entry);",
            "_ = entry;"),
        new(
            "removal of the waiting alone",
            "the retry of a removed person with a live attempt is not stopped",
            "Scheduling/JobCourse.cs",
            "flags.HasFlag(JobFlags.Remove)",
            "flags < 0"),
    ];
}
