using Campaigns.Engine;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Status;

public class EventHubTests
{
    [Fact]
    public async Task Slow_reader_loses_the_oldest_and_is_told_how_many()
    {
        var hub = new EventHub(capacity: 4);
        var reader = hub.ReadAsync(null, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = reader.MoveNextAsync();
        Assert.True(hub.HasReaders);
        hub.Publish([Happened(1)]);
        Assert.True(await first);

        hub.Publish([.. Enumerable.Range(2, 10).Select(i => Happened(i))]);

        Assert.True(await reader.MoveNextAsync());
        Assert.Equal((CampaignEventKind.Missed, 6L), (reader.Current.Kind, reader.Current.MissedCount));
        foreach (var expected in new[] { 8, 9, 10, 11 })
        {
            Assert.True(await reader.MoveNextAsync());
            Assert.Equal(expected, reader.Current.Campaign.Value);
        }

        hub.Close();
        Assert.False(await reader.MoveNextAsync());
        Assert.False(hub.HasReaders);
    }

    [Fact]
    public async Task Reader_of_one_campaign_sees_no_other_and_leaves_when_canceled()
    {
        using var cancel = new CancellationTokenSource();
        var hub = new EventHub(capacity: 4);
        var reader = hub.ReadAsync(new CampaignId(2), cancel.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = reader.MoveNextAsync();
        hub.Publish([Happened(1), Happened(2), Happened(3)]);
        Assert.True(await next);
        Assert.Equal(2, reader.Current.Campaign.Value);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.MoveNextAsync());
        Assert.False(hub.HasReaders);
    }

    private static CampaignEvent Happened(long campaign) => new(CampaignEventKind.CampaignChanged, Nine, new CampaignId(campaign));
}
