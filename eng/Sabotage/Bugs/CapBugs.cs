namespace Campaigns.Sabotages;

/// <summary>Bugs in caps, addresses and lists.</summary>
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
            "slot lost with what is held back",
            "an attempt that is not sent keeps its slot in the cap on everything",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            "        state.Everything.FreeSlot();",
            "        _ = wasSent && state.Everything.FreeSlot();"),
        new(
            "busy address called",
            "two campaigns call one person at once",
            "Scheduling/Gates/AddressGate.cs",
            "!addresses.IsBusy(candidate.Address)",
            "candidate.Now.Mono >= 0"),
        new(
            "address freed at unknown",
            "a person is called whose earlier call may be on, because nobody knows how it ended",
            "Scheduling/Lanes/LingeringCalls.cs",
            "var mayBeOn = outcome == AttemptOutcome.Unknown ||",
            "var mayBeOn =") { IsRare = true },
        new(
            "cap forgets with a clock ahead",
            "after the clock was set back attempts count for no cap until it shows what it had shown",
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
            "a cap over all channels counts what was sent under the contact's key alone",
            "Scheduling/Histories/PersonNames.cs",
            "1 + (contact.Phone.IsEmpty ? 0 : 1) + contact.OtherAddresses",
            "1"),
        new(
            "live attempts count for no cap",
            "a person is texted while a call to them is live that uses up the cap",
            "Scheduling/Histories/HistoryWalk.cs",
            "if (next.State != NotedState.Void)",
            "if (next.State == NotedState.Counts)"),
        new(
            "nobody wakes at the end of a call",
            "who waits for what a live call comes to waits for ever",
            "Scheduling/Usage/HistoryNotes.cs",
            "if (tenant.History.Waiters.HasAny)",
            "if (tenant.History.Waiters.HasAny && outcome == AttemptOutcome.None)"),
        new(
            "frequency caps begin anew",
            "a restart forgets how often a person was tried",
            "Engine/StoreReader.cs",
            "scheduler.Tenants.LoadHistory(tenant, _history, next);",
            "scheduler.Tenants.LoadHistory(tenant, [], next);"),
        new(
            "caps judged by half a history",
            "a tenant's jobs go before all is read that its caps look back on",
            "Scheduling/Gates/HistoryGate.cs",
            "candidate.Tenant.History.Reading is null",
            "candidate.Tenant.History.Reading is null or { Place.Attempt: >= 0 }"),
        new(
            "suppression of the waiting ignored",
            "a person who waits for a retry is called in spite of a suppression",
            "Scheduling/Requests/SuppressionRequests.cs",
            """
                    state.Suppress(entry);
                    End(slots);
            """,
            """
                    state.Decisions.Batch.Write(new SuppressionRow(entry, true));
                    End(slots);
            """),
        new(
            "list of a drip by the channel at hand",
            "a drip goes on until it comes to the channel on which the person is not to be contacted",
            "Scheduling/State/SuppressionList.cs",
            "Array.Exists(plan.Channels, used => IsOn(contact, used))",
            "IsOn(contact, channel)"),
        new(
            "e-mail addresses keep their case",
            "a mailbox in capital letters is another person than on the do-not-contact list",
            "Values/EmailReader.cs",
            "problem is null ? address.ToLowerInvariant() : \"\"",
            "problem is null ? address : \"\""),
        new(
            "opt-out kept to its campaign",
            "who opts out of a campaign is contacted by the tenant's others",
            "Scheduling/Usage/HistoryNotes.cs",
            "outcome != AttemptOutcome.OptedOut ||",
            "outcome <= AttemptOutcome.OptedOut ||"),
        new(
            "suppression of the waiting alone",
            "the retry of a person with a live attempt is not stopped",
            "Scheduling/State/PendingActions.cs",
            "pending.Has(PendingAction.Suppress)",
            "pending.Has(PendingAction.None)"),
        new(
            "suppressions forgotten",
            "a restart forgets the do-not-contact list",
            "Scheduling/Rehydration.cs",
            "            state.Tenant(entry.Tenant).Suppressions.Add(entry);",
            "            _ = entry;"),
    ];
}
