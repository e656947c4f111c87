using System.Text;
using Campaigns.Samples.Drip;

namespace Campaigns.Samples.Tests;

/// <summary>A drip's definition is accepted in the form in which people have it, and errors name their line.</summary>
public sealed class DripFileTests : IDisposable
{
    /// <summary>A definition as it appears in a document: line breaks inside strings, trailing commas, and a split in the middle.</summary>
    private const string Definition = """"
        {
          "nodes": [
            {
              "id": 1,
              "type": "message",
              "channel": "LINKEDIN_MESSAGE",
              "message": "Hi Milan, \nI'm \"interested\" in you background.	Would love to connect."
            },
            {
              "id": 5,
        ```

        ```

            "type": "delay-step",
            "delaySeconds": 432000
          },
          {
            "id": 6, // the last id
            "type": "message",
            "channel": "GMAIL",
            "subject_line": "Re: Open to new opportunities?",
            "message": "Hi Milan,\nHope you're well. I haven't heard back from you regarding
        the position I messaged you about. Are you available for a quick chat this week to discuss the
        opportunity?\n\n\nBest,Andreas",
          },
        ]
        }

        """";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"drip-{Guid.NewGuid():N}.json");

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Definition_of_a_document_is_taken_as_it_stands(string lineBreak)
    {
        var steps = Read(Definition.ReplaceLineEndings(lineBreak)).Steps;

        Assert.Equal([typeof(ContactStep), typeof(DelayStep), typeof(ContactStep)], steps.Select(step => step.GetType()));
        Assert.Equal("Hi Milan, \nI'm \"interested\" in you background.\tWould love to connect.", ((ContactStep)steps[0]).Content);
        Assert.Contains($"back from you regarding{lineBreak}the position", ((ContactStep)steps[2]).Content, StringComparison.Ordinal);
        Assert.EndsWith("Best,Andreas", ((ContactStep)steps[2]).Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n \"name\": \"a\nb\",\n \"nodes\": [ }\n", "line 4, is not JSON")]
    [InlineData("{\n/* \"\n\n */ \"nodes\": oops }", "line 4, is not JSON")]
    [InlineData("{ \"nodes\": [{ \"type\": \"mes\nsage\" }] }", "nodes[0].type cannot be")]
    public void What_is_wrong_is_said_with_its_place(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<Drip.SampleException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_in_another_encoding_is_refused()
    {
        File.WriteAllBytes(_path, Encoding.Latin1.GetBytes("{ \"name\": \"Jos\u00e9\", \"nodes\": [] }"));

        Assert.Contains("is not UTF-8", Assert.Throws<Drip.SampleException>(() => DripFile.Read(_path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);

    private CampaignDefinition Read(string text)
    {
        File.WriteAllText(_path, text);
        return DripFile.Read(_path).Definition;
    }
}
