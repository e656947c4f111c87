using System.Runtime.CompilerServices;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;

/// <summary>What a change feed keeps when its process dies.</summary>
internal sealed class FeedLog
{
    private readonly Lock _lock = new();
    private readonly List<CampaignChange> _changes = [];
    private readonly Dictionary<string, FeedSubscription> _readers = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Trimmed { get; set; }

    public FeedSubscription? Reader(string name)
    {
        lock (_lock)
        {
            return _readers.GetValueOrDefault(name);
        }
    }

    public IReadOnlyList<FeedSubscription> Readers()
    {
        lock (_lock)
        {
            return [.. _readers.Values];
        }
    }

    public void Subscribe(string name, ChangeFilter filter)
    {
        lock (_lock)
        {
            var position = _readers.TryGetValue(name, out var reader) ? reader.Position : Last;
            _readers[name] = new FeedSubscription(name, filter, position);
        }
    }

    public void Unsubscribe(string name)
    {
        lock (_lock)
        {
            _readers.Remove(name);
        }
    }

    public void Acknowledge(string name, long sequence)
    {
        lock (_lock)
        {
            _readers[name] = _readers[name] with { Position = Math.Max(sequence, _readers[name].Position) };
        }
    }

    /// <summary>Adds a change, if a reader selects it.</summary>
    /// <returns>Its sequence; 0 if nobody selects it.</returns>
    public long Add(Func<long, CampaignChange> make)
    {
        lock (_lock)
        {
            var change = make(Last + 1);
            if (!_readers.Values.Any(reader => reader.Filter.Matches(change.Kind, change.Tenant ?? "", change.Campaign ?? default)))
            {
                return 0;
            }

            _changes.Add(change);
            _added.TrySetResult();
            _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return change.Sequence;
        }
    }

    public (List<CampaignChange> Page, Task Added) Read(long after, ChangeFilter filter)
    {
        lock (_lock)
        {
            var page = _changes.SkipWhile(change => change.Sequence <= Math.Max(after, Trimmed))
                .Where(change => filter.Matches(change.Kind, change.Tenant ?? "", change.Campaign ?? default)).Take(256).ToList();
            return (page, _added.Task);
        }
    }

    private long Last => _changes.Count == 0 ? 0 : _changes[^1].Sequence;
}

/// <summary>A change feed of one process. It fails where the test says, and in every call after the process died.</summary>
internal sealed class FakeFeed(FeedLog log, Faults faults) : ICampaignFeed
{
    public Task SubscribeAsync(string name, ChangeFilter filter, CancellationToken cancellationToken) =>
        faults.AroundAsync("subscribe", () => log.Subscribe(name, filter));

    public Task UnsubscribeAsync(string name, CancellationToken cancellationToken) =>
        faults.AroundAsync("unsubscribe", () => log.Unsubscribe(name));

    public Task<IReadOnlyList<FeedSubscription>> ListSubscriptionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult(log.Readers());

    public Task AcknowledgeAsync(string reader, long sequence, CancellationToken cancellationToken) =>
        faults.AroundAsync("acknowledge", () => log.Acknowledge(reader, sequence));

    public Task<ChangeList> ListChangesAsync(long after, ChangeFilter filter, int limit, CancellationToken cancellationToken)
    {
        faults.Before("list");
        var page = log.Read(after, filter).Page.Take(limit).ToList();
        return Task.FromResult(new ChangeList(page, page is [.., var last] ? last.Sequence : after));
    }

    public IAsyncEnumerable<CampaignChange> ReadAsync(string reader, CancellationToken cancellationToken) =>
        ReadAsync(log.Reader(reader)!.Position, log.Reader(reader)!.Filter, cancellationToken);

    public async IAsyncEnumerable<CampaignChange> ReadAsync(
        long after, ChangeFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (true)
        {
            faults.Before("read");
            cancellationToken.ThrowIfCancellationRequested();
            var (page, added) = log.Read(after, filter);
            if (after < log.Trimmed)
            {
                yield return new CampaignChange(log.Trimmed, DateTimeOffset.UnixEpoch, ChangeKinds.Missed) { MissedFrom = after + 1 };
                after = log.Trimmed;
            }

            foreach (var change in page)
            {
                yield return change;
                after = change.Sequence;
            }

            if (page.Count == 0)
            {
                await added.WaitAsync(cancellationToken);
            }
        }
    }
}
