using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Campaigns.Orleans.Client.Feed;
using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client;

/// <content>Status of campaigns and contacts, and live events.</content>
internal sealed partial class ClusterClient
{
    public Task<CampaignStatistics> GetStatisticsAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.GetStatistics, cancellationToken);

    public Task<ContactStatus> GetContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        OfContactAsync(campaign, contactKey, ContactMembers.Get, cancellationToken);

    public async Task<Explanation> ExplainAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken)
    {
        var explanation = await OfContactAsync(campaign, contactKey, ContactMembers.Explain, cancellationToken);
        return explanation.Owner is null // a silo of an older version
            ? explanation with { Owner = new ShardOwner(ShardIds.ShardOf(campaign.Value, _shards.Count), null) }
            : explanation;
    }

    public Task<IReadOnlyDictionary<string, long>> ExplainAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.Explain, cancellationToken);

    public Task<IReadOnlyList<WaitingGroup>> ExplainZonesAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.ExplainZones, cancellationToken);

    public IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        ReadEventsAsync([.. Enumerable.Range(0, _shards.Count)], null, cancellationToken);

    public IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        ReadEventsAsync([ShardIds.ShardOf(campaign.Value, _shards.Count)], campaign, cancellationToken);

    private async IAsyncEnumerable<CampaignEvent> ReadEventsAsync(
        IReadOnlyList<int> shards, CampaignId? campaign, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var readings = new List<EventReading>();
        foreach (var shard in shards)
        {
            var reading = new EventReading(_shards, shard, campaign);
            await reading.OpenAsync(cancellationToken); // the events begin now, on every shard
            readings.Add(reading);
        }

        await foreach (var happened in Pumps.MergeAsync<CampaignEvent>(
            [.. readings.Select<EventReading, Func<ChannelWriter<CampaignEvent>, CancellationToken, Task>>(each => each.PumpAsync)],
            cancellationToken))
        {
            yield return happened;
        }
    }
}
