using Campaigns.InMemory;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Feed;

/// <summary>Durable readers: what they get, once, in order, and until when.</summary>
public sealed class ReaderTests : IDisposable
{
    private readonly MemoryJobStore _store = new(new Random(1));
    private readonly CampaignHarness _harness;

    public ReaderTests() => _harness = new CampaignHarness(options =>
    {
        options.Store = _store;
        options.FeedAge = Hours(1);
    });

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Without_a_subscription_nothing_is_written()
    {
        _harness.Run(Calls(StepRetryPolicy.None), Many(10));
        _harness.Advance(Minutes(1));

        Assert.Empty((await _store.ReadChangesAsync(new ChangeQuery(0, ChangeFilter.All, 10), CancellationToken.None)).Changes);
    }

    [Fact]
    public void Portions_give_the_same_changes_as_a_reading_and_end_where_the_feed_ends()
    {
        _harness.Subscribe("billing");
        _harness.Run(Calls(StepRetryPolicy.None), Many(30));
        _harness.Advance(Minutes(1));
        var filter = ChangeFilter.All.Only(ChangeKinds.ContactEnded);

        var (told, position) = (new List<CampaignChange>(), 0L);
        while (_harness.Do((ICampaignFeed feed) => feed.ListChangesAsync(position, filter, 7)) is var portion && portion.Next > position)
        {
            told.AddRange(portion.Changes);
            position = portion.Next;
        }

        Assert.Equal(30, told.Count);
        Assert.Equal(_harness.Read(filter: filter), told);
    }

    [Fact]
    public void Portion_tells_what_was_removed_by_age()
    {
        _harness.Subscribe("billing");
        _harness.Run(Calls(StepRetryPolicy.None), Many(3));
        _harness.Advance(Hours(3));

        var portion = _harness.Do((ICampaignFeed feed) => feed.ListChangesAsync(0, ChangeFilter.All));

        Assert.Equal(ChangeKinds.Missed, portion.Changes[0].Kind);
        Assert.Equal(portion.Changes[0].Sequence, portion.Next);
    }

    [Fact]
    public void Reader_gets_what_it_has_not_acknowledged_again_after_a_restart()
    {
        _harness.Subscribe("billing", ChangeFilter.All.Only(ChangeKinds.ContactEnded));
        var before = _harness.Follow(feed => feed.ReadAsync("billing"));
        _harness.Run(Calls(StepRetryPolicy.None), Many(30));
        _harness.Advance(Minutes(1));
        Assert.Equal(30, before.Count);
        _harness.Do((ICampaignFeed feed) => feed.AcknowledgeAsync("billing", before[9].Sequence));

        _harness.Restart();
        var after = _harness.Follow(feed => feed.ReadAsync("billing"));
        _harness.Run(Calls(StepRetryPolicy.None), Others(5));
        _harness.Advance(Minutes(1));

        Assert.Equal(before.Skip(10), after.Take(20));
        Assert.Equal(25, after.Count);
        Assert.Equal(25, after.Select(change => change.Sequence).Distinct().Count());
    }

    [Fact]
    public void Position_within_a_commit_and_gaps_left_by_a_filter_skip_nothing()
    {
        _harness.Subscribe("all");
        _harness.Run(Calls(StepRetryPolicy.None), Many(2_500));
        _harness.Advance(Minutes(1));
        var all = _harness.Read();
        Assert.Contains(all.GroupBy(change => change.At), commit => commit.Count() > 2);
        foreach (var position in all.SkipLast(1).Where((_, index) => index % 601 == 0))
        {
            Assert.Equal(all[all.IndexOf(position) + 1], _harness.Read(position.Sequence)[0]);
        }

        var last = all.FindLast(change => change.Kind == ChangeKinds.CampaignChanged)!;
        Assert.Equal(last, _harness.Read(filter: ChangeFilter.All.Only(ChangeKinds.CampaignChanged))[^1]); // behind many pages of others
    }

    [Fact]
    public void Reading_waits_for_new_changes_and_ends_with_the_engine()
    {
        var isOver = false;
        _harness.Subscribe("live", ChangeFilter.All.Only(ChangeKinds.CampaignChanged));
        var told = new List<CampaignChange>();
        _harness.Do((ICampaignFeed feed) =>
        {
            _ = ReadAsync(feed);
            return Task.CompletedTask;
        });
        Assert.Empty(told);

        _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        Assert.Single(told);
        Assert.False(isOver);
        _harness.Dispose();
        Assert.True(isOver);

        async Task ReadAsync(ICampaignFeed feed)
        {
            await foreach (var change in feed.ReadAsync("live"))
            {
                told.Add(change);
            }

            isOver = true;
        }
    }

    [Fact]
    public void Readers_get_the_changes_of_their_tenant_campaign_and_kinds()
    {
        _harness.Subscribe("acme", ChangeFilter.OfTenant("acme").Only(ChangeKinds.OfCampaigns));
        _harness.Subscribe("second", ChangeFilter.OfCampaign(new CampaignId(2)).Only(ChangeKinds.CampaignChanged));
        var (acme, second) = (_harness.Follow(feed => feed.ReadAsync("acme")), _harness.Follow(feed => feed.ReadAsync("second")));
        foreach (var tenant in (string[])["acme", "bravo", "acme"])
        {
            _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None) with { Tenant = tenant }));
        }

        Assert.Equal([1L, 3], acme.Select(change => change.Campaign!.Value.Value));
        Assert.Equal([2L], second.Select(change => change.Campaign!.Value.Value));
    }

    [Fact]
    public void A_filter_can_change_and_the_position_stays()
    {
        _harness.Subscribe("one", ChangeFilter.OfTenant("acme"));
        _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None) with { Tenant = "acme" }));
        var first = _harness.Read().Single(change => change.Kind == ChangeKinds.CampaignChanged);
        _harness.Do((ICampaignFeed feed) => feed.AcknowledgeAsync("one", first.Sequence));

        _harness.Subscribe("one", ChangeFilter.OfTenant("bravo"));
        _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None) with { Tenant = "bravo" }));

        var row = Assert.Single(_harness.Do(feed => feed.ListSubscriptionsAsync()));
        Assert.Equal(new FeedSubscription("one", ChangeFilter.OfTenant("bravo"), first.Sequence), row);
        Assert.Equal("bravo", Assert.Single(_harness.Follow(feed => feed.ReadAsync("one"))).Tenant);
        _harness.Do((ICampaignFeed feed) => feed.UnsubscribeAsync("one"));
        Assert.Empty(_harness.Do(feed => feed.ListSubscriptionsAsync()));
    }

    [Fact]
    public void Old_changes_are_removed_and_a_reader_too_far_behind_is_told_once()
    {
        _harness.Subscribe("slow", ChangeFilter.All.Only(ChangeKinds.ContactEnded));
        _harness.Subscribe("idle", ChangeFilter.All.Only(ChangeKinds.EnrollmentCut));
        _harness.Run(Calls(StepRetryPolicy.None), Many(2_000));
        _harness.Advance(Minutes(30));
        var last = _harness.Read()[^1].Sequence;
        _harness.Run(Calls(StepRetryPolicy.None), Others(3));
        _harness.Advance(Minutes(31));
        _harness.Advance(Minutes(1));

        var told = _harness.Follow(feed => feed.ReadAsync("slow"));

        Assert.Equal((ChangeKinds.Missed, 1L, last), (told[0].Kind, told[0].MissedFrom, told[0].Sequence));
        Assert.Equal(3, told.Count(change => change.Kind == ChangeKinds.ContactEnded));
        Assert.Empty(_harness.Follow(feed => feed.ReadAsync("idle"))); // it has missed nothing that it wants
        _harness.Do((ICampaignFeed feed) => feed.AcknowledgeAsync("slow", told[0].Sequence));
        Assert.Equal(3, _harness.Follow(feed => feed.ReadAsync("slow")).Count);
    }

    [Fact]
    public void Nothing_is_removed_before_its_age()
    {
        _harness.Subscribe("slow", ChangeFilter.All.Only(ChangeKinds.ContactEnded));
        _harness.Run(Calls(StepRetryPolicy.None), Many(20));
        _harness.Advance(Minutes(59));
        Assert.Equal(20, _harness.Read().Count);

        _harness.Restart();
        _harness.Advance(Seconds(30));
        Assert.Equal(20, _harness.Follow(feed => feed.ReadAsync("slow")).Count);
    }

    [Fact]
    public void What_was_not_told_cannot_be_acknowledged()
    {
        _harness.Subscribe("one", ChangeFilter.All.Only(ChangeKinds.CampaignChanged));
        _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));

        var error = Assert.Throws<CampaignException>(() => _harness.Do((ICampaignFeed feed) => feed.AcknowledgeAsync("one", 2)));
        Assert.Equal(CampaignError.Invalid, error.Error);
        Assert.Contains("2", error.Message);
        error = Assert.Throws<CampaignException>(() => _harness.Do((ICampaignFeed feed) => feed.AcknowledgeAsync("two", 1)));
        Assert.Equal(CampaignError.NotFound, error.Error);
        _harness.Do((ICampaignFeed feed) => feed.AcknowledgeAsync("one", 1));
        _harness.Do((ICampaignFeed feed) => feed.AcknowledgeAsync("one", 0)); // late, and without effect
        var reader = Assert.Single(_harness.Do(feed => feed.ListSubscriptionsAsync()));
        Assert.Equal((1, 1), (reader.Position, Assert.Single(reader.Positions)));
    }

    [Fact]
    public void A_feed_has_a_hundred_readers_at_most()
    {
        for (var i = 0; i < 100; i++)
        {
            _harness.Subscribe($"reader {i}");
        }

        _harness.Subscribe("reader 0", ChangeFilter.OfTenant("acme"));
        Assert.Equal(CampaignError.Invalid, Assert.Throws<CampaignException>(() => _harness.Subscribe("one more")).Error);
    }

    [Fact]
    public void Names_and_filters_are_checked()
    {
        Assert.Throws<ArgumentException>(() => _harness.Subscribe(new string('a', 101)));
        Assert.Throws<ArgumentException>(() => _harness.Subscribe(" "));
        Assert.Throws<ArgumentException>(() => ChangeFilter.OfTenant(""));
        Assert.Throws<ArgumentException>(() => ChangeFilter.All.Only(ChangeKinds.None));
        Assert.Throws<ArgumentException>(() => ChangeFilter.All.Only(ChangeKinds.Missed));
        Assert.Throws<ArgumentException>(() => ChangeFilter.OfCampaign(new CampaignId(1)).Only(ChangeKinds.ProviderChanged));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _harness.Feed.ReadAsync(-1, ChangeFilter.All, TestContext.Current.CancellationToken));
    }
}
