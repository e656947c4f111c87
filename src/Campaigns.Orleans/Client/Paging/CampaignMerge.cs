using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client.Paging;

/// <summary>
/// Lists campaigns of all shards, newest first by the time of their creation. The cursor holds the position in each shard, so that nothing
/// is listed twice or left out, whatever is created meanwhile.
/// </summary>
internal sealed class CampaignMerge(ShardCaller shards, CampaignFilter? filter)
{
    private const string List = "campaigns of all shards";
    private const string ListOfShard = "campaigns";
    private const long AtEnd = -1;

    public async Task<CampaignPage<CampaignStatistics>> ReadAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var sources = Sources(after, limit);
        await FanOut.AllAsync([.. sources.Select(source => source.FillAsync(cancellationToken))]);
        var items = new List<CampaignStatistics>();
        while (items.Count < limit && Newest(sources) is { } source)
        {
            items.Add(source.Take());
            await source.FillAsync(cancellationToken);
        }

        var isEnd = sources.All(source => source.First is null);
        return new(items, isEnd ? null : PageCursor.Write(List, [.. sources.Select(source => source.Position)]));
    }

    private static Source? Newest(IReadOnlyList<Source> sources)
    {
        Source? newest = null;
        foreach (var source in sources)
        {
            if (source.First is { } first && (newest is null || first.CreatedAt > newest.First!.CreatedAt))
            {
                newest = source;
            }
        }

        return newest;
    }

    private List<Source> Sources(string? after, int limit)
    {
        var positions = PageCursor.ReadNumbers(List, after, shards.Count);
        var portion = Math.Clamp((2 * limit / shards.Count) + 1, 1, limit);
        return [.. Enumerable.Range(0, shards.Count).Select(shard => new Source(this, shard, portion, positions?[shard] ?? 0))];
    }

    private Task<CampaignPage<CampaignStatistics>> ReadAsync(int shard, string? after, int limit, CancellationToken cancellationToken) =>
        shards.AskAsync(
            shard, ListMembers.Campaigns, new ListAt<CampaignFilter?>(filter, new PageAt(after, limit)), cancellationToken);

    /// <summary>The campaigns of a shard after a position: the id of the last campaign that was listed; 0 for none; -1 at the
    /// end.</summary>
    private sealed class Source(CampaignMerge list, int shard, int portion, long position)
    {
        private readonly Queue<CampaignStatistics> _read = new();
        private string? _next = position == 0 ? null : PageCursor.Write(ListOfShard, position);
        private bool _isRead = position == AtEnd;

        public CampaignStatistics? First => _read.TryPeek(out var first) ? first : null;

        public long Position { get; private set; } = position;

        public CampaignStatistics Take()
        {
            var taken = _read.Dequeue();
            Position = taken.Campaign.Value;
            return taken;
        }

        /// <summary>Reads until there is a first campaign, or the end.</summary>
        public async Task<bool> FillAsync(CancellationToken cancellationToken)
        {
            while (_read.Count == 0 && !_isRead)
            {
                var page = await list.ReadAsync(shard, _next, portion, cancellationToken);
                foreach (var campaign in page.Items)
                {
                    _read.Enqueue(campaign);
                }

                (_next, _isRead) = (page.Next, page.Next is null);
            }

            Position = _read.Count == 0 ? AtEnd : Position;
            return true;
        }
    }
}
