namespace Campaigns.Sabotages;

/// <summary>Bugs in lists.</summary>
internal static class ListBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "campaign skipped between pages",
            "a page of campaigns begins one campaign too late",
            "Engine/CampaignList.cs",
            "page.Next is { } next ? PageCursor.Write(Name, next) : null",
            "page.Next is { } next ? PageCursor.Write(Name, Math.Max(1, next - 1)) : null"),
        new(
            "contacts of an ended campaign not listed",
            "contacts whose jobs ended with their campaign are missing in lists by state",
            "Engine/ContactReader.cs",
            ": state == standing.Ended ? [state, JobState.New, JobState.Waiting] // open jobs have ended with their campaign\n",
            "// open jobs have not ended\n"),
        new(
            "empty page ends the list",
            "a page of attempts without items is taken for the last one",
            "Engine/AttemptList.cs",
            "items, page.Next is { } next ?",
            "items, items.Count > 0 && page.Next is { } next ?"),
    ];
}
