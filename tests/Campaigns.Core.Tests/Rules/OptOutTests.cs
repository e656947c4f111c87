using Campaigns.Tests.Sequences;
using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Rules;

/// <summary>An opt-out in an attempt adds the contact to the tenant's do-not-contact list.</summary>
public class OptOutTests
{
    private static readonly Dictionary<string, string> AnnsMail = new() { [Channels.Email] = "Ann@Example.com" };

    private static Contact Ann => new("ann", "+15550100001", addresses: AnnsMail);

    [Theory]
    [InlineData("answer", false)]
    [InlineData("answer", true)]
    [InlineData("report", false)]
    [InlineData("correction", true)]
    public void Next_campaign_contacts_the_person_on_no_channel_and_under_no_key(string told, bool restarts)
    {
        using var outreach = new Outreach();
        OptOut(outreach, told);
        if (restarts)
        {
            outreach.Harness.Restart();
        }

        outreach.Answer = _ => DispatchResult.Completed(AttemptOutcome.Completed);
        var before = outreach.Sent.Count();
        var mail = new CampaignDefinition { Name = "news", Steps = [CampaignStep.Message(Channels.Email, "news")] };
        outreach.Run(
            Calls(StepRetryPolicy.None), Ann, new Contact("other key", "+1 555 010 0001"),
            new Contact("ann 2", "+15550100009", addresses: AnnsMail));
        outreach.Run(
            mail, new Contact("ann", addresses: new Dictionary<string, string> { [Channels.Email] = "new@example.com" }),
            new Contact("x", addresses: AnnsMail));
        Assert.Equal(before, outreach.Sent.Count());
        outreach.Run(Calls(StepRetryPolicy.None), new Contact("bob", "+15550100002"));
        Assert.Equal(before + 1, outreach.Sent.Count());
    }

    [Fact]
    public void What_runs_already_ends_wherever_it_stands()
    {
        using var outreach = new Outreach();
        var monitored = outreach.Run(Drip(Email("one")), Ann);
        var waits = outreach.Run(
            Drip(Email("one"), CampaignStep.Wait(Days(3)), Email("two")) with { Exclusivity = Exclusivity.None },
            new Contact("b", addresses: AnnsMail));
        outreach.Answer = _ => DispatchResult.Accepted(null);
        var calls = outreach.Run(Calls(StepRetryPolicy.None), Ann);
        var busy = outreach.Run(Calls(StepRetryPolicy.None), new Contact("other", "+15550100001"));
        outreach.Harness.Report(outreach.Asked.Last().Attempt, AttemptOutcome.OptedOut);

        Assert.Equal(
            [JobState.Suppressed, JobState.Suppressed, JobState.Failed, JobState.Suppressed],
            [State(outreach, monitored, "ann"), State(
                outreach, waits, "b"), State(outreach, calls, "ann"), State(outreach, busy, "other")]);
    }

    [Theory]
    [InlineData(OptOutScope.AllChannels, 0, 0)]
    [InlineData(OptOutScope.Channel, 0, 1)]
    [InlineData(OptOutScope.None, 1, 1)]
    public void Tenant_says_on_which_channels(OptOutScope scope, int calls, int mails)
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { OptOuts = scope }));
        OptOut(outreach, "answer");
        outreach.Answer = _ => DispatchResult.Completed(AttemptOutcome.Completed);
        outreach.Harness.Restart();
        outreach.Run(Calls(StepRetryPolicy.None), Ann);
        outreach.Run(new CampaignDefinition { Name = "news", Steps = [CampaignStep.Message(Channels.Email, "news")] }, Ann);
        Assert.Equal(calls, outreach.Asked.Count(asked => asked.Step.Channel == Channels.Voice) - 1);
        Assert.Equal(mails, outreach.Asked.Count(asked => asked.Step.Channel == Channels.Email));
    }

    [Theory]
    [InlineData(AttemptOutcome.OptedOut)]
    [InlineData(AttemptOutcome.Invalid)]
    public void Rerun_of_what_failed_leaves_out_who_opted_out_or_cannot_be_reached(AttemptOutcome outcome)
    {
        using var harness = new CampaignHarness();
        harness.Do(operations =>
            operations.ChangeTenantAsync(
                "default", new TenantSettings { OptOuts = OptOutScope.None })); // so that the list does not keep them out
        harness.Provider.Otherwise(request => DispatchResult.Completed(request.Contact.Key == "ann" ? outcome : AttemptOutcome.NoAnswer));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One(), new Contact("bob", "+15550100002"));
        harness.Restart();
        Assert.Equal(1, harness.Do(client => client.RerunFailedAsync(campaign)));
        Assert.Equal((1, 2), (Count("ann"), Count("bob")));
        harness.Do(client => client.RerunContactAsync(campaign, "ann")); // a rerun by name works: the contact is on no list
        Assert.Equal(2, Count("ann"));

        int Count(string key) => harness.Provider.Dispatches.Count(dispatch => dispatch.ContactKey == key);
    }

    [Fact]
    public void Rerun_by_name_of_who_opted_out_sends_nothing()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.OptedOut));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        Assert.Equal((JobState.Suppressed, 1), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
        Assert.True(harness.Statistics(campaign).State.IsTerminal());
    }

    private static void OptOut(Outreach outreach, string told)
    {
        outreach.Answer = _ => told switch
        {
            "answer" => DispatchResult.Completed(AttemptOutcome.OptedOut),
            "report" => DispatchResult.Accepted(null),
            _ => DispatchResult.Completed(AttemptOutcome.Busy),
        };
        outreach.Run(Calls(StepRetryPolicy.None) with { Name = "first", KeepOpen = true }, Ann);
        if (told != "answer")
        {
            outreach.Harness.Report(outreach.Asked.Last().Attempt, AttemptOutcome.OptedOut);
        }
    }

    private static JobState State(Outreach outreach, CampaignId campaign, string key) => outreach.Harness.Contact(campaign, key).State;
}
