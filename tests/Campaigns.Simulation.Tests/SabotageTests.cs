using Campaigns.Sabotages;

namespace Campaigns.Tests;

/// <summary>The simulator must notice bugs, or else it proves nothing: each deliberate bug, applied alone, must be noticed.</summary>
public class SabotageTests
{
    private static readonly Lazy<Dictionary<string, Finding>> Findings =
        new(() => Suite.Run([Sabotage.None, .. Tried]).ToDictionary(finding => finding.Sabotage.Name));

    /// <summary>
    /// Every twelfth sabotage, so that all kinds are included. eng/sabotage runs all, which takes too long for every build.
    /// </summary>
    private static IEnumerable<Sabotage> Tried => Sabotage.All.Where((sabotage, index) => index % 12 == 0 && !sabotage.IsRare);

    public static TheoryData<string> Names => [.. Tried.Select(sabotage => sabotage.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_simulator_notices_a_deliberate_bug(string name)
    {
        var finding = Findings.Value[name];

        Assert.True(finding.IsSwitchedOn, finding.Violation);
        Assert.True(finding.IsCaught, $"Not noticed in {finding.Seeds} seeds: {finding.Sabotage.Breaks}.");
    }

    [Fact]
    public void The_sound_library_compiled_the_same_way_breaks_no_promise()
    {
        var finding = Findings.Value[Sabotage.None.Name];

        Assert.True(finding.Violation is null, finding.Violation);
        Assert.Equal(Suite.SoundSeeds, finding.Seeds);
    }

    [Fact]
    public void Every_sabotage_finds_the_lines_it_breaks_exactly_once()
    {
        var sources = new LibrarySources();

        Assert.All(Sabotage.All, sabotage => Assert.NotEqual(sources.Read(sabotage.File), sabotage.Apply(sources.Read(sabotage.File))));
        Assert.InRange(Sabotage.All.Count, 24, int.MaxValue);
        Assert.InRange(Sabotage.All.Count(sabotage => sabotage.IsRare), 1, Sabotage.All.Count / 10);
    }

    [Fact]
    public void The_documentation_lists_every_sabotage_and_no_other()
    {
        var listed = File.ReadLines(Path.Combine(LibrarySources.Repository, "docs", "testing.md"))
            .SkipWhile(line => !line.StartsWith("| sabotage |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1].Trim());

        Assert.Equal(Sabotage.All.Select(sabotage => sabotage.Name), listed);
    }
}
