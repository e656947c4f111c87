using System.Text.RegularExpressions;

namespace Campaigns.Tests.Definition;

/// <summary>
/// Texts that no database keeps are refused where users give them, and replaced where providers give them. An attribute cannot hold an
/// unpaired surrogate, so the data are escaped.
/// </summary>
public sealed class UnstorableTextTests
{
    [Theory]
    [InlineData(@"a\u0000b", "U+0000")]
    [InlineData(@"\uD83D", "U+D83D")]
    [InlineData(@"a\uDE00b", "U+DE00")]
    [InlineData(@"\uD83D\uD83D\uDE00", "U+D83D")]
    public void Problem_names_the_field_and_the_character(string text, string named)
    {
        var problems = new InboundEvent("acme", Regex.Unescape(text), "reply").FindProblems().List;

        var problem = Assert.Single(problems);
        Assert.StartsWith("Id is", problem, StringComparison.Ordinal);
        Assert.Contains(named, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_a_contact_is_refused()
    {
        var contact = new Contact("ann", data: new Dictionary<string, string> { ["note"] = "a\0" });

        Assert.Contains("U+0000", contact.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_id_of_a_report_is_refused() => Assert.NotEmpty(
        ProviderReport.OfCall("voice-1", "a\0", AttemptState.Ringing).FindProblems().List);

    [Theory]
    [InlineData("call 1", "call 1")]
    [InlineData(@"a\u0000b\uD83D", @"a\uFFFDb\uFFFD")]
    [InlineData(@"\uDE00\uD83D\uDE00\u0000", @"\uFFFD\uD83D\uDE00\uFFFD")]
    public void Texts_of_providers_are_replaced(string given, string kept)
    {
        (given, kept) = (Regex.Unescape(given), Regex.Unescape(kept));

        Assert.Equal(kept, TextLimits.CallId(given));
        Assert.Equal(kept, TextLimits.Cut(given));
        Assert.Equal(kept, (ProviderReport.OfCall("voice-1", "a", AttemptState.Ringing) with { Raw = given }).Raw);
    }
}
