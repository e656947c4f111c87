namespace Campaigns.Tests.Erasure;

/// <summary>The erasure of persons while campaigns run.</summary>
public class ErasureTests
{
    private const string Number = "+15550100123";
    private static readonly PersonIdentity Ann = new("default") { ContactKey = "ann" };

    [Fact]
    public void Erased_contact_ends_and_is_shown_under_a_placeholder()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(), Contact("ann"), new Contact("bob", "+15550100124"));

        var receipt = harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));

        Assert.Equal((1, 1, 0), (receipt.Contacts, receipt.Attempts, receipt.Live));
        Assert.Throws<CampaignException>(() => harness.Contact(campaign, "ann"));
        var left = Assert.Single(
            Contacts(harness, campaign), contact => contact.Contact.Key.StartsWith("erased:", StringComparison.Ordinal));
        Assert.Equal((JobState.Suppressed, 1), (left.State, left.Timeline.Count));
        Assert.Equal(AttemptOutcome.Busy, left.Timeline[0].Outcome);
        var before = harness.Provider.Dispatches.Count;
        harness.Advance(TimeSpan.FromHours(2));
        Assert.DoesNotContain(harness.Provider.Dispatches.Skip(before), dispatch => dispatch.Request.Contact.Key != "bob");
    }

    [Fact]
    public void Live_call_ends_before_its_contact_is_erased()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(), Contact("ann"));

        var receipt = harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));

        Assert.Equal((0, 1), (receipt.Contacts, receipt.Live));
        Assert.Equal(JobState.Live, harness.Contact(campaign, "ann").State);
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.NoAnswer);
        harness.Settle();
        var left = Assert.Single(Contacts(harness, campaign));
        Assert.Equal(("erased:1", JobState.Suppressed, AttemptOutcome.NoAnswer), (left.Contact.Key, left.State, left.Timeline[0].Outcome));
    }

    [Fact]
    public void Opt_out_in_the_last_call_leaves_no_text_on_the_list()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do((ICampaignOperations operations) =>
            operations.ChangeTenantAsync("default", new TenantSettings { OptOuts = OptOutScope.Channel }));
        harness.Run(Calls(), Contact("ann"));
        harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));

        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.OptedOut);
        harness.Settle();

        var list = harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("default")).Items;
        Assert.Equal(2, list.Count); // key and number, on all channels
        Assert.All(list, entry => Assert.Equal((null, null, SuppressionReason.Erased), (entry.Person, entry.Channel, entry.Reason)));
    }

    [Fact]
    public void Pending_erasure_survives_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(), Contact("ann"));
        harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;

        harness.Restart();
        harness.Report(attempt, AttemptOutcome.NoAnswer);
        harness.Settle();

        Assert.Equal("erased:1", Assert.Single(Contacts(harness, campaign)).Contact.Key);
    }

    [Fact]
    public void Person_enrolled_again_is_suppressed_by_key_and_by_every_address()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls()));
        harness.Do(client => client.AddContactsAsync(campaign, [Contact("ann")]));
        harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));

        harness.Do(client => client.AddContactsAsync(
            campaign, [new Contact("ann", "+15550100199"), new Contact("other", Number), new Contact("free", "+15550100198")]));
        harness.Do(client => client.StartAsync(campaign));

        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "ann").State);
        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "other").State);
        Assert.Equal("free", Assert.Single(harness.Provider.Dispatches).Request.Contact.Key);
    }

    [Fact]
    public void Erasure_by_address_takes_all_contacts_of_the_keys_it_finds()
    {
        using var harness = new CampaignHarness();
        var one = harness.Do(client => client.CreateAsync(Calls()));
        var two = harness.Do(client => client.CreateAsync(Calls()));
        harness.Do(client => client.AddContactsAsync(one, [Contact("ann")]));
        harness.Do(client => client.AddContactsAsync(two, [new Contact("ann", "+15550100188"), new Contact("bob", "+15550100124")]));

        var receipt = harness.Do((ICampaignOperations operations) =>
            operations.EraseAsync(new PersonIdentity("default") { Addresses = ["+1 (555) 010-0123"] }));

        Assert.Equal(2, receipt.Contacts);
        Assert.Equal(["erased:1"], Contacts(harness, one).Select(contact => contact.Contact.Key));
        Assert.Equal(["erased:2", "bob"], Contacts(harness, two).Select(contact => contact.Contact.Key));
    }

    [Fact]
    public void Second_erasure_changes_nothing()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(), Contact("ann"));
        harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));
        var receipt = harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));
        Assert.Equal(new ErasureReceipt(0, 0, 0, 0, 0), receipt with { ContactKeys = [] });
    }

    [Fact]
    public void Erased_contact_cannot_run_again()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(), Contact("ann"));
        harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));
        var before = harness.Provider.Dispatches.Count;

        harness.Do(client => client.RerunContactAsync(campaign, "erased:1"));
        harness.Advance(TimeSpan.FromDays(1));

        Assert.Equal(before, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Late_report_about_an_erased_contact_corrects_the_outcome_and_brings_nothing_of_the_person()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        var campaign = harness.Run(Calls(), Contact("ann"));
        harness.Do((ICampaignOperations operations) => operations.EraseAsync(Ann));

        var report = ProviderReport.Ended(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Rejected) with
        {
            CallId = "call-of-ann",
            AttemptResult = new AttemptResult { Recording = new Uri("https://example.com/ann"), TalkTime = TimeSpan.FromSeconds(9) },
        };
        harness.Do(reports => reports.ReportAsync(report));

        var attempt = Assert.Single(Assert.Single(Contacts(harness, campaign)).Timeline);
        Assert.Equal((AttemptOutcome.Rejected, null), (attempt.Outcome, attempt.AttemptResult?.Recording));
        Assert.Equal(TimeSpan.FromSeconds(9), attempt.AttemptResult?.TalkTime);
    }

    [Fact]
    public void Key_of_erased_contacts_is_reserved()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls()));
        var report = harness.Do(client => client.AddContactsAsync(campaign, [new Contact("erased:7", Number)]));
        Assert.Contains("stand for erased contacts", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Person_without_key_and_address_is_refused()
    {
        using var harness = new CampaignHarness();
        var refusal = Assert.Throws<ArgumentException>(() =>
            harness.Do((ICampaignOperations operations) => operations.EraseAsync(new PersonIdentity("default"))));
        Assert.Contains("neither a key nor an address", refusal.Message, StringComparison.Ordinal);
    }

    private static Contact Contact(string key) => new(key, Number);

    private static CampaignDefinition Calls() => new()
    {
        Tenant = "default", Name = "calls", Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(3, TimeSpan.FromMinutes(1)))],
    };

    private static List<ContactStatus> Contacts(CampaignHarness harness, CampaignId campaign) =>
        harness.Do(client => ListAsync(client, campaign));

    private static async Task<List<ContactStatus>> ListAsync(ICampaignClient client, CampaignId campaign)
    {
        var found = new List<ContactStatus>();
        await foreach (var contact in client.ReadContactsAsync(campaign))
        {
            found.Add(contact);
        }

        return found;
    }
}
