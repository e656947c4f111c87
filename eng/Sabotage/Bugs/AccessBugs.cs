namespace Campaigns.Sabotages;

/// <summary>Bugs in who may be contacted: the channels of tenants, and one running job per contact.</summary>
internal static class AccessBugs
{
    private const string Channel = "Scheduling/State/TenantChannel.cs";
    private const string Exclusive = "Scheduling/Requests/ExclusivityRules.cs";

    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "unavailable channel used",
            "a tenant is served on a channel that it was said not to have",
            Channel,
            "public bool IsThere(long mono) => Stated is null && _found.IsOpen(mono);",
            "public bool IsThere(long mono) => _found.IsOpen(mono);"),
        new(
            "channel comes back unnoticed",
            "what waits for a channel is not woken when it is back",
            "Scheduling/Drips/ChannelAvailability.cs",
            "        channel.State(row.Unavailable, state.Now.Mono);\n        state.Touched.Add(channel.Tenant);",
            "        channel.State(row.Unavailable, state.Now.Mono);"),
        new(
            "channel comes back at full speed",
            "all that has waited for a channel is sent at once",
            Channel,
            "            _found.Restore(mono);",
            "            _ = mono;"),
        new(
            "another channel's history",
            "a cap counts what reached the contact on the channel before",
            "Scheduling/Histories/PersonCards.cs",
            "if ((uint)index >= (uint)_used || (OfChannel && places.At(_numbers[index + 1]).Channel != address.Channel))",
            "if ((uint)index >= (uint)_used)"),
        new(
            "account never probed",
            "a channel that providers refused stays closed",
            "Scheduling/Drips/ChannelAvailability.cs",
            "            state.WakeAtMono(channel.Wake, opens);",
            "            _ = channel.Wake;") { IsRare = true },
        new(
            "exclusivity ignores monitoring",
            "who waits for a reply counts as not running",
            "../Campaigns.InMemory/MemoryContacts.cs",
            "lanes[jobs[id].Lane]!.Row.Kind != WaitingFor.Predecessor)",
            "lanes[jobs[id].Lane]!.Row.Kind is not (WaitingFor.Predecessor or WaitingFor.Reply))") { IsRare = true },
        new(
            "exclusivity ignores other campaigns",
            "a contact runs in two campaigns of one exclusivity",
            "../Campaigns.InMemory/MemoryContacts.cs",
            "        if (exclusivity != 0)",
            "        if (exclusivity < 0)"),
        new(
            "queued never released",
            "who waits for another job to end waits for ever",
            Exclusive,
            "        if (next >= 0)",
            "        if (next < -1)"),
        new(
            "queued beside who runs",
            "who waits for another job to end begins beside it",
            Exclusive,
            "            if (Exclusives.IsRunning(job, key))\n            {\n                return;\n            }\n",
            ""),
        new(
            "replaced not ended",
            "the job that is to be replaced goes on",
            Exclusive,
            "                desk.EndOpen(slot, JobState.Removed, PendingAction.Remove);",
            "                _ = desk;"),
        new(
            "run again beside who runs",
            "a contact is run again although it is running elsewhere",
            "Scheduling/Requests/JobRequests.cs",
            "Exclusives.RunningIn(state, campaign, others)",
            "Exclusives.RunningIn(state, campaign, [])"),
    ];
}
