namespace Campaigns.Sabotages;

/// <summary>Bugs with ended campaigns that are no longer in memory.</summary>
internal static class EndedBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "ended campaign brought back empty",
            "a campaign that has ended comes back into memory without what was counted",
            "Scheduling/Rehydration.cs",
            "            LoadLane(lane, counters);",
            "            LoadLane(lane, new long[counters.Count]);"),
        new(
            "late report finds no campaign",
            "a report about an attempt of a campaign that has left memory is taken for one about an unknown call",
            "Engine/Commands/CommandReader.cs",
            "await TakeInAsync(scheduler, CampaignQuery.OfLane(job.Row.Lane));",
            "await Task.CompletedTask;"),
        new(
            "ended campaign leaves with its calls",
            "a campaign that has ended leaves memory while attempts of it are live",
            "Scheduling/Requests/EndedCampaigns.cs",
            "campaign.Live + campaign.JobsInMemory + campaign.Ingestions",
            "campaign.Ingestions") { IsRare = true },
        new(
            "list without the ended",
            "campaigns that have left memory are not listed",
            "Engine/CampaignList.cs",
            "page.Where(campaign => !scheduler.View.Holds(campaign.Row.Id))",
            "page.Where(campaign => campaign.Row.Id.Value < 0)"),
    ];
}
