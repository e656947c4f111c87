namespace Campaigns.Sabotages;

/// <summary>Bugs in caps, addresses and lists.</summary>
internal static class CapBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "campaign cap off by one",
            "one live attempt too many in a campaign",
            "Scheduling/Gates/ConcurrencyGate.cs",
            "capped.Live < capped.MaxConcurrent",
            "capped.Live < capped.MaxConcurrent + (Scope == GateScope.Campaign ? 1 : 0)"),
        new(
            "tenant cap ignored",
            "a tenant's cap applies to each of its campaigns separately",
            "Scheduling/Gates/ConcurrencyGate.cs",
            "capped.Live < capped.MaxConcurrent",
            "Scope == GateScope.Tenant || capped.Live < capped.MaxConcurrent"),
        new(
            "held-back attempt keeps its slot",
            "an attempt that is not sent keeps its slot in the engine's cap",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "        state.Everything.FreeSlot();",
            "        _ = wasSent && state.Everything.FreeSlot();"),
        new(
            "busy address called",
            "two campaigns call one person at the same time",
            "Scheduling/Gates/AddressGate.cs",
            "!addresses.IsBusy(candidate.Address)",
            "candidate.Now.Mono >= 0"),
        new(
            "address freed at unknown",
            "a person is called although an earlier call with an unknown outcome may still be live",
            "Scheduling/Lanes/LingeringCalls.cs",
            "var mayBeOn = outcome == AttemptOutcome.Unknown ||",
            "var mayBeOn =") { IsRare = true },
        new(
            "cap forgets with a clock ahead",
            "after the clock was set back, attempts count for no cap until it has caught up",
            "Scheduling/Histories/HistoryLog.cs",
            "        var later = history.Last;",
            "        var later = _first - 1;"),
        new(
            "frequency cap off by one",
            "a person is tried once more than the cap allows",
            "Scheduling/Gates/FrequencyGate.cs",
            "cap.Attempts == count ?",
            "cap.Attempts + 1 == count ?"),
        new(
            "caps blind to other names",
            "a cap over all channels counts only attempts under the contact's key",
            "Scheduling/Histories/PersonNames.cs",
            "1 + (contact.Phone.IsEmpty ? 0 : 1) + contact.OtherAddresses",
            "1"),
        new(
            "live attempts count for no cap",
            "a person is texted although a live call to them uses up the cap",
            "Scheduling/Histories/HistoryWalk.cs",
            "if (next.State != NotedState.Void)",
            "if (next.State == NotedState.Counts)"),
        new(
            "nothing wakes at the end of a call",
            "a job that waits for the result of a live call waits forever",
            "Scheduling/Usage/HistoryNotes.cs",
            "if (tenant.History.Waiters.HasAny)",
            "if (tenant.History.Waiters.HasAny && outcome == AttemptOutcome.None)"),
        new(
            "frequency caps start over",
            "a restart forgets how often a person was tried",
            "Engine/StoreReader.cs",
            "scheduler.Tenants.LoadHistory(tenant, _history, next);",
            "scheduler.Tenants.LoadHistory(tenant, [], next);"),
        new(
            "caps judged by half a history",
            "a tenant's jobs are sent before the history that its caps need is read",
            "Scheduling/Gates/HistoryGate.cs",
            "candidate.Tenant.History.Reading is null",
            "candidate.Tenant.History.Reading is null or { Place.Attempt: >= 0 }"),
        new(
            "suppression of a waiting job ignored",
            "a suppressed person who waits for a retry is called",
            "Scheduling/Requests/SuppressionRequests.cs",
            "        state.Suppress(entry, reason);",
            "        state.Suppress(entry, reason);\n        state.Tenant(entry.Tenant).Suppressions.Remove(entry);"),
        new(
            "drip checks the list for the current channel only",
            "a drip continues until it reaches the channel on which the person is suppressed",
            "Scheduling/State/SuppressionList.cs",
            "Array.Exists(plan.Channels, used => IsOn(contact, used))",
            "IsOn(contact, channel)"),
        new(
            "email addresses keep their case",
            "a mailbox in capital letters does not match its do-not-contact entry",
            "Values/EmailReader.cs",
            "problem is null ? address.ToLowerInvariant() : \"\"",
            "problem is null ? address : \"\""),
        new(
            "opt-out limited to its campaign",
            "a person who opts out of one campaign is contacted by the tenant's others",
            "Scheduling/Usage/HistoryNotes.cs",
            "if (outcome == AttemptOutcome.OptedOut && scope",
            "if (outcome > AttemptOutcome.OptedOut && scope"),
        new(
            "suppression of waiting jobs only",
            "the retry of a suppressed person with a live attempt is not stopped",
            "Scheduling/State/PendingActions.cs",
            "pending.Has(PendingAction.Suppress)",
            "pending.Has(PendingAction.None)"),
        new(
            "suppressions forgotten",
            "a restart forgets the do-not-contact list",
            "Scheduling/Rehydration.cs",
            "            state.Tenant(tenant).Suppressions.Add(isKey, channel, hash);",
            "            _ = (tenant, isKey, channel, hash);"),
    ];
}
