namespace Campaigns.Sabotages;

/// <summary>One deliberate bug: a replacement of a few lines in one source file of Core.</summary>
/// <param name="Name">The name, as in docs/testing.md.</param>
/// <param name="Breaks">A short description of the broken behavior.</param>
/// <param name="File">The path relative to Core's folder.</param>
/// <param name="Original">The replaced text. The file must contain it exactly once.</param>
/// <param name="Broken">The replacement.</param>
internal sealed record Sabotage(string Name, string Breaks, string File, string Original, string Broken)
{
    /// <summary>All sabotages.</summary>
    public static IReadOnlyList<Sabotage> All { get; } =
        [.. StoreBugs.All, .. SendBugs.All, .. CapBugs.All, .. WakingBugs.All, .. LifecycleBugs.All, .. RecoveryBugs.All, .. ReportBugs.All,
            .. LookUpBugs.All, .. ResultBugs.All,
        .. ProviderBugs.All, .. SequenceBugs.All, .. AccessBugs.All, .. ContactBugs.All, .. HostBugs.All, .. EndedBugs.All,
        .. QuotaBugs.All, .. FeedBugs.All, .. EventBugs.All, .. CallerIdBugs.All, .. ListBugs.All, .. SettingsBugs.All,
        .. ErasureBugs.All];

    /// <summary>Whether the simulator may need more than a hundred seeds to notice the bug. Then only eng/sabotage runs it.</summary>
    public bool IsRare { get; init; }

    /// <summary>Changes nothing. It proves that the suite's other changes to Core break no promise.</summary>
    public static Sabotage None { get; } =
        new("none", "nothing", "Scheduling/Time/Now.cs", "namespace Campaigns.Scheduling;", "namespace Campaigns.Scheduling;");

    /// <summary>Applies the bug to the file's text.</summary>
    /// <exception cref="InvalidOperationException">The file does not hold the original text exactly once.</exception>
    public string Apply(string source)
    {
        var first = source.IndexOf(Original, StringComparison.Ordinal);
        return first >= 0 && source.IndexOf(Original, first + 1, StringComparison.Ordinal) < 0
            ? source[..first] + Broken + source[(first + Original.Length)..]
            : throw new InvalidOperationException($"\"{Name}\" is out of date: {File} must hold its original text exactly once.");
    }
}
