using System.Text.RegularExpressions;
using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>Each answer of the page of the system's design says what was given up, gives a figure, and names tests that exist.</summary>
public sealed partial class SystemDesignTests
{
    private const string Page = "docs/system-design.md";
    private static readonly string[] Parts = ["*Given up*:", "*Figure*:", "*Tests*"];

    private static readonly HashSet<string> Existing =
        [.. Repository.FilesUnder("tests", ".cs").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Fact]
    public void Every_answer_has_what_was_given_up_a_figure_and_tests() =>
        Offenders.AssertNone("An answer has what was given up, a figure, and tests that exist.", Missing(Repository.Read(Page)));

    [Fact]
    public void Every_test_that_the_page_names_exists() =>
        Offenders.AssertNone("A test that the page names exists.", Unknown(Repository.Read(Page)));

    [Fact]
    public void The_rules_can_fail()
    {
        const string text = "## Questions, answered\n\n### A\n\n*Given up*: b. *Figure*: 1. *Tests*: `NoSuchTests`, and\n"
            + "`SystemDesignTests`.\n\n### B\n\n*Figure*: 1. *Tests*: `Some`.\n";

        Assert.Equal(["B: *Given up*:", "B: no test"], Missing(text));
        Assert.Equal(["NoSuchTests"], Unknown(text));
    }

    private static IEnumerable<string> Missing(string page) =>
        from answer in page.Split("## Questions, answered")[1].Split("\n### ").Skip(1)
        let question = answer.Split('\n')[0]
        let flat = Spaces().Replace(answer, " ")
        let named = flat.Split(Parts[^1])[^1]
        from missing in Parts.Where(part => !flat.Contains(part, StringComparison.Ordinal)).Concat(Name().IsMatch(named) ? [] : ["no test"])
        select $"{question}: {missing}";

    private static IEnumerable<string> Unknown(string page) =>
        from Match name in Name().Matches(page)
        where !Existing.Contains(name.Groups[1].Value)
        select name.Groups[1].Value;

    [GeneratedRegex(@"`(\w+Tests)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
