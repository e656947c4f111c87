using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client;

/// <summary>The members of a stream that a client sends to a shard.</summary>
internal sealed record StreamMembers<TItem, TReport>(
    ShardMember<PortionAt<TItem?>, WorkAnswer<TReport>> Push, ShardMember<SessionAt, WorkAnswer<TReport>> End);

/// <summary>
/// Sends a stream to a shard in portions. The next portion is read when the shard has taken the one before, which gives back-pressure.
/// </summary>
/// <param name="shards">Asks the shard.</param>
/// <param name="shard">The shard.</param>
/// <param name="members">The members of the stream.</param>
/// <param name="told">Receives the progress that the shard tells.</param>
internal sealed class StreamUpload<TItem, TReport>(
    ShardCaller shards, int shard, StreamMembers<TItem, TReport> members, Action<EnrollmentProgress> told)
{
    private const int PortionSize = 500;
    private readonly string _session = SessionName.Next();
    private readonly List<TItem?> _portion = [];
    private long _number;

    public string Session => _session;

    /// <summary>Sends the stream, and returns the report of the shard. Cuts the stream if anything fails.</summary>
    /// <param name="open">Opens the stream on the shard.</param>
    /// <param name="items">The stream. Read after it is open.</param>
    /// <param name="cancellationToken">Cuts the stream.</param>
    public async Task<TReport> RunAsync(Func<Task> open, IAsyncEnumerable<TItem> items, CancellationToken cancellationToken)
    {
        try
        {
            await open();
            await foreach (var item in items.WithCancellation(cancellationToken))
            {
                _portion.Add(item);
                if (_portion.Count == PortionSize)
                {
                    await PushAsync(cancellationToken);
                }
            }

            await PushAsync(cancellationToken);
            return await EndAsync();
        }
        catch
        {
            await shards.CutAsync(shard, _session);
            throw;
        }
    }

    private async Task PushAsync(CancellationToken cancellationToken)
    {
        if (_portion.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var portion = new PortionAt<TItem?>(_session, ++_number, [.. _portion]);
            Tell(await shards.AskAsync(shard, members.Push, portion, cancellationToken));
            _portion.Clear();
        }
    }

    /// <summary>Ends the stream. It can no longer be withdrawn.</summary>
    private async Task<TReport> EndAsync()
    {
        while (true)
        {
            var answer = Tell(await shards.AskAsync(shard, members.End, new SessionAt(_session), CancellationToken.None));
            if (answer.IsDone)
            {
                return answer.Report!;
            }
        }
    }

    private WorkAnswer<TReport> Tell(WorkAnswer<TReport> answer)
    {
        foreach (var progress in answer.Progress)
        {
            told(progress);
        }

        return answer;
    }
}
