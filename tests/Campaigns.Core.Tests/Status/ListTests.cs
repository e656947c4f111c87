using System.Buffers.Text;
using System.Text;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Status;

/// <summary>Lists, which are read in pages: filters, cursors and limits.</summary>
public sealed class ListTests : IDisposable
{
    private readonly CampaignHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Contacts_that_ended_with_their_campaign_are_listed_in_the_state_in_which_they_are_shown()
    {
        _harness.Provider.Answers(AttemptOutcome.Completed, AttemptOutcome.Busy);
        var campaign = _harness.Run(Calls(StepRetryPolicy.Fixed(3, Hours(1)), maxConcurrent: 1), Many(2));
        Assert.Equal("p00002", Assert.Single(Contacts(campaign, new ContactFilter { State = JobState.Waiting })).Contact.Key);
        Assert.Single(Contacts(campaign, new ContactFilter { WaitingFor = WaitingFor.Turn, LastOutcome = AttemptOutcome.Busy }));
        Assert.Empty(Contacts(campaign, new ContactFilter { WaitingFor = WaitingFor.Channel }));

        _harness.Do(client => client.CancelAsync(campaign));

        Assert.Empty(Contacts(campaign, new ContactFilter { State = JobState.Waiting }));
        Assert.Empty(Contacts(campaign, new ContactFilter { WaitingFor = WaitingFor.Turn }));
        var canceled = Assert.Single(Contacts(campaign, new ContactFilter { State = JobState.Canceled }));
        Assert.Equal(("p00002", JobState.Canceled), (canceled.Contact.Key, canceled.State));
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("+1 (555) 010-0001")]
    [InlineData(" an ")]
    public void Contact_is_found_by_the_begin_of_its_key_and_by_its_address(string text)
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), One("ann"), new Contact("bob", "+15550100002"));

        Assert.Equal("ann", Assert.Single(Contacts(campaign, new ContactFilter { Text = text })).Contact.Key);
        Assert.Empty(Contacts(campaign, new ContactFilter { Text = "nn" }));
        var attempts = _harness.Do(client => client.ListAttemptsAsync(new AttemptFilter { Text = text })).Items;
        Assert.Equal("ann", Assert.Single(attempts).Contact.Key);
    }

    [Fact]
    public void Attempts_are_listed_by_tenant_provider_and_time_with_what_they_told()
    {
        _harness.Provider.Otherwise(_ => DispatchResult.Completed(
            AttemptOutcome.Completed, "call-7", new AttemptResult { TalkTime = Seconds(9) }));
        var first = _harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "acme" }, One());
        _harness.Advance(Hours(1));
        var second = _harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "bravo" }, One());

        Assert.Equal([first, second], Find(new AttemptFilter()));
        Assert.Equal([first], Find(new AttemptFilter { Tenant = "acme" }));
        Assert.Equal([second], Find(new AttemptFilter { From = Nine + Minutes(30) }));
        Assert.Equal([first], Find(new AttemptFilter { Until = Nine + Minutes(30) }));
        Assert.Equal([], Find(new AttemptFilter { Provider = "other" }));
        Assert.Equal([first, second], Find(new AttemptFilter { Text = "call-7" }));
        Assert.Equal([], Find(new AttemptFilter { Campaign = first, Tenant = "bravo" }));
        var only = Assert.Single(_harness.Do(client => client.ListAttemptsAsync(new AttemptFilter { Campaign = second })).Items);
        Assert.Equal(_harness.Contact(second, "ann").Timeline.Single(), only.Entry);
        Assert.Equal(Seconds(9), only.Entry.AttemptResult?.TalkTime);

        IEnumerable<CampaignId> Find(AttemptFilter filter) =>
            _harness.Do(client => client.ListAttemptsAsync(filter)).Items.Select(attempt => attempt.Campaign);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Campaign_is_found_by_its_key_in_its_tenant(bool hasEnded)
    {
        var definition = Calls(StepRetryPolicy.None) with { Tenant = "acme", Key = "spring", KeepOpen = !hasEnded };
        var campaign = _harness.Run(definition, One());
        _harness.Advance(Minutes(1));

        Assert.Equal((campaign, 1L), (Find("acme", "spring")?.Campaign, Find(" acme", "spring ")?.Completed));
        Assert.Null(Find("bravo", "spring"));
        Assert.Null(Find("acme", "Spring"));
        if (hasEnded)
        {
            _harness.Do(client => client.PurgeAsync(campaign));
            Assert.Null(Find("acme", "spring"));
        }

        CampaignStatistics? Find(string tenant, string key) => _harness.Do(client => client.FindAsync(tenant, key));
    }

    [Fact]
    public void Campaigns_are_listed_by_state_and_text_from_memory_and_from_the_store()
    {
        var ended = _harness.Run(Calls(StepRetryPolicy.None, name: "Spring sale"), One());
        var draft = _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None, name: "Sale") with { Key = "SPRING-2" }));
        _harness.Run(Calls(StepRetryPolicy.None, name: "Autumn"), One());
        _harness.Advance(Minutes(1));

        Assert.Equal([draft, ended], List(new CampaignFilter { Text = "spring" }));
        Assert.Equal([draft], List(new CampaignFilter { State = CampaignState.Draft }));
        Assert.Equal([ended], List(new CampaignFilter { Text = "SPRING", State = CampaignState.Completed }));

        IEnumerable<CampaignId> List(CampaignFilter filter) =>
            _harness.Do(client => client.ListAsync(filter)).Items.Select(campaign => campaign.Campaign);
    }

    [Fact]
    public void Cursor_of_another_list_is_refused()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), Many(2));
        _harness.Run(Calls(StepRetryPolicy.None), Many(2));
        var campaigns = _harness.Do(client => client.ListAsync(limit: 1)).Next!;
        var contacts = _harness.Do(client => client.ListContactsAsync(campaign, limit: 1)).Next!;
        var attempts = _harness.Do(client => client.ListAttemptsAsync(limit: 1)).Next!;
        Func<ICampaignClient, Task>[] requests =
        [
            client => client.ListAsync(after: contacts),
            client => client.ListAsync(after: "campaigns:1"),
            client => client.ListAsync(after: ""),
            client => client.ListAsync(after: campaigns[..^2]),
            client => client.ListContactsAsync(campaign, after: campaigns),
            client => client.ListContactsAsync(new CampaignId(2), after: contacts),
            client => client.ListAttemptsAsync(after: contacts),
            client => client.ListAttemptsAsync(new AttemptFilter { Campaign = campaign }, attempts),
            client => client.Operations().ListTasksAsync(campaign, contacts),
            client => client.Operations().ListUnmatchedReportsAsync(attempts),
            client => client.Operations().ListChannelsAsync(after: campaigns),
            client => client.Operations().ListTriggersAsync("acme", campaigns),
            client => client.Operations().ListLoggedEventsAsync(after: campaigns),
        ];

        Assert.All(requests, request =>
        {
            var refusal = Assert.Throws<CampaignException>(() => _harness.Do(request));
            Assert.Equal(CampaignError.Invalid, refusal.Error);
            Assert.EndsWith("is not a cursor of this list. Use Next of the page before, or null.", refusal.Message);
        });
    }

    [Fact]
    public void Cursors_hold_no_personal_data()
    {
        var campaign = _harness.Run(
            Calls(StepRetryPolicy.None), Enumerable.Range(1, 2).Select(i => new Contact($"+1555010000{i}", $"+1555010000{i}")));
        string?[] cursors =
        [
            _harness.Do(client => client.ListContactsAsync(campaign, limit: 1)).Next,
            _harness.Do(client => client.ListAttemptsAsync(limit: 1)).Next,
        ];

        Assert.All(cursors, cursor => Assert.DoesNotContain(
            "555", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void Limit_that_no_page_has_is_refused(int limit)
    {
        Func<ICampaignClient, Task>[] requests =
        [
            client => client.ListAsync(limit: limit),
            client => client.ListContactsAsync(new CampaignId(1), limit: limit),
            client => client.ListAttemptsAsync(limit: limit),
            client => client.Operations().ListTasksAsync(new CampaignId(1), limit: limit),
            client => client.Operations().ListUnmatchedReportsAsync(limit: limit),
            client => client.Operations().ListChannelsAsync(limit: limit),
            client => client.Operations().ListTriggersAsync("acme", limit: limit),
            client => client.Operations().ListLoggedEventsAsync(limit: limit),
        ];
        Assert.All(requests, request => Assert.Throws<ArgumentOutOfRangeException>(() => _harness.Do(request)));
    }

    [Fact]
    public void Filter_with_problems_is_refused_with_all_of_them_and_without_personal_data()
    {
        var contacts = Assert.Throws<CampaignException>(() => _harness.Do(client => client.ListContactsAsync(
            new CampaignId(1), new ContactFilter { State = (JobState)99, Text = new string('5', 1_001) })));
        Assert.Contains("State is 99: use a member of JobState, or null.", contacts.Message, StringComparison.Ordinal);
        Assert.Contains("use up to 1,000 characters", contacts.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("5555", contacts.Message, StringComparison.Ordinal);
        var attempts = Assert.Throws<CampaignException>(() => _harness.Do(client => client.ListAttemptsAsync(
            new AttemptFilter { From = Nine, Until = Nine, Provider = " " })));
        Assert.Contains("Until is 2026-01-05T09:00:00+00:00: use an instant after From", attempts.Message, StringComparison.Ordinal);
        Assert.Contains("Provider is", attempts.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("+1555", new ContactFilter { Text = "+15550100001" }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("+1555", new AttemptFilter { Text = "+15550100001" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void List_of_a_campaign_that_does_not_exist_is_refused()
    {
        var missing = new CampaignId(9);
        Func<ICampaignClient, Task>[] requests =
        [
            client => client.ListContactsAsync(missing),
            client => client.ListAttemptsAsync(new AttemptFilter { Campaign = missing }),
            client => client.Operations().ListTasksAsync(missing),
        ];
        Assert.All(requests, request =>
            Assert.Equal(CampaignError.NotFound, Assert.Throws<CampaignException>(() => _harness.Do(request)).Error));
    }

    [Fact]
    public void Lists_in_memory_have_pages_too()
    {
        foreach (var i in Enumerable.Range(1, 5))
        {
            _harness.Do(reports => reports.ReportAsync(ProviderReport.OfCall("voice", $"call {i}", AttemptState.Ringing)));
            _harness.Do(operations => operations.MarkChannelUnavailableAsync($"tenant {6 - i}", Channels.Voice, "why"));
            _harness.Do(operations => operations.SetTriggerAsync(new CampaignTrigger
            {
                Tenant = "acme", Name = $"trigger {6 - i}", EventType = "x", CampaignKey = "y",
            }));
        }

        Assert.Equal(
            Enumerable.Range(1, 5).Select(i => $"call {i}"),
            Walk((client, after) => client.Operations().ListUnmatchedReportsAsync(after, 2)).Select(report => report.Report.CallId));
        Assert.Equal(
            Enumerable.Range(1, 5).Select(i => $"tenant {i}"),
            Walk((client, after) => client.Operations().ListChannelsAsync(null, after, 2)).Select(channel => channel.Tenant));
        Assert.Equal(
            Enumerable.Range(1, 5).Select(i => $"trigger {i}"),
            Walk((client, after) => client.Operations().ListTriggersAsync("acme", after, 2)).Select(trigger => trigger.Name));
    }

    private List<T> Walk<T>(Func<ICampaignClient, string?, Task<CampaignPage<T>>> read)
    {
        var (all, pages) = (new List<T>(), 0);
        for (string? after = null; pages == 0 || after is not null; pages++)
        {
            var from = after;
            var page = _harness.Do((ICampaignClient client) => read(client, from));
            all.AddRange(page.Items);
            after = page.Next;
        }

        Assert.Equal(3, pages);
        return all;
    }

    private IReadOnlyList<ContactStatus> Contacts(CampaignId campaign, ContactFilter filter) =>
        _harness.Do(client => client.ListContactsAsync(campaign, filter)).Items;
}
