using System.Security.Cryptography;
using System.Text;
using Campaigns.Export;
using static Campaigns.Tests.Content.Drips;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Content;

/// <summary>The content that a provider receives.</summary>
public class SendTests
{
    [Fact]
    public void Literal_content_reaches_the_provider_as_it_stands()
    {
        using var harness = Harness(null, out var provider);
        harness.Run(Of(CampaignStep.Message(Channels.Email, "{contact.first_name} <&>", "Hi")), Person("ann"));

        Assert.Equal(new Campaigns.MessageContent("{contact.first_name} <&>", "Hi"), Assert.Single(provider.Dispatches).Request.Content);
    }

    [Fact]
    public void Template_is_filled_in_with_what_is_known_of_contact_company_campaign_and_tenant()
    {
        using var harness = Harness(new Braces(), out var provider);
        harness.SetTenant(("sender", "Bo"));
        var step = Template(
            "{contact.first_name} ({contact.key}) of {company.name}: {campaign.role}, {campaign.name}, {tenant.sender}, {tenant.name}",
            "For {company.name}");
        harness.Run(Of(step), Person("ann", ("first_name", "Ann"), ("company.name", "Acme")));

        Assert.Equal(
            new Campaigns.MessageContent("Ann (ann) of Acme: Engineer, Spring, Bo, default", "For Acme"),
            Assert.Single(provider.Dispatches).Request.Content);
    }

    [Theory]
    [InlineData(ContentFormat.Text, "<O'Neil & \"co\">")]
    [InlineData(ContentFormat.Html, "&lt;O&#39;Neil &amp; &quot;co&quot;&gt;")]
    [InlineData(ContentFormat.Xml, "&lt;O&#39;Neil &amp; &quot;co&quot;&gt;")]
    public void Values_are_escaped_for_the_steps_format_and_a_subject_never_is(ContentFormat format, string body)
    {
        using var harness = Harness(new Braces(), out var provider);
        harness.Run(Of(Template("{contact.n}", "{contact.n}") with { Format = format }), Person("ann", ("n", "<O'Neil & \"co\">")));

        Assert.Equal(new Campaigns.MessageContent(body, "<O'Neil & \"co\">"), Assert.Single(provider.Dispatches).Request.Content);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Subject_has_no_line_break_wherever_it_comes_from(bool isTemplate)
    {
        const string injected = "Hi\r\nBcc: all@example.com\u2028\u0085\u0001x";
        using var harness = Harness(new Braces(), out var provider);
        harness.Run(
            Of(Template("body", isTemplate ? "{contact.n}" : injected) with { IsTemplate = isTemplate }), Person("ann", ("n", injected)));

        Assert.Equal("Hi  Bcc: all@example.com   x", Assert.Single(provider.Dispatches).Request.Content.Subject);
    }

    [Fact]
    public void Call_without_content_says_nothing_and_has_no_hash()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal(new Campaigns.MessageContent(null, null), Assert.Single(harness.Provider.Dispatches).Request.Content);
        Assert.Null(Assert.Single(harness.Contact(campaign, "ann").Timeline).ContentHash);
    }

    [Fact]
    public void Step_that_falls_back_on_another_channel_says_the_same_there()
    {
        using var harness = Harness(new Braces(), out var provider);
        var step = Template("Dear {contact.n}", channel: Letter) with { OnNoAddress = UnavailablePolicy.Fallback(Channels.Email) };
        harness.Run(Of(step) with { Exit = new ExitRules() }, Person("ann", ("n", "Ann")));

        var request = Assert.Single(provider.Dispatches).Request;
        Assert.Equal((Channels.Email, "Dear Ann"), (request.Step.Channel, request.Content.Body));
    }

    [Fact]
    public void Manual_task_shows_what_is_to_be_said_and_nothing_if_it_cannot_be_said_any_more()
    {
        using var harness = Harness(new Braces(), out _);
        harness.SetTenant(("sender", "Bo"));
        var step = Template("{contact.n}, from {tenant.sender}", "Hi", Letter) with { OnNoAddress = UnavailablePolicy.Task() };
        var campaign = harness.Run(Of(step) with { Exit = new ExitRules() }, Person("ann", ("n", "Ann")));

        Assert.Equal(new Campaigns.MessageContent("Ann, from Bo", "Hi"), Assert.Single(harness.Tasks(campaign)).Content);
        harness.SetTenant();
        Assert.Null(Assert.Single(harness.Tasks(campaign)).Content);
    }

    [Fact]
    public void Hash_of_what_was_sent_stays_on_the_attempt_and_in_the_export()
    {
        using var harness = Harness(new Braces(), out _);
        var campaign = harness.Run(Of(Template("Grüße, {contact.n}", "Hi\n{contact.n}")), Person("ann", ("n", "Ann")));

        var expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("Hi Ann\nGrüße, Ann")))[..16];
        Assert.Equal(expected, Assert.Single(harness.Contact(campaign, "ann").Timeline).ContentHash);
        using var export = new MemoryStream();
        harness.Do(client => client.ExportAsync(campaign, export, ExportFormat.Csv));
        Assert.Contains($",{expected},", Encoding.UTF8.GetString(export.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Hash_lasts_from_the_dispatch_over_a_restart_to_the_outcome()
    {
        using var harness = Harness(null, out var provider);
        provider.Then(_ => throw new TimeoutException()).Accepts();
        var campaign = harness.Run(Of(CampaignStep.Message(Channels.Email, "body")), Person("ann"), Person("bob"));
        var accepted = harness.Contact(campaign, "bob").Timeline[0];
        harness.Restart();
        harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(accepted.Attempt, AttemptOutcome.Completed)));

        var expected = Convert.ToHexStringLower(SHA256.HashData("\nbody"u8))[..16];
        Assert.Equal(expected, accepted.ContentHash);
        Assert.Equal(
            (AttemptOutcome.Completed, expected),
            (harness.Contact(campaign, "bob").Timeline[0].Outcome, harness.Contact(campaign, "bob").Timeline[0].ContentHash));
        // this message may have been sent
        Assert.Equal(
            (AttemptOutcome.Unknown, expected),
            (harness.Contact(campaign, "ann").Timeline[0].Outcome, harness.Contact(campaign, "ann").Timeline[0].ContentHash));
    }

    [Fact]
    public void What_was_not_placed_has_no_hash()
    {
        using var harness = Harness(null, out var provider);
        provider.Then(_ => DispatchResult.NotPlaced("full"));
        var campaign = harness.Run(Of(CampaignStep.Message(Channels.Email, "body")), Person("ann"));

        Assert.Null(harness.Contact(campaign, "ann").Timeline[0].ContentHash);
    }
}
