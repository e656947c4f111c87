using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client.Feed;

/// <summary>
/// The change feed over shards. Each shard has its own feed, and a sequence tells its shard. The changes of a tenant or a campaign are
/// those of one shard. Over all shards, a reading tells the changes of each shard in order, and merges the shards as changes come.
/// </summary>
internal sealed class ClusterFeed(ShardCaller shards)
{
    private const int PortionSize = 256;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);
    private readonly FeedPositions _positions = new(shards);
    private readonly Readings _readings = new();

    /// <summary>Adds a reader on the shards of its filter, and removes it from others, where a former filter may have put it.</summary>
    public Task SubscribeAsync(string name, ChangeFilter filter, CancellationToken cancellationToken)
    {
        var own = ShardsOf(filter);
        return FanOut.AllAsync(
        [
            .. Enumerable.Range(0, shards.Count).Select(shard => own.Contains(shard)
                ? shards.AskAsync(shard, FeedMembers.Subscribe, new SubscriptionAt(name, filter), cancellationToken)
                : shards.AskAsync(shard, FeedMembers.Unsubscribe, new ReaderAt(name), cancellationToken)),
        ]);
    }

    public Task UnsubscribeAsync(string name, CancellationToken cancellationToken) =>
        shards.AskAllAsync(FeedMembers.Unsubscribe, new ReaderAt(name), cancellationToken);

    public async Task<IReadOnlyList<FeedSubscription>> ListSubscriptionsAsync(CancellationToken cancellationToken)
    {
        var all = await shards.AskAllAsync(FeedMembers.ListSubscriptions, Empty.Value, cancellationToken);
        var rows = all.SelectMany((list, shard) => list.Select(row => (row, Position: ShardIds.Of(shard, row.Position))));
        return
        [
            .. rows.GroupBy(each => each.row.Name, StringComparer.Ordinal).OrderBy(reader => reader.Key, StringComparer.Ordinal)
                .Select(reader => OverShards(reader.First().row, [.. reader.Select(each => each.Position)])),
        ];
    }

    public async Task AcknowledgeAsync(string reader, long sequence, CancellationToken cancellationToken)
    {
        var name = Named.Of(reader, nameof(reader));
        var sequences = (FeedPositions.IsMark(sequence)
            ? _positions.Read(sequence).Select((at, shard) => ShardIds.Of(shard, at))
            : _readings.Acknowledge(name, sequence, shards.Count)).Where(each => ShardIds.Within(each) > 0).ToList();
        if (sequences.Count == 0)
        {
            await FindAsync(name, cancellationToken); // nothing to move, but the reader must exist
        }

        await FanOut.AllAsync([.. sequences.Select(each => shards.AskAsync(
            ShardIds.ShardOf(each, shards.Count), FeedMembers.Acknowledge, new AcknowledgeAt(name, ShardIds.Within(each)),
            cancellationToken))]);
    }

    public async IAsyncEnumerable<CampaignChange> ReadAsync(string reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await FindAsync(reader, cancellationToken);
        _readings.Begin(reader);
        var parts = found.Select(each => (each.Shard, each.Row.Position)).ToList();
        await foreach (var change in ReadAsync(parts, found[0].Row.Filter, cancellationToken))
        {
            _readings.Tell(reader, change.Sequence);
            yield return change;
        }
    }

    public async IAsyncEnumerable<CampaignChange> ReadAsync(
        long after, ChangeFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parts = new List<(int, long)>();
        if (FeedPositions.IsMark(after) || after == 0)
        {
            var positions = _positions.Read(after);
            parts.AddRange(ShardsOf(filter).Select(shard => (shard, positions[shard])));
        }
        else
        {
            // the position of one shard: of the others, what happens from now on
            var own = ShardIds.ShardOf(after, shards.Count);
            foreach (var shard in ShardsOf(filter))
            {
                var end = shard == own ? 0 : await shards.AskAsync(shard, FeedMembers.End, Empty.Value, cancellationToken);
                parts.Add((shard, shard == own ? ShardIds.Within(after) : end));
            }
        }

        await foreach (var change in ReadAsync(parts, filter, cancellationToken))
        {
            yield return change;
        }
    }

    public async Task<ChangeList> ListAsync(long after, ChangeFilter filter, int limit, CancellationToken cancellationToken)
    {
        var own = ShardsOf(filter);
        var isOfOne = own.Count == 1 || (after > 0 && !FeedPositions.IsMark(after));
        if (isOfOne)
        {
            var shard = after > 0 && !FeedPositions.IsMark(after) ? ShardIds.ShardOf(after, shards.Count) : own[0];
            var start = FeedPositions.IsMark(after) ? _positions.Read(after)[shard] : ShardIds.Within(after);
            var list = await PortionAsync(shard, new ChangesAt(start, filter, limit, TimeSpan.Zero), cancellationToken);
            return list with { Next = list.Next == 0 ? 0 : ShardIds.Of(shard, list.Next) };
        }

        var positions = _positions.Read(after);
        var changes = new List<CampaignChange>();
        for (var shard = 0; shard < shards.Count && changes.Count < limit; shard++)
        {
            var at = new ChangesAt(positions[shard], filter, limit - changes.Count, TimeSpan.Zero);
            var list = await PortionAsync(shard, at, cancellationToken);
            changes.AddRange(list.Changes);
            positions[shard] = list.Next;
        }

        return new ChangeList(changes, _positions.Write(positions));
    }

    private IAsyncEnumerable<CampaignChange> ReadAsync(
        IReadOnlyList<(int Shard, long After)> parts, ChangeFilter filter, CancellationToken cancellationToken) =>
        Pumps.MergeAsync<CampaignChange>(
            [.. parts.Select<(int Shard, long After), Func<ChannelWriter<CampaignChange>, CancellationToken, Task>>(
                part => (writer, ending) => PumpAsync(part.Shard, part.After, filter, (writer, ending)))],
            cancellationToken);

    /// <summary>Reads a shard until the reading ends. While the shard has no owner, waits for one.</summary>
    private async Task PumpAsync(
        int shard, long after, ChangeFilter filter, (ChannelWriter<CampaignChange> Writer, CancellationToken Ending) to)
    {
        while (true)
        {
            var list = await TryPortionAsync(shard, new ChangesAt(after, filter, PortionSize, Wait), to.Ending);
            foreach (var change in list?.Changes ?? [])
            {
                await to.Writer.WriteAsync(change, to.Ending);
            }

            after = list?.Next ?? after;
        }
    }

    /// <returns>The portion; null if the shard has had no owner for longer than a request waits.</returns>
    private async Task<ChangeList?> TryPortionAsync(int shard, ChangesAt at, CancellationToken cancellationToken)
    {
        try
        {
            return await PortionAsync(shard, at, cancellationToken);
        }
        catch (CampaignException away) when (away.InnerException is ShardAwayException)
        {
            return null;
        }
    }

    private async Task<ChangeList> PortionAsync(int shard, ChangesAt at, CancellationToken cancellationToken)
    {
        var list = await shards.AskAsync(shard, FeedMembers.ListChanges, at, cancellationToken);
        return list with { Changes = [.. list.Changes.Select(change => OfShard(shard, change))] };
    }

    private static CampaignChange OfShard(int shard, CampaignChange change) => change with
    {
        Sequence = ShardIds.Of(shard, change.Sequence),
        MissedFrom = change.MissedFrom is { } from ? ShardIds.Of(shard, from) : null,
    };

    /// <summary>Finds a reader on the shards that have it.</summary>
    /// <exception cref="CampaignException">There is no such reader.</exception>
    private async Task<List<(int Shard, FeedSubscription Row)>> FindAsync(string reader, CancellationToken cancellationToken)
    {
        var all = await shards.AskAllAsync(FeedMembers.ListSubscriptions, Empty.Value, cancellationToken);
        var found = all.SelectMany((list, shard) => list.Where(each => each.Name == reader).Select(each => (shard, each))).ToList();
        if (found.Count == 0)
        {
            // shard 0 says in the words of an engine that there is no such reader
            await shards.AskAsync(0, FeedMembers.Acknowledge, new AcknowledgeAt(reader, 0), cancellationToken);
        }

        return found;
    }

    /// <summary>The shards that have changes of a filter.</summary>
    private IReadOnlyList<int> ShardsOf(ChangeFilter filter) => filter switch
    {
        { Tenant: { } tenant } => [shards.OfTenant(tenant)],
        { Campaign: { } campaign } => [ShardIds.ShardOf(campaign.Value, shards.Count)],
        _ => [.. Enumerable.Range(0, shards.Count)],
    };

    /// <summary>A reader with its positions. They are one sequence only if its filter has one shard.</summary>
    private FeedSubscription OverShards(FeedSubscription row, IReadOnlyList<long> positions)
    {
        var position = ShardsOf(row.Filter) is [var only]
            ? positions.FirstOrDefault(at => ShardIds.Within(at) > 0 && ShardIds.ShardOf(at, shards.Count) == only)
            : 0;
        return new FeedSubscription(row.Name, row.Filter, position) { Positions = positions };
    }
}
