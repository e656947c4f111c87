namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>The reader of the page does not pass over what it does not understand.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData("curl $API/calls", "does not state its status")]
    [InlineData("curl $API/calls   # see below", "does not state its status")]
    [InlineData("echo hello", "is no request, file or variable")]
    [InlineData("curl --retry 3 $API/calls   # 200", "does not know --retry")]
    public void A_line_that_no_request_can_be_made_of_is_refused(string line, string message)
    {
        var error = Assert.Throws<FormatException>(() =>
        {
            var step = Assert.IsType<RequestStep>(Assert.Single(ShellPage.Read($"```sh\n{line}\n```\n")));
            CurlRequest.Of(ShellWords.Split(step.Command, _ => "").Words.Skip(1));
        });
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_status_than_the_page_states_fails()
    {
        var step = new RequestStep(1, "curl", 200);
        var error = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => Story.RepeatAsync(
            step, () => Task.FromResult(new Answer(409, new Dictionary<string, string>(), "no"))));
        Assert.Contains("409 instead of 200. no", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_are_split_as_a_shell_does()
    {
        const string Command = """curl "$API/a?b=$C" -H "X: $Y" --json '{ "a": "'$C'", "$": 1 }'   # 200""";
        var (words, comment) = ShellWords.Split(Command, name => $"<{name}>");
        Assert.Equal(["curl", "<API>/a?b=<C>", "-H", "X: <Y>", "--json", """{ "a": "<C>", "$": 1 }"""], words);
        Assert.Equal("200", comment);
    }

    [Theory]
    [InlineData(".items[1].id", "b")]
    [InlineData(".items[2].id", null)]
    [InlineData(".none", null)]
    [InlineData("the header etag", "\"3\"")]
    [InlineData("the header Location", null)]
    public void Values_of_answers_are_found(string place, string? value)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ETag"] = "\"3\"" };
        Assert.Equal(value, new Answer(200, headers, """{ "items": [{ "id": "a" }, { "id": "b" }] }""").Find(place));
    }
}
