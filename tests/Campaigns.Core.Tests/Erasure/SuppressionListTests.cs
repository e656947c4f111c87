namespace Campaigns.Tests.Erasure;

/// <summary>Do-not-contact lists as a whole: pages, questions about a person, imports.</summary>
public class SuppressionListTests
{
    [Fact]
    public void Pages_hold_every_entry_once()
    {
        using var harness = new CampaignHarness();
        var report = Import(harness, Enumerable.Range(0, 250).Select(i => Suppression.OfContact("default", $"key {i}")));
        Assert.Equal((250, 0, 0), (report.Added, report.Known, report.Invalid));

        var (found, after) = (new List<SuppressionEntry>(), default(string));
        do
        {
            var page = harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("default", after, 100));
            found.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(250, found.Select(entry => entry.Person!.ContactKey).Distinct().Count());
        Assert.Equal(250, found.Count);
        Assert.All(found, entry => Assert.Equal((SuppressionReason.Imported, harness.Now), (entry.Reason, entry.AddedAt)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("c3VwcHJlc3Npb25zOng")]
    public void Broken_cursor_is_refused(string cursor)
    {
        using var harness = new CampaignHarness();
        Assert.Throws<CampaignException>(() =>
            harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("default", cursor)));
    }

    [Fact]
    public void Entries_that_hold_for_a_person_are_found_with_their_reason()
    {
        using var harness = new CampaignHarness();
        var (key, number) = (Suppression.OfContact("default", "ann", Channels.Voice), Suppression.OfAddress("default", "+15550100123"));
        harness.Do(reports => reports.SuppressAsync(key));
        harness.Do(reports => reports.SuppressAsync(number));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "bob")));

        var found = Find(harness, new PersonIdentity("default") { ContactKey = "ann", Addresses = ["+1 555 010 0123"] });

        Assert.True(found.Select(entry => entry.Person).ToHashSet().SetEquals([key, number]));
        Assert.All(found, entry => Assert.Equal(SuppressionReason.Requested, entry.Reason));
        Assert.Empty(Find(harness, new PersonIdentity("default") { ContactKey = "cid" }));
    }

    [Fact]
    public void Person_who_unsubscribed_stays_on_the_list_when_imported_again_under_other_keys()
    {
        using var harness = new CampaignHarness();
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "+15550100123", Channels.Voice)));
        var calls = new CampaignDefinition { Name = "calls", Steps = [CampaignStep.Call()], KeepOpen = true };
        Contact[] again = [new("ann", "+15550100123"), new("crm-17", "+1 555 010 0123"), new("import 2", "+1 (555) 010-0123")];

        var campaign = harness.Run(calls, again);
        harness.Restart();

        Assert.All(again, contact => Assert.Equal(JobState.Suppressed, harness.Contact(campaign, contact.Key).State));
        Assert.Single(harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("default")).Items);
        Assert.Empty(harness.Provider.Dispatches);
    }

    [Fact]
    public void Erased_person_is_on_the_list_without_a_text()
    {
        using var harness = new CampaignHarness();
        harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "ann", Channels.Voice)));
        harness.Do((ICampaignOperations operations) => operations.EraseAsync(new PersonIdentity("default") { ContactKey = "ann" }));

        var entry = Assert.Single(harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("default")).Items);
        Assert.Equal((null, null, SuppressionReason.Erased), (entry.Person, entry.Channel, entry.Reason));
        var named = Assert.Single(Find(harness, new PersonIdentity("default") { ContactKey = "ann" }));
        Assert.Equal(Suppression.OfContact("default", "ann"), named.Person);
    }

    [Fact]
    public void Import_ends_open_jobs_and_refuses_single_entries()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(
            new CampaignDefinition { Tenant = "default", Name = "calls", Steps = [CampaignStep.Call()] },
            new Contact("ann", "+15550100123"));

        var report = Import(
            harness,
            [Suppression.OfAddress("default", "+15550100123"), Suppression.OfContact("other", "x"),
                Suppression.OfAddress("default", "+15550100123")]);

        Assert.Equal((1, 1, 1), (report.Added, report.Known, report.Invalid));
        Assert.Equal(2, Assert.Single(report.Refused).Row);
        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "ann").State);
    }

    private static IReadOnlyList<SuppressionEntry> Find(CampaignHarness harness, PersonIdentity person) =>
        harness.Do((ICampaignOperations operations) => operations.FindSuppressionsAsync(person));

    private static SuppressionImport Import(CampaignHarness harness, IEnumerable<Suppression> entries) =>
        harness.Do((ICampaignOperations operations) => operations.ImportSuppressionsAsync("default", entries.ToAsyncEnumerable()));
}
