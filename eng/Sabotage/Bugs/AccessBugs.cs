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
            "a message is sent on a channel that the tenant does not have",
            Channel,
            "public bool IsThere(long mono) => Stated is null && _found.IsOpen(mono);",
            "public bool IsThere(long mono) => _found.IsOpen(mono);"),
        new(
            "channel comes back unnoticed",
            "jobs that wait for a channel are not woken when it becomes available",
            "Scheduling/Drips/ChannelAvailability.cs",
            "        channel.State(row.Unavailable, state.Now.Mono);\n        state.Touched.Add(channel.Tenant);",
            "        channel.State(row.Unavailable, state.Now.Mono);"),
        new(
            "channel comes back at full speed",
            "all jobs that waited for a channel are sent immediately",
            Channel,
            "            _found.Restore(mono);",
            "            _ = mono;"),
        new(
            "another channel's history",
            "a cap counts attempts on the contact's previous channel",
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
            "a job that is monitored for a reply does not count as running",
            "../Campaigns.InMemory/MemoryContacts.cs",
            "lanes[jobs[id].Lane]!.Row.Kind != WaitingFor.Predecessor)",
            "lanes[jobs[id].Lane]!.Row.Kind is not (WaitingFor.Predecessor or WaitingFor.Reply))") { IsRare = true },
        new(
            "exclusivity ignores other campaigns",
            "a contact runs in two campaigns with the same exclusivity key",
            "../Campaigns.InMemory/MemoryContacts.cs",
            "        if (exclusivity != 0)",
            "        if (exclusivity < 0)"),
        new(
            "queued never released",
            "a job queued behind another job of its contact waits forever",
            Exclusive,
            "        if (next >= 0)",
            "        if (next < -1)"),
        new(
            "queued job runs beside the other",
            "a job queued behind another job of its contact starts while that one runs",
            Exclusive,
            "            if (Exclusives.IsRunning(job, key))\n            {\n                return;\n            }\n",
            ""),
        new(
            "replaced not ended",
            "a replaced job continues",
            Exclusive,
            "                jobRequests.EndOpen(slot, JobState.Removed, PendingAction.Remove);",
            "                _ = jobRequests;"),
        new(
            "rerun beside a running job",
            "a contact is rerun although it is running elsewhere",
            "Scheduling/Requests/JobRequests.cs",
            "Exclusives.RunningIn(state, campaign, others)",
            "Exclusives.RunningIn(state, campaign, [])"),
    ];
}
