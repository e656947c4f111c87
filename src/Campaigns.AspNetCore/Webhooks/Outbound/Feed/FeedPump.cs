namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Reads the change feed as one durable reader, and queues the messages of all endpoints. Acknowledges a change only after its messages are
/// stored, so that a crash loses none. What was not acknowledged is read again, and gives messages with the same ids.
/// </summary>
internal sealed class FeedPump(ICampaignFeed feed, EndpointCatalog catalog, MessageQueue queue, RangeFiller ranges, WebhookContext context)
    : IDisposable
{
    /// <summary>The name of the reader.</summary>
    public const string Reader = "campaigns.webhooks";

    private const int MostChanges = 256; // of one write
    private const int MostUnacknowledged = 256;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private readonly Wakeup _wakeup = new(context.Time);
    private readonly SemaphoreSlim _turn = new(1);
    private volatile TaskCompletionSource _begun = New();
    private Task? _woken;
    private long _acknowledged;
    private int _unacknowledged;
    private long _acknowledgedAt;

    /// <summary>The sequence of the last change that was queued.</summary>
    public long Position { get; private set; }

    /// <summary>The sequences up to which changes were queued.</summary>
    public ReadPositions Read { get; } = new();

    public void Wake() => _wakeup.Set();

    /// <summary>Begins anew: another host may have read further.</summary>
    public void Forget()
    {
        (Position, _begun) = (0, New());
        Read.Begin([]);
    }

    /// <summary>Waits until the position is known.</summary>
    public Task BegunAsync(CancellationToken cancellationToken) => _begun.Task.WaitAsync(cancellationToken);

    /// <summary>Subscribes for all endpoints.</summary>
    /// <returns>Whether they select changes.</returns>
    public async Task<bool> SubscribeAsync(CancellationToken cancellationToken)
    {
        await SubscribeAsync(null, static () => Task.FromResult(true), cancellationToken);
        return catalog.Filter() is not null;
    }

    /// <summary>
    /// Subscribes for all endpoints and for one that is added or changed, then adds it. So the changes of its first moment are written.
    /// </summary>
    /// <returns>What <paramref name="add"/> returned.</returns>
    public async Task<bool> SubscribeAsync(
        (string? Tenant, ChangeKinds Kinds)? added, Func<Task<bool>> add, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await (catalog.Filter(added) is { } filter
                ? feed.SubscribeAsync(Reader, filter, cancellationToken)
                : feed.UnsubscribeAsync(Reader, cancellationToken));
            return await add();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs until the host stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await catalog.LoadAsync(stopping);
                var version = catalog.Version;
                if (await SubscribeAsync(stopping))
                {
                    await ReadAsync(version, stopping);
                }
                else if (catalog.Version == version)
                {
                    _begun.TrySetResult();
                    await _wakeup.WaitAsync(null, stopping);
                }
            }
            catch (Exception error)
            {
                if (!stopping.IsCancellationRequested)
                {
                    ApiLog.FeedFailed(context.Log, error);
                    await Task.Delay(Rest, context.Time, CancellationToken.None);
                }
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Reads until the endpoints change: a reading keeps the filter with which it began.</summary>
    private async Task ReadAsync(int version, CancellationToken stopping)
    {
        await FindPositionAsync(stopping);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reading = feed.ReadAsync(Reader, ending.Token).GetAsyncEnumerator(ending.Token);
        Task<bool>? next = null;
        try
        {
            var batch = new List<CampaignChange>();
            while (catalog.Version == version && !stopping.IsCancellationRequested)
            {
                var hasMore = await ranges.FillAsync(Read, stopping);
                next ??= reading.MoveNextAsync().AsTask();
                if (!next.IsCompleted && !hasMore)
                {
                    _woken ??= _wakeup.WaitAsync(Rest, stopping);
                    await Task.WhenAny(next, _woken);
                    _woken = _woken.IsCompleted ? null : _woken;
                }

                (next, var isEnd) = await TakeAsync(reading, next, batch);
                await QueueAsync(batch, stopping);
                if (isEnd)
                {
                    return;
                }
            }
        }
        finally
        {
            await ending.CancelAsync();
            await EndAsync(reading, next);
        }
    }

    private async Task FindPositionAsync(CancellationToken stopping)
    {
        var subscriptions = await feed.ListSubscriptionsAsync(stopping);
        var own = subscriptions.First(subscription => subscription.Name == Reader);
        Position = _acknowledged = own.Position;
        Read.Begin(own.Positions);
        _unacknowledged = 0;
        _begun.TrySetResult();
    }

    private static async Task<(Task<bool>? Next, bool IsEnd)> TakeAsync(
        IAsyncEnumerator<CampaignChange> reading, Task<bool>? next, List<CampaignChange> batch)
    {
        batch.Clear();
        while (next is { IsCompleted: true } && batch.Count < MostChanges)
        {
            if (!await next)
            {
                return (null, true);
            }

            batch.Add(reading.Current);
            next = reading.MoveNextAsync().AsTask();
        }

        return (next, false);
    }

    private async Task QueueAsync(List<CampaignChange> batch, CancellationToken stopping)
    {
        if (batch.Count > 0)
        {
            await queue.StoreAsync(batch, stopping);
            Position = batch[^1].Sequence;
            batch.ForEach(change => Read.Move(change.Sequence));
            _unacknowledged += batch.Count;
        }

        // Each acknowledgment is a commit of the engine, so a few changes share one. Over shards, sequences do not rise.
        var isDue = _unacknowledged >= MostUnacknowledged || context.Time.GetElapsedTime(_acknowledgedAt) >= Rest;
        if (Position != _acknowledged && isDue)
        {
            await feed.AcknowledgeAsync(Reader, Position, stopping);
            (_acknowledged, _unacknowledged, _acknowledgedAt) = (Position, 0, context.Time.GetTimestamp());
        }
    }

    /// <summary>Acknowledges what was queued, and ends a reading, whose next step must have completed before.</summary>
    private async Task EndAsync(IAsyncEnumerator<CampaignChange> reading, Task<bool>? next)
    {
        try
        {
            await (next ?? Task.FromResult(false));
        }
        catch (Exception error) when (error is OperationCanceledException or CampaignException)
        {
            // canceled here, or reported by the caller
        }

        await reading.DisposeAsync();
        if (Position != _acknowledged)
        {
            await feed.AcknowledgeAsync(Reader, Position, CancellationToken.None);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
