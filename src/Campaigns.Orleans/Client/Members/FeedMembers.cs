using static Campaigns.Orleans.Client.Members.MemberTable;

namespace Campaigns.Orleans.Client.Members;

/// <summary>The change feed of a shard. A reading is a row of calls, each of which waits a while for changes.</summary>
internal static class FeedMembers
{
    public static readonly ShardMember<SubscriptionAt, bool> Subscribe = Do<SubscriptionAt>(
        "Subscribe", isSafe: true, (side, at, token) => side.Engine.Feed.SubscribeAsync(at.Name, at.Filter, token));

    public static readonly ShardMember<ReaderAt, bool> Unsubscribe = Do<ReaderAt>(
        "Unsubscribe", isSafe: true, (side, at, token) => side.Engine.Feed.UnsubscribeAsync(at.Name, token));

    public static readonly ShardMember<Empty, IReadOnlyList<FeedSubscription>> ListSubscriptions =
        Ask<Empty, IReadOnlyList<FeedSubscription>>(
            "ListSubscriptions", isSafe: true, (side, _, token) => side.Engine.Feed.ListSubscriptionsAsync(token));

    public static readonly ShardMember<AcknowledgeAt, bool> Acknowledge = Do<AcknowledgeAt>(
        "Acknowledge", isSafe: true, (side, at, token) => side.Engine.Feed.AcknowledgeAsync(at.Name, at.Sequence, token));

    public static readonly ShardMember<ChangesAt, ChangeList> ListChanges =
        Ask<ChangesAt, ChangeList>("ListChanges", isSafe: true, ListAsync);

    /// <summary>Where the feed of the shard ends.</summary>
    public static readonly ShardMember<Empty, long> End = Ask<Empty, long>(
        "EndOfFeed", isSafe: true,
        (side, _, token) => ((Engine.CampaignClient)side.Engine.Client).AskAsync(scheduler => scheduler.Feed.Last, token, nameof(End)));

    private static async Task<ChangeList> ListAsync(ShardSide side, ChangesAt at, CancellationToken cancellationToken)
    {
        var list = await side.Engine.Feed.ListChangesAsync(at.After, at.Filter, at.Limit, cancellationToken);
        if (list.Changes.Count > 0 || list.Next > at.After || at.Wait <= TimeSpan.Zero)
        {
            return list;
        }

        using var limit = new CancellationTokenSource(at.Wait, side.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await foreach (var change in side.Engine.Feed.ReadAsync(at.After, at.Filter, both.Token))
            {
                return new ChangeList([change], change.Sequence);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // nothing has changed meanwhile
        }

        return list;
    }
}
