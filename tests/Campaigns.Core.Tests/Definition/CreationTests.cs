using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

/// <summary>Creating a campaign twice, with and without a client key.</summary>
public class CreationTests
{
    private static readonly StepRetryPolicy Busy =
        StepRetryPolicy.Fixed(4, Minutes(1)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(5)));

    [Fact]
    public void Same_key_and_definition_name_the_campaign_that_exists()
    {
        using var harness = new CampaignHarness();

        var first = Create(harness, Keyed());
        var second = Create(harness, Keyed()); // an equal definition, built again

        Assert.Equal(first, second);
        Assert.Single(harness.Campaigns());
    }

    [Fact]
    public void Campaign_without_a_key_is_a_new_one_each_time()
    {
        using var harness = new CampaignHarness();

        var ids = Enumerable.Range(0, 3).Select(_ => Create(harness, Calls(Busy))).ToList();

        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public void Key_taken_by_another_definition_is_refused_by_name()
    {
        using var harness = new CampaignHarness();
        var first = Create(harness, Keyed());

        var refusal = Assert.Throws<CampaignException>(() => Create(harness, Keyed() with { Weight = 2 }));

        Assert.Equal(CampaignError.Conflict, refusal.Error);
        Assert.Contains("\"spring\"", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"campaign {first}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(first, Create(harness, Keyed()));
    }

    [Fact]
    public void Key_belongs_to_its_tenant()
    {
        using var harness = new CampaignHarness();

        var acme = Create(harness, Keyed() with { Tenant = "acme" });
        var other = Create(harness, Keyed() with { Tenant = "other", Weight = 2 });

        Assert.NotEqual(acme, other);
        Assert.Equal(acme, Create(harness, Keyed() with { Tenant = "acme" }));
    }

    [Fact]
    public void Changed_campaign_is_still_found_by_the_definition_it_was_created_with()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var first = harness.Run(Keyed(), One());
        harness.Do(client => client.ChangeAsync(
            first,
            settings => settings with { MaxConcurrent = 77, Weight = 5, Priority = CampaignPriority.High, KeepOpen = true,
                Expiry = Nine + Hours(9) }));

        Assert.Equal(first, Create(harness, Keyed()));
        Assert.Equal(
            CampaignError.Conflict,
            Assert.Throws<CampaignException>(() => Create(harness, Keyed() with { MaxConcurrent = 77 })).Error);
    }

    [Fact]
    public void Ended_campaign_is_found_by_its_key_and_nobody_is_contacted_again()
    {
        using var harness = new CampaignHarness();
        var first = harness.Run(Keyed() with { KeepOpen = false }, One());
        Assert.Equal(CampaignState.Completed, harness.Statistics(first).State);

        Assert.Equal(first, Create(harness, Keyed() with { KeepOpen = false }));

        harness.Advance(Hours(1));
        Assert.Single(harness.Provider.Dispatches);
    }

    [Fact]
    public void Key_outlives_a_restart()
    {
        using var harness = new CampaignHarness();
        var first = Create(harness, Keyed());

        harness.Restart();

        Assert.Equal(first, Create(harness, Keyed()));
        Assert.NotEqual(first, Create(harness, Calls(Busy)));
    }

    [Fact]
    public void Two_requests_at_once_with_one_key_make_one_campaign()
    {
        using var harness = new CampaignHarness();

        var ids = harness.Do(client => Task.WhenAll(client.CreateAsync(Keyed()), client.CreateAsync(Keyed()), client.CreateAsync(Keyed())));

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public void Rules_given_in_another_order_are_the_same_definition()
    {
        using var harness = new CampaignHarness();
        var rule = RetryRule.After(Minutes(5));
        var first = Create(harness, Keyed(StepRetryPolicy.None.On(AttemptOutcome.Busy, rule).On(AttemptOutcome.NoAnswer, rule)));

        Assert.Equal(first, Create(harness, Keyed(StepRetryPolicy.None.On(AttemptOutcome.NoAnswer, rule).On(AttemptOutcome.Busy, rule))));
    }

    [Fact]
    public void Same_instant_told_with_another_offset_is_the_same_definition()
    {
        using var harness = new CampaignHarness();
        var paris = Nine.ToOffset(TimeSpan.FromHours(1));
        var first = Create(harness, Keyed() with { Start = Nine, Expiry = Nine + Hours(1) });

        Assert.Equal(first, Create(harness, Keyed() with { Start = paris, Expiry = paris + Hours(1) }));
    }

    [Fact]
    public void Definition_that_its_owner_changes_afterwards_changes_no_campaign()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var steps = new List<CampaignStep> { CampaignStep.Call(StepRetryPolicy.Fixed(2, Seconds(10))) };
        var campaign = Create(harness, new CampaignDefinition { Name = "mine", Steps = steps });

        steps.Clear();
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(Hours(1));

        Assert.Equal([Nine, Nine + Seconds(10)], harness.Provider.Dispatches.Select(d => d.At));
    }

    [Fact]
    public void Definition_that_its_owner_changes_while_the_request_waits_counts_as_it_was()
    {
        using var harness = new CampaignHarness();
        var steps = new List<CampaignStep> { CampaignStep.Message("fax", "hello") };

        var refusal = Assert.Throws<CampaignException>(() => harness.Do(client =>
        {
            var request = client.CreateAsync(new CampaignDefinition { Name = "mine", Steps = steps });
            steps.Clear();
            return request;
        }));

        Assert.Contains("\"fax\"", refusal.Message, StringComparison.Ordinal); // no provider serves this channel
    }

    private static CampaignDefinition Keyed(StepRetryPolicy? retry = null) => Calls(retry ?? Busy) with { Key = "spring" };

    private static CampaignId Create(CampaignHarness harness, CampaignDefinition definition) =>
        harness.Do(client => client.CreateAsync(definition));
}
