using System.Threading.Channels;
using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Sessions;

namespace Campaigns.Orleans.Client.Feed;

/// <summary>
/// Reads live events of a shard. When the shard moves, the events meanwhile are lost, which a <see cref="CampaignEventKind.Missed"/> event
/// tells, with the count 0: nobody knows it.
/// </summary>
internal sealed class EventReading(ShardCaller shards, int shard, CampaignId? campaign)
{
    private string _session = "";

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        _session = SessionName.Next();
        return shards.AskAsync(shard, SessionMembers.OpenEvents, new EventSessionAt(_session, campaign), cancellationToken);
    }

    public async Task PumpAsync(ChannelWriter<CampaignEvent> writer, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await TryPollAsync(cancellationToken) is { IsEnded: false } answer)
                {
                    foreach (var happened in answer.Events)
                    {
                        await writer.WriteAsync(happened, cancellationToken);
                    }
                }
                else
                {
                    await ReopenAsync(cancellationToken);
                    await writer.WriteAsync(Missed(), cancellationToken);
                }
            }
        }
        finally
        {
            await shards.CutAsync(shard, _session);
        }
    }

    /// <returns>The events; null if the shard was lost.</returns>
    private async Task<EventsAnswer?> TryPollAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await shards.AskOnceAsync(shard, SessionMembers.PollEvents, new SessionAt(_session), cancellationToken);
        }
        catch (ShardAwayException)
        {
            return null;
        }
        catch (CampaignException error) when (SessionLost.Is(error))
        {
            return null;
        }
    }

    private async Task ReopenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await OpenAsync(cancellationToken);
                return;
            }
            catch (CampaignException away) when (away.Error is CampaignError.Stopped or CampaignError.StoreFailed)
            {
                // still without an owner, longer than a request waits: a reading waits on
            }
        }
    }

    private CampaignEvent Missed() =>
        new(CampaignEventKind.Missed, shards.Time.GetUtcNow(), campaign ?? new CampaignId(ShardIds.Of(shard, 0)))
        {
            Reason = $"Shard {shard} has moved; its events meanwhile were not told.",
        };
}
