using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client.Sessions;

/// <summary>
/// Work that reads a stream of the client, or that takes longer than a call may. Holds one portion of the stream, so the client sends no
/// faster than the work reads.
/// </summary>
internal sealed class WorkSession<TItem, TReport> : ShardSession, IProgress<EnrollmentProgress>
{
    private const int MostItems = 500;
    private readonly Channel<TItem> _items = Channel.CreateBounded<TItem>(MostItems);
    private readonly ConcurrentQueue<EnrollmentProgress> _progress = new();
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Task<TReport> _work;
    private long _taken;

    /// <param name="run">The work. It reads the stream, if there is one.</param>
    public WorkSession(Func<WorkSession<TItem, TReport>, CancellationToken, Task<TReport>> run) => _work = RunAsync(run);

    public void Report(EnrollmentProgress value) => _progress.Enqueue(value);

    /// <summary>Waits until the work reads the stream. Fails if the work has failed before.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await await Task.WhenAny(_reading.Task, _work).WaitAsync(cancellationToken);
    }

    /// <summary>Gives a portion to the work, once.</summary>
    public async Task<WorkAnswer<TReport>> PushAsync(long number, IReadOnlyList<TItem> items, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (number > _taken)
            {
                await WriteAsync(items);
                _taken = number;
            }
        }
        finally
        {
            _turn.Release();
        }

        return Answer(isDone: false, default);
    }

    /// <summary>Ends the stream, and waits for the work.</summary>
    /// <returns>The report, or that the work has not ended yet: ask again.</returns>
    public async Task<WorkAnswer<TReport>> EndAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        _items.Writer.TryComplete();
        try
        {
            var report = await _work.WaitAsync(ShardSessions.LongestWait, time, cancellationToken);
            return Answer(isDone: true, report);
        }
        catch (TimeoutException) when (!_work.IsCompleted)
        {
            return Answer(isDone: false, default);
        }
    }

    /// <summary>The stream of the client.</summary>
    public async IAsyncEnumerable<TItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _reading.TrySetResult();
        while (await _items.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_items.Reader.TryRead(out var item))
            {
                yield return item;
            }
        }
    }

    /// <summary>As with a stream in the same process, the portions before the cut stay.</summary>
    protected override bool TryCutStream() =>
        _reading.Task.IsCompleted && _items.Writer.TryComplete(new OperationCanceledException("The client has cut the stream."));

    private async Task<TReport> RunAsync(Func<WorkSession<TItem, TReport>, CancellationToken, Task<TReport>> run)
    {
        try
        {
            return await run(this, Ending);
        }
        finally
        {
            _items.Writer.TryComplete(); // nobody reads any more
        }
    }

    private async Task WriteAsync(IReadOnlyList<TItem> items)
    {
        foreach (var item in items)
        {
            if (!await _items.Writer.WaitToWriteAsync() || !_items.Writer.TryWrite(item))
            {
                await _work; // it has failed
                throw new CampaignException(CampaignError.StoreFailed, SessionLost.Text);
            }
        }
    }

    private WorkAnswer<TReport> Answer(bool isDone, TReport? report)
    {
        var progress = new List<EnrollmentProgress>();
        while (_progress.TryDequeue(out var reported))
        {
            progress.Add(reported);
        }

        return new(progress, isDone, report);
    }
}
