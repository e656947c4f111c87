using Campaigns.Tests.Sequences;
using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Rules;

/// <summary>
/// A do-not-contact entry matches every spelling of the person, or is refused. A protective setting is never accepted and then ignored.
/// </summary>
public class DoNotContactTests
{
    private static readonly string[] Spellings = ["ann.lee@example.com", "Ann.Lee@Example.com", " ANN.LEE@EXAMPLE.COM ",
        "\"Lee, Ann\" <ann.lee@example.com>", "mailto:ann.lee@example.com"];

    [Fact]
    [Trait("Category", "Sweep")]
    public void Person_is_one_person_however_entry_and_contact_are_spelled()
    {
        foreach (var enrolled in Spellings)
        {
            foreach (var entry in Spellings)
            {
                using var outreach = new Outreach();
                var campaign = outreach.Run(Drip(Email("one"), CampaignStep.Wait(Days(2)), Email("two")), Mail("ann", enrolled));
                outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", entry)));
                Assert.Equal(JobState.Suppressed, outreach.Harness.Contact(campaign, "ann").State);
                outreach.Harness.Restart();
                outreach.AdvanceTo(Days(3));
                Assert.Equal(["one"], outreach.Sent.Select(sent => sent.What));

                outreach.Harness.Do(reports => reports.UnsuppressAsync(Suppression.OfAddress("default", enrolled)));
                outreach.Harness.Do(client => client.RerunContactAsync(campaign, "ann"));
                outreach.AdvanceTo(Days(4));
                Assert.Equal(2, outreach.Sent.Count());
            }
        }
    }

    [Fact]
    public void Reply_cap_and_busy_address_know_a_mailbox_in_every_spelling()
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        var news = new CampaignDefinition { Name = "news", Steps = [CampaignStep.Message(Channels.Email, "news")] };
        outreach.Run(news, [.. Spellings.Select((spelling, i) => Mail($"p{i}", spelling))]);
        outreach.AdvanceTo(Hours(1));
        Assert.Single(outreach.Sent);

        using var replies = new Outreach();
        replies.Run(Drip(Email("one"), CampaignStep.Wait(Days(2)), Email("two")), Mail("ann", Spellings[1]));
        Assert.Equal(1, replies.Harness.Do(reports => reports.ReportEventAsync(ContactEvent.OfAddress("default", Spellings[3]))));

        using var busy = new Outreach { Answer = _ => DispatchResult.Accepted(null) };
        busy.Run(news, Mail("a", Spellings[0]), Mail("b", Spellings[1]));
        Assert.Single(busy.Sent);
    }

    [Theory]
    [InlineData("Voice")]
    [InlineData("sms")]
    [InlineData("telepathy")]
    public void Channel_that_nobody_serves_is_refused_by_name(string channel)
    {
        using var harness = new CampaignHarness();
        var refused = Assert.Throws<CampaignException>(() => harness.Do(reports =>
            reports.SuppressAsync(Suppression.OfContact("default", "ann", channel))));
        Assert.Equal(CampaignError.Invalid, refused.Error);
        Assert.Contains($"\"{channel}\"", refused.Message, StringComparison.Ordinal);
        harness.Do(reports => reports.UnsuppressAsync(Suppression.OfContact("default", "ann", channel))); // an old entry can be removed
    }

    [Fact]
    public void Entry_for_all_channels_knows_a_person_by_an_address_on_any()
    {
        using var outreach = new Outreach();
        var ann = new Contact("ann", "+15550100001", addresses: new Dictionary<string, string> { [Channels.Email] = "ann@example.com" });
        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "ann@example.com")));
        var campaign = outreach.Run(Calls(StepRetryPolicy.None), ann);
        Assert.Equal((JobState.Suppressed, 0), (outreach.Harness.Contact(campaign, "ann").State, outreach.Sent.Count()));
    }

    [Fact]
    public void Window_of_everything_holds_for_all_tenants_and_changes_while_campaigns_run()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations =>
            operations.ChangeLimitsAsync(new EngineLimits { Window = ContactWindow.Daily(new TimeOnly(20, 0), new TimeOnly(21, 0)) }));
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Restart();
        var other = harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "other" }, One("bob"));
        Assert.Empty(harness.Provider.Dispatches);
        Assert.Contains(
            harness.Do(client => client.ExplainAsync(other, "bob")).Verdicts, verdict => verdict is { Gate: "window", IsOpen: false });
        harness.Advance(Hours(11.5));
        Assert.Equal(2, harness.Provider.Dispatches.Count);

        harness.Run(Calls(StepRetryPolicy.None, name: "later"), new Contact("cid", "+15550100003"));
        harness.Advance(Hours(2));
        harness.Run(Calls(StepRetryPolicy.None, name: "latest"), new Contact("dan", "+15550100004"));
        Assert.Equal(3, harness.Provider.Dispatches.Count);
        harness.Do(operations => operations.ChangeLimitsAsync(new EngineLimits()));
        Assert.Equal(4, harness.Provider.Dispatches.Count);
    }

    private static Contact Mail(string key, string address) =>
        new(key, addresses: new Dictionary<string, string> { [Channels.Email] = address });
}
