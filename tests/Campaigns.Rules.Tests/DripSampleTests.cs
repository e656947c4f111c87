using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>The drip sample as a user runs it: its process, output and exit code.</summary>
[Trait("Category", "Process")]
public sealed class DripSampleTests
{
    private static readonly string Sample =
        AppContext.BaseDirectory.Replace("tests/Campaigns.Rules.Tests", "samples/Drip", StringComparison.Ordinal);

    private const string Day0 = """

        Day 0, Monday 5 January 2026
          09:00  milan: node 1 sent on linkedin: "Hi Milan,  I'm interested in your background as Senior So..."
          09:00  milan: node 2 sent on email: "Open to new opportunities?"

        Day 2, Wednesday 7 January 2026
          09:00  milan: node 4 sent on email: "Re: Open to new opportunities?"

        """;

    private const string Day30 = """

        Day 30, Wednesday 4 February 2026
          09:00  milan: ended as no response
          09:00  the campaign has ended

        Summary
          milan: 4 messages sent, ended as no response

        """;

    [Fact]
    public void Without_a_reply_everything_is_sent_and_day_30_ends_it() =>
        AssertTells("", Day0 + """

            Day 7, Monday 12 January 2026
              09:00  milan: node 6 sent on email: "Re: Open to new opportunities?"
              09:00  milan: everything is sent; monitored for a reply until day 30 09:00

            """ + Day30);

    [Fact]
    public void Reply_on_day_3_halts_it() =>
        AssertTells("events-reply.json", Day0 + """

            Day 3, Thursday 8 January 2026
              10:30  milan: reply
              10:30  milan: ended as replied
              10:30  the campaign has ended

            Summary
              milan: 3 messages sent, ended as replied

            """);

    [Fact]
    public void LinkedIn_that_is_out_until_day_1_moves_what_follows() =>
        AssertTells("events-linkedin-out.json", """

            Day 0, Monday 5 January 2026
              08:00  linkedin is not available: the account is logged out
              09:00  milan: node 2 sent on email: "Open to new opportunities?"
              09:00  milan: node 1 (linkedin) is set aside until day 3 09:00 at most: the account is logged out

            Day 1, Tuesday 6 January 2026
              09:00  linkedin is available again
              09:00  milan: node 1 sent on linkedin: "Hi Milan,  I'm interested in your background as Senior So..."

            Day 3, Thursday 8 January 2026
              09:00  milan: node 4 sent on email: "Re: Open to new opportunities?"

            Day 8, Tuesday 13 January 2026
              09:00  milan: node 6 sent on email: "Re: Open to new opportunities?"
              09:00  milan: everything is sent; monitored for a reply until day 30 09:00

            """ + Day30);

    [Theory]
    [InlineData("--config", """{ "nodes": [{ "type": "mesage" }] }""", "nodes[0].type cannot be \"mesage\": use message or delay-step.")]
    [InlineData("--config", """{ "nodes": [{ "type": "message", "channel": "FAX" }] }""", "nodes[0].channel cannot be \"FAX\": use LINKEDIN_MESSAGE, ")]
    [InlineData("--config", """{ "nodes": [{ "type": "delay-step", "delaySeconds": "soon" }] }""", "nodes[0].delaySeconds cannot be \"soon\": use a number of seconds, ")]
    [InlineData("--config", """{ "nodes": [{ "type": "delay-step", "delaySeconds": 5 }] }""", "nodes[0] is a delay at the edge: begin and end with a contact step.")]
    [InlineData("--config", """{ "nodez": [] }""", "nodez is unknown: use an object with the fields name, zone, ")]
    [InlineData("--config", """{ "zone": "Mars", "nodes": [] }""", "zone cannot be \"Mars\": use an IANA name such as Europe/Paris.")]
    [InlineData("--config", """{ "nodes" 3 }""", "line 1, is not JSON: ")]
    [InlineData("--events", """{ "at": "day 3", "event": "reply" }""", "at cannot be \"day 3\": use \"day 3 09:00\", ")]
    [InlineData("--events", """[{ "at": "day 3 09:00", "event": "reply", "contact": "ann" }]""", "[0].contact cannot be \"ann\": use milan.")]
    [InlineData("--events", """{ "at": "day 3 09:00", "channel": "GMAIL", "status": "down" }""", "reason is missing: say why the channel is not available.")]
    public void What_is_wrong_with_a_file_is_said_with_field_value_and_remedy(string option, string content, string error)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("wrong.json", content);

        var result = Run(option, file);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(file, result.Output, StringComparison.Ordinal);
        Assert.Contains(error, result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("{ \"at\": \"3.00:30:00\", \"event\": \"unsubscribe\" }")]
    [InlineData("{ \"at\": \"2026-01-08T08:30:00Z\", \"event\": \"unsubscribe\" }\n{ \"at\": \"day 9 00:00\", \"event\": \"reply\" }\n")]
    public void Events_stand_at_an_offset_or_an_instant_and_one_a_line(string content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("events.jsonl", content);

        var result = Run("--events", file).OrFail();

        Assert.Contains("  09:30  milan unsubscribes\n  09:30  milan: ended as unsubscribed\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("milan: 3 messages sent, ended as unsubscribed\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Definition_of_one_s_own_has_candidates_hours_and_an_end_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("mine.json", """
            {
              "name": "Mine", "zone": "America/New_York", "start": "2026-03-06T08:00", "expires_after_days": 4,
              "window": { "days": ["monday", "friday"], "from": "10:00", "to": "12:00" },
              "candidates": [
                { "key": "ann", "email": "ann@example.com", "data": { "first_name": "Ann" } },
                { "key": "bob", "data": { "first_name": "Bob" } },
                { "key": "cem", "email": "cem@example.com" },
              ],
              "nodes": [
                { "id": 1, "type": "message", "channel": "LINKEDIN_MESSAGE", "message": "Hi" },
                { "id": 2, "type": "message", "channel": "OUTLOOK", "message": "Hello" },
                { "id": 3, "type": "delay-step", "delaySeconds": 3600 },
                { "id": 4, "type": "message", "channel": "OUTLOOK", "subject_line": "Again, {{contact.first_name}}?", "message": "Hello" },
              ],
            }
            """);

        var result = Run("--config", file).OrFail();

        // From a Friday to a Monday. Clocks go forward in between, so local time is an hour later after four days of 24 hours.
        Assert.Equal("""
            Mine: 3 candidates, times in America/New_York

            Day 0, Friday 6 March 2026
              10:00  ann: node 1 (linkedin) is left out: the contact has no address on the channel
              10:00  ann: node 2 sent on email: "Hello"
              11:00  ann: node 4 sent on email: "Again, Ann?"
              11:00  ann: everything is sent; monitored for a reply until day 4 11:00

            Day 4, Tuesday 10 March 2026
              11:00  ann: ended as no response
              11:00  the campaign has ended

            Summary
              bob: not enrolled: there is no address on any channel of the protocol
              cem: not enrolled: Steps[3]: there is no contact.first_name
              ann: 2 messages sent, ended as no response

            """, result.Output);
    }

    private static void AssertTells(string events, string story)
    {
        string[] arguments = events.Length == 0 ? [] : ["--events", Path.Combine(Sample, events)];
        Assert.Equal(
            "Software Engineer with startup experience: 1 candidate, times in Europe/Brussels\n" + story, Run(arguments).OrFail().Output);
    }

    private static CommandResult Run(params string[] arguments) =>
        CommandLine.Dotnet(Repository.Root, [Path.Combine(Sample, "Drip.dll"), .. arguments]);
}
