namespace Campaigns.Sabotages;

/// <summary>Bugs in the event log.</summary>
internal static class EventBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "event applied after its commit",
            "an event is stored in one commit and applied in a later one",
            "Engine/Commands/IngestCommand.cs",
            "        if (inbound.IsKnown(entry, stored))",
            "        if (entry.IsLogged && entry.JudgedFor(\"\") is null && !inbound.IsKnown(entry, stored))\n        {\n"
                + "            var mark = new CampaignTrigger { Tenant = \"\", Name = \"\", EventType = \"\" };\n"
                + "            entry.Judge(new JudgedContact(mark, null!, null!, null!, default, null));\n"
                + "            inbound.Log(entry, stored, new(EventState.Applied, 0, null, []));\n            return null;\n        }\n\n"
                + "        if (entry.JudgedFor(\"\") is null && inbound.IsKnown(entry, stored))"),
        new(
            "repeated event applied",
            "an event counts again when it is repeated in a later step",
            "Scheduling/Requests/InboundEvents.cs",
            "        return stored?.ReceivedAt >= Oldest || state.ToldEvents.Contains(entry.Key, state);",
            "        return state.ToldEvents.Contains(entry.Key, state);"),
        new(
            "trigger enrolls again",
            "a trigger that enrolls a contact once runs it again after it has ended",
            "Scheduling/Requests/TriggerRequests.cs",
            "            TriggerReentry.Once => ",
            "            TriggerReentry.Once when isOpen => "),
        new(
            "pause of a trigger counts from the start",
            "the pause of a trigger counts from the start of the contact's job, not from its last attempt",
            "Scheduling/Requests/TriggerRequests.cs",
            "state.Now.Wall - Math.Max(job.Began, lastEnd) < trigger",
            "state.Now.Wall - job.Began < trigger"),
        new(
            "failed trigger not noted",
            "an event counts as applied although its trigger could not enroll the contact",
            "Engine/Commands/TriggerFiring.cs",
            "                failed.Add(prepared.Trigger.Name);\n",
            ""),
        new(
            "triggers forgotten by a restart",
            "a restart forgets the triggers",
            "Scheduling/Rehydration.cs",
            "        state.Triggers.Load(snapshot.Triggers);",
            "        state.Triggers.Load([]);"),
    ];
}
