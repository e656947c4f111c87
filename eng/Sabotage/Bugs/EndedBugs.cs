namespace Campaigns.Sabotages;

/// <summary>Bugs with ended campaigns that are no longer in memory.</summary>
internal static class EndedBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "ended campaign reloaded empty",
            "an ended campaign is reloaded into memory without its counters",
            "Scheduling/Rehydration.cs",
            "            LoadLane(lane, counters);",
            "            LoadLane(lane, new long[counters.Count]);"),
        new(
            "late report finds no campaign",
            "a report about an attempt of an evicted campaign is treated as one about an unknown call",
            "Engine/Commands/CommandReader.cs",
            "await TakeInAsync(scheduler, CampaignQuery.OfLane(job.Row.Lane));",
            "await Task.CompletedTask;"),
        new(
            "ended campaign evicted with its calls",
            "an ended campaign is evicted while it has live attempts",
            "Scheduling/Requests/EndedCampaigns.cs",
            "campaign.Live + campaign.JobsInMemory + campaign.Ingestions",
            "campaign.Ingestions") { IsRare = true },
        new(
            "list without ended campaigns",
            "evicted campaigns are not listed",
            "Engine/CampaignList.cs",
            "var figures = page.Items.Select(",
            "var figures = page.Items.Where(campaign => inMemory.ContainsKey(campaign.Row.Id)).Select("),
    ];
}
