using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>The order of the scheduler's folders follows the path of a call: each folder uses only those before it.</summary>
public sealed class SchedulingFoldersTests
{
    private const string Scheduling = "Scheduling";

    /// <summary>The folders in order of dependency, those without dependencies first.</summary>
    private static readonly string[] InOrder =
    [
        "Scheduling/Time",
        "Scheduling/Limits",
        "Scheduling/Histories",
        "Scheduling/State",
        "Scheduling/Gates",
        "Scheduling/Lanes",
        "Scheduling/Usage",
        "Scheduling/Drips",
        "Scheduling/Requests",
        "Scheduling/Outcomes",
        "Scheduling/Picking",
        Scheduling,
    ];

    /// <summary>Files that may use all folders: the scheduler, its own work in a step, and its construction from a store.</summary>
    private static readonly string[] Facade =
        ["ClockLeaps", "DueWaits", "Rehydration", "ResumedTimes", "Scheduler", "Scheduler.Requests", "SchedulerView", "Settlement"];

    private static readonly IReadOnlyList<string> Folders =
        [.. Sources.OfTheLibraries.Core.Select(file => Sources.FolderOf(file.Path)).Where(IsOfTheScheduler).Distinct()];

    [Fact]
    public void Each_folder_has_its_place_in_the_order() =>
        Assert.Equal(InOrder.Order(StringComparer.Ordinal), Folders.Order(StringComparer.Ordinal));

    [Fact]
    public void A_folder_uses_only_those_before_it() =>
        Offenders.AssertNone(
            $"Each folder uses only those before it: {string.Join(", ", InOrder)}.",
            Backwards(TypeGraph.OfTheLibraries.Folders));

    [Fact]
    public void Only_the_facade_stands_beside_the_folders() =>
        Assert.Equal(
            Facade,
            Sources.OfTheLibraries.Core.Where(file => Sources.FolderOf(file.Path) == Scheduling)
                .Select(file => Path.GetFileNameWithoutExtension(file.Path)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_rule_about_the_order_can_fail()
    {
        var up = new Edge("Scheduling/State", "Scheduling/Gates", 1, ["A → B"]);
        var down = new Edge("Scheduling/Gates", "Scheduling/State", 1, ["B → A"]);
        Assert.Equal(["Scheduling/State uses Scheduling/Gates: A → B"], Backwards([up, down]));
    }

    private static IEnumerable<string> Backwards(IEnumerable<Edge> edges) =>
        from edge in edges
        where IsOfTheScheduler(edge.From) && IsOfTheScheduler(edge.To)
        where Array.IndexOf(InOrder, edge.To) > Array.IndexOf(InOrder, edge.From)
        select $"{edge.From} uses {edge.To}: {string.Join("; ", edge.Types)}";

    private static bool IsOfTheScheduler(string folder) => $"{folder}/".StartsWith($"{Scheduling}/", StringComparison.Ordinal);
}
