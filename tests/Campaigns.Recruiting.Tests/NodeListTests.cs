using System.Text;
using Campaigns.Recruiting.Tests.Support;

namespace Campaigns.Recruiting.Tests;

/// <summary>What the list of nodes may say, and how its faults are named.</summary>
public sealed class NodeListTests
{
    [Fact]
    public void The_example_with_trailing_commas_and_a_raw_line_break_is_read()
    {
        var list = Read(Bodies.Milan);

        Assert.Empty(list.Faults);
        Assert.Equal(["1", "2", "3", "4", "5", "6"], list.Nodes.Select(node => node.Id));
        Assert.Equal(["linkedin", "email", null, "email", null, "email"], list.Nodes.Select(node => node.Channel));
        Assert.Equal(TimeSpan.FromDays(2), list.Nodes[2].Delay);
        Assert.Equal(TimeSpan.FromDays(5), list.Nodes[4].Delay);
        Assert.Contains("from you regarding\nthe position I", list.Nodes[5].Message!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_the_array_counts_and_ids_are_labels()
    {
        var list = Read(Bodies.Nodes(
            """{"id":9,"type":"message","channel":"LINKEDIN_MESSAGE","message":"first"}""",
            """{"id":"intro","type":"message","channel":"LINKEDIN_MESSAGE","message":"second"}""",
            """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":"third"}"""));

        Assert.Empty(list.Faults);
        Assert.Equal(["first", "second", "third"], list.Nodes.Select(node => node.Message));
        Assert.Equal(["9", "intro", "1"], list.Nodes.Select(node => node.Id));
    }

    [Fact]
    public void A_text_is_literal()
    {
        var protocol = OutreachProtocol.Of(Read(Bodies.Mail("{{contact.name}} {% raw %} \\u0022 é")).Nodes, new RecruitingOptions());
        var step = Assert.IsType<ContactStep>(Assert.Single(protocol.Steps));
        Assert.Equal("{{contact.name}} {% raw %} \" é", step.Content);
        Assert.False(step.IsTemplate);
    }

    [Theory]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\r\nb", "a\r\nb")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("a\\\nb", "a\nb")] // a backslash before a raw line break
    [InlineData("a\\\\\nb", "a\\\nb")]
    [InlineData("a\\\"\nb", "a\"\nb")]
    public void Raw_line_breaks_and_tabs_stand_for_themselves(string raw, string meant) =>
        Assert.Equal(meant, Assert.Single(Read(Bodies.Mail(raw)).Nodes).Message);

    [Fact]
    public void A_byte_order_mark_is_skipped() =>
        Assert.Empty(NodeListReader.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Bodies.Mail("Hi"))]).Faults);

    [Theory]
    [InlineData(
        """{"id":1,"type":"message","channel":"GMAIL","message":"Hi"}""",
        "Node 1: subject_line is missing: a message on GMAIL needs a subject.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"GMAIL","subject_line":" ","message":"Hi"}""",
        "Node 1: subject_line is missing: a message on GMAIL needs a subject.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"GMAIL","subject_line":"a\nBcc: b","message":"Hi"}""",
        "Node 1: subject_line has a line break: write it in one line.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","subject_line":"S","message":"Hi"}""",
        "Node 1: subject_line is given: a message on LINKEDIN_MESSAGE has no subject, remove it.")]
    [InlineData("""{"id":1,"type":"message","channel":"FAX","message":"Hi"}""", "Node 1: channel is FAX: use GMAIL or LINKEDIN_MESSAGE.")]
    [InlineData("""{"id":1,"type":"message","message":"Hi"}""", "Node 1: channel is missing.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":" \n "}""",
        "Node 1: message is blank: write the text of the message.")]
    [InlineData("""{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE"}""", "Node 1: message is missing.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":7}""",
        "Node 1: message is no text: write it in quotation marks.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":"\ud83d"}""",
        "Node 1: message holds half of a character: write valid Unicode.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":"Hi","delaySeconds":5}""",
        "Node 1: delaySeconds is given: a message has no delay: put a delay-step before it.")]
    [InlineData("""{"id":1,"type":"call","message":"Hi"}""", "Node 1: type is call: use message or delay-step.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":"Hi","cc":"x"}""",
        "Node 1: cc is not a property of a node: use id, type, channel, subject_line, message, delaySeconds.")]
    [InlineData(
        """{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":"Hi","message":"Ho"}""",
        "Node 1: message occurs twice: write message once.")]
    [InlineData(
        """{"type":"message","channel":"LINKEDIN_MESSAGE","message":"Hi"}""",
        "The node at /nodes/0: id is missing: give the node a number of its own.")]
    [InlineData(
        """{"id":1.5,"type":"message","channel":"LINKEDIN_MESSAGE","message":"Hi"}""",
        "The node at /nodes/0: id is 1.5: use a whole number, or a text of 1 to 100 characters.")]
    [InlineData("7", "The node at position 1 is no object: write {\"id\": …, \"type\": …}.")]
    public void A_wrong_message_is_one_fault(string node, string fault) => Assert.Equal([fault], Faults(Bodies.Nodes(node)));

    [Theory]
    [InlineData("\"delaySeconds\":0", "Node 2: delaySeconds is 0: use a whole number from 1 to 31536000.")]
    [InlineData("\"delaySeconds\":-5", "Node 2: delaySeconds is -5: use a whole number from 1 to 31536000.")]
    [InlineData("\"delaySeconds\":1.5", "Node 2: delaySeconds is 1.5: use a whole number from 1 to 31536000.")]
    [InlineData("\"delaySeconds\":1e300", "Node 2: delaySeconds is 1e300: use a whole number from 1 to 31536000.")]
    [InlineData("\"delaySeconds\":\"60\"", "Node 2: delaySeconds is \"60\": use a whole number from 1 to 31536000.")]
    [InlineData(
        "\"delay\":60",
        "Node 2: delay is not a property of a node: use id, type, channel, subject_line, message, delaySeconds.",
        "Node 2: delaySeconds is missing: write how many seconds to wait.")]
    [InlineData("\"delaySeconds\":60,\"message\":\"Hi\"", "Node 2: message is given: a delay has no text.")]
    public void A_wrong_delay_is_named(string property, params string[] faults) =>
        Assert.Equal(faults, Faults(Bodies.Nodes(Message(1), $$"""{"id":2,"type":"delay-step",{{property}}}""", Message(3))));

    [Fact]
    public void All_faults_are_named_at_once_each_with_its_node()
    {
        var faults = Faults(Bodies.Nodes(
            """{"id":1,"type":"delay-step","delaySeconds":60}""",
            """{"id":2,"type":"message","channel":"GMAIL","message":""}""",
            """{"id":2,"type":"message","channel":"PIGEON","message":"Hi"}""",
            """{"id":4,"type":"delay-step","delaySeconds":60}"""));

        Assert.Equal(
            [
                "Node 2: message is blank: write the text of the message.",
                "Node 2: subject_line is missing: a message on GMAIL needs a subject.",
                "Node 2: channel is PIGEON: use GMAIL or LINKEDIN_MESSAGE.",
                "Node 1: a delay stands first: a campaign starts at once and ends with a message.",
                "Node 2: id occurs twice: give each node a number of its own.",
                "Node 4: a delay stands last: a campaign starts at once and ends with a message.",
            ],
            faults);
    }

    [Theory]
    [InlineData("", "The body is not JSON; look at line 1, byte 1, where line breaks inside of texts do not count.")]
    [InlineData("{\"nodes\":\n[}", "The body is not JSON; look at line 2, byte 2, where line breaks inside of texts do not count.")]
    [InlineData("[]", "The body is no object: write {\"nodes\": […]}.")]
    [InlineData("{}", "nodes is missing: write one list of nodes.")]
    [InlineData("""{"nodes":{}}""", "nodes is no list: write one list of nodes.")]
    [InlineData("""{"nodes":[],"nodes":[]}""", "nodes occurs twice: write one list of nodes.")]
    [InlineData("""{"nodes":[]}""", "nodes has 0 nodes: use 1 to 100.")]
    [InlineData(
        """{"nodes":[{"id":1,"type":"message","channel":"LINKEDIN_MESSAGE","message":"Hi"}],"start":"now"}""",
        "start is not a property of a campaign: only nodes is.")]
    public void A_body_without_a_list_is_refused(string body, string fault) => Assert.Equal([fault], Faults(body));

    [Theory]
    [InlineData("{\"nodes\":[{\"id\":1,\"\\ud800\":1}]}")]
    [InlineData("{\"\\udc00\":1,\"nodes\":[]}")]
    [InlineData("{\"nodes\":[{\"id\":\"\u00ff\",\"type\":\"\u00ff\"}]}")]
    [InlineData("{\"nodes\":[{\"\u00ff\":1}]}")]
    public void What_is_not_valid_Unicode_is_a_fault_and_no_failure(string latin1) =>
        Assert.NotEmpty(NodeListReader.Read(Encoding.Latin1.GetBytes(latin1)).Faults);

    /// <summary>Damages a valid body in every way that a byte can be changed or missing.</summary>
    [Fact]
    public void Damaged_bodies_are_faults_or_other_definitions_and_no_failures()
    {
        var (whole, random) = (Encoding.UTF8.GetBytes(Bodies.Milan), new Random(1));
        for (var i = 0; i < 5_000; i++)
        {
            var body = whole.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            var list = NodeListReader.Read(body.AsSpan(0, random.Next(4) == 0 ? random.Next(body.Length) : body.Length));
            Assert.True(list.Faults.Count > 0 || OutreachProtocol.Of(list.Nodes, new RecruitingOptions()).Validate().Count == 0);
        }
    }

    [Fact]
    public void Too_many_messages_in_a_row_and_too_many_nodes_are_named()
    {
        Assert.Equal(
            ["nodes has 101 nodes: use 1 to 100.", "Node 16: message 16 in a row: put a delay after 15 of them."],
            Faults(Bodies.Nodes([.. Enumerable.Range(1, 101).Select(Message)])));
    }

    [Fact]
    public void Whatever_is_accepted_is_a_valid_protocol() =>
        Assert.Empty(OutreachProtocol.Of(Read(Bodies.Milan).Nodes, new RecruitingOptions()).Validate());

    [Fact]
    public void Form_does_not_change_a_definition_but_every_value_does()
    {
        var one = Read(Mail("1", "S", "A\\nB")).Fingerprint();
        var same = Read(
            """
            { "nodes" : [ { "message":"A
            B", "subject_line":"\u0053", "channel":"GMAIL",
            "type":"message", "id":1, }, ] }
            """.ReplaceLineEndings("\n"));
        Assert.Equal(one, same.Fingerprint());
        Assert.NotEqual(one, Read(Mail("1", "S", "A\\nC")).Fingerprint());
        Assert.NotEqual(one, Read(Mail("2", "S", "A\\nB")).Fingerprint());
        Assert.NotEqual(one, Read(Mail("1", "SA", "\\nB")).Fingerprint());

        static string Mail(string id, string subject, string text) => Bodies.Nodes(
            $$"""{"id":{{id}},"type":"message","channel":"GMAIL","subject_line":"{{subject}}","message":"{{text}}"}""");
    }

    private static string Message(int id) => $$"""{"id":{{id}},"type":"message","channel":"LINKEDIN_MESSAGE","message":"Hi"}""";

    private static NodeList Read(string body) => NodeListReader.Read(Encoding.UTF8.GetBytes(body));

    private static IEnumerable<string> Faults(string body) => Read(body).Faults.Select(fault => fault.Detail);
}
