namespace Campaigns.Sabotages;

/// <summary>What can be forgotten when a contact changes while its job runs.</summary>
internal static class ContactBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "history of the address of before",
            "caps count what went to the contact as it was",
            "Scheduling/ContactDesk.cs",
            "(job.History, job.OtherHistory, job.Cleared) = (0, 0, 0);",
            "job.Cleared = 0;"),
        new(
            "zone of before",
            "a contact that has changed goes on being contacted in the zone of before",
            "Scheduling/ContactDesk.cs",
            "(job.Lane.Campaign, job.Lane, job.Lane.Key with { Zone = job.Lane.Campaign.ZoneOf(job.Contact) })",
            "(job.Lane.Campaign, job.Lane, job.Lane.Key)"),
        new(
            "address of before forgotten after a restart",
            "a live attempt counts as one to the address that its contact has now",
            "Scheduling/Rehydration.cs",
            "row.Contact ?? record.Contact",
            "record.Contact"),
    ];
}
