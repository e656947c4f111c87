using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

public sealed class ReadmeQuickstartTests
{
    private const int MaxLines = 25;

    [Fact]
    public void The_readme_shows_the_sample_word_for_word() => Assert.Equal(Quickstart.InSample, Quickstart.InReadme);

    [Fact]
    public void The_quickstart_has_at_most_25_lines() => Assert.InRange(Quickstart.InReadme.Split('\n').Length, 1, MaxLines);

    [Fact]
    public void The_sample_is_read_without_its_indentation() =>
        Assert.Equal(
            "if (a)\n\n    b();",
            Quickstart.Marked("class A\n{\n    // <quickstart>\n    if (a)\n\n        b();\n\n    // </quickstart>\n}\n"));
}
