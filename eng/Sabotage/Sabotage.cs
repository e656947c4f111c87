namespace Campaigns.Sabotages;

/// <summary>One deliberate bug: a few lines of one source file of Core or of the memory store, and what stands there instead.</summary>
/// <param name="Name">Its name, as in docs/testing.md.</param>
/// <param name="Breaks">What is wrong then, in a few words.</param>
/// <param name="File">The file, from Core's folder.</param>
/// <param name="Original">What stands in the file exactly once.</param>
/// <param name="Broken">What takes its place.</param>
internal sealed record Sabotage(string Name, string Breaks, string File, string Original, string Broken)
{
    /// <summary>Every sabotage there is.</summary>
    public static IReadOnlyList<Sabotage> All { get; } =
        [.. StoreBugs.All, .. SendBugs.All, .. CapBugs.All, .. WakingBugs.All, .. CourseBugs.All, .. RecoveryBugs.All, .. ReportBugs.All, .. LookUpBugs.All,
        .. ProviderBugs.All, .. SequenceBugs.All, .. AccessBugs.All, .. ContactBugs.All, .. HostBugs.All, .. EndedBugs.All, .. QuotaBugs.All];

    /// <summary>Whether the simulator may need more than a hundred seeds to notice it: then only eng/sabotage tries it.</summary>
    public bool IsRare { get; init; }

    /// <summary>Nothing is broken: whatever else the suite does to a library must not be what it catches.</summary>
    public static Sabotage None { get; } = new("none", "nothing", "Scheduling/Time/Now.cs", "namespace Campaigns.Scheduling;", "namespace Campaigns.Scheduling;");

    /// <summary>The file's text with the bug in it.</summary>
    /// <exception cref="InvalidOperationException">The file does not hold the original text exactly once.</exception>
    public string Apply(string source)
    {
        var first = source.IndexOf(Original, StringComparison.Ordinal);
        return first >= 0 && source.IndexOf(Original, first + 1, StringComparison.Ordinal) < 0
            ? source[..first] + Broken + source[(first + Original.Length)..]
            : throw new InvalidOperationException($"\"{Name}\" is out of date: {File} must hold its original text exactly once.");
    }
}
