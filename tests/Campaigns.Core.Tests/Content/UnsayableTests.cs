using static Campaigns.Tests.Content.Drips;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Content;

/// <summary>A message with a missing value is never sent, whatever has changed since the contact was enrolled.</summary>
public class UnsayableTests
{
    private static readonly StepRetryPolicy Twice = StepRetryPolicy.Fixed(2, Minutes(10));

    [Fact]
    public void Attempt_whose_variable_is_gone_fails_without_a_dispatch_and_names_it()
    {
        using var harness = Harness(new Braces(), out var provider);
        harness.SetTenant(("sender", "Bo"));
        var campaign = harness.Do(client => client.CreateAsync(Of(Template("{contact.n} {tenant.sender}") with { Retry = Twice })));
        harness.Do(client => client.AddContactsAsync(campaign, [Person("ann", ("n", "secret"))]));
        harness.SetTenant();
        harness.Do(client => client.StartAsync(campaign));

        var failed = Assert.Single(harness.Contact(campaign, "ann").Timeline);
        Assert.Equal(
            (AttemptState.Ended, AttemptOutcome.Failed, "there is no tenant.sender", null),
            (failed.State, failed.Outcome, failed.Note, failed.ContentHash));
        Assert.Empty(provider.Dispatches);

        harness.SetTenant(("sender", "Cy"));
        harness.Advance(Minutes(10));
        Assert.Equal("secret Cy", Assert.Single(provider.Dispatches).Request.Content.Body);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Whatever_a_template_throws_is_told_by_its_type_alone_and_harms_neither_the_provider_nor_others()
    {
        var templates = new Braces();
        using var harness = Harness(templates, out var provider);
        var campaign = harness.Do(client => client.CreateAsync(Of(Template("{contact.n}"))));
        harness.Do(client => client.AddContactsAsync(campaign, Enumerable.Range(1, 40).Select(i => Person($"p{i}", ("n", "secret")))));
        templates.Fault = new InvalidOperationException("secret");
        harness.Do(client => client.StartAsync(campaign));

        Assert.Equal("the template failed: InvalidOperationException", Assert.Single(harness.Contact(campaign, "p1").Timeline).Note);
        Assert.Equal((40, CampaignState.Failed), (harness.Statistics(campaign).Failed, harness.Statistics(campaign).State));
        Assert.Empty(provider.Dispatches);
        templates.Fault = null;
        harness.Run(Of(Template("{contact.n}")), Person("ann", ("n", "Ann")));
        Assert.Single(provider.Dispatches); // the provider's breaker is closed: template failures do not count against it
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_not_sent_uses_up_no_rate_and_no_quota_and_whoever_waits_for_it_goes_at_once(bool isQuota)
    {
        var limited = isQuota
            ? new TenantSettings { Quotas = [new Quota(1, QuotaPeriod.Hour)] }
            : new TenantSettings { Rate = new RateLimit(1, Hours(1)) };
        using var harness = Harness(new Braces(), out var provider);
        harness.SetTenant(("sender", "Bo"));
        var broken = harness.Do(client => client.CreateAsync(Of(Template("{tenant.sender}")) with { Priority = CampaignPriority.High }));
        var whole = harness.Do(client => client.CreateAsync(Of(CampaignStep.Message(Channels.Email, "literal"))));
        harness.Do(client => client.AddContactsAsync(broken, [Person("ann")]));
        harness.Do(client => client.AddContactsAsync(whole, [Person("bob")]));
        harness.Do(operations => operations.ChangeTenantAsync("default", limited));
        harness.Do(client => Task.WhenAll(client.StartAsync(broken), client.StartAsync(whole)));

        Assert.Equal(JobState.Failed, harness.Contact(broken, "ann").State);
        Assert.Equal(("bob", harness.Now), (Assert.Single(provider.Dispatches).ContactKey, People.Nine));
    }

    [Fact]
    public void Attempt_that_was_withdrawn_meanwhile_is_not_answered_twice()
    {
        using var harness = Harness(new Braces(), out var provider);
        harness.SetTenant(("sender", "Bo"));
        var campaign = harness.Do(client => client.CreateAsync(Of(Template("{tenant.sender}"))));
        harness.Do(client => client.AddContactsAsync(campaign, [Person("ann"), Person("bob")]));
        harness.SetTenant();
        harness.Do(async client =>
        {
            var started = client.StartAsync(campaign);
            await Task.WhenAll(started, client.RemoveContactAsync(campaign, "ann"), client.PauseAsync(campaign));
        });
        harness.Do(client => client.ResumeAsync(campaign));

        Assert.Empty(provider.Dispatches);
        var statistics = harness.Statistics(campaign);
        Assert.Equal(2, statistics.Failed + statistics.Removed);
    }

    [Fact]
    public void Campaign_of_a_store_whose_process_has_no_templates_any_more_sends_nothing_broken()
    {
        var store = new MemoryStoreOf(new Braces());
        Assert.Equal("there is no template engine: set CampaignsOptions.Templates", store.NoteAfterRestartWithout());
    }

    /// <summary>Runs two engines on one store, the second without templates.</summary>
    private sealed class MemoryStoreOf(ITemplates templates)
    {
        private readonly MemoryJobStore _store = new(new Random(1));

        public string? NoteAfterRestartWithout()
        {
            CampaignId campaign;
            using (var with = Engine(templates))
            {
                campaign = with.Do(client => client.CreateAsync(Of(Template("{contact.n}"))));
                with.Do(client => client.AddContactsAsync(campaign, [Person("ann", ("n", "Ann"))]));
            }

            using var without = Engine(null);
            without.Do(client => client.StartAsync(campaign));
            return Assert.Single(without.Contact(campaign, "ann").Timeline).Note;
        }

        private CampaignHarness Engine(ITemplates? makes) => new(options =>
        {
            options.Store = _store;
            options.Templates = makes;
            options.AddProvider(Channels.Email, new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed))));
        });
    }
}
