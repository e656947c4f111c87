namespace Campaigns.Sabotages;

/// <summary>Bugs when a contact changes while its job runs.</summary>
internal static class ContactBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "old zone kept",
            "a changed contact is still contacted in its old zone",
            "Scheduling/Requests/ContactRequests.cs",
            "(job.Lane.Campaign, job.Lane, job.Lane.Key with { Zone = job.Lane.Campaign.LaneZoneOf(job.Contact) })",
            "(job.Lane.Campaign, job.Lane, job.Lane.Key)"),
    ];
}
