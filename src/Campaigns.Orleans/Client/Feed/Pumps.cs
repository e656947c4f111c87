using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Campaigns.Orleans.Client.Feed;

/// <summary>Reads from several shards at once.</summary>
internal static class Pumps
{
    /// <summary>The maximum number of items that are read ahead.</summary>
    private const int Ahead = 256;

    /// <summary>Merges what pumps write, as it comes. Ends when all pumps have ended, and fails when one fails.</summary>
    /// <param name="pumps">Each writes the items of a shard, until it is canceled.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<T> MergeAsync<T>(
        IReadOnlyList<Func<ChannelWriter<T>, CancellationToken, Task>> pumps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<T>(Ahead);
        var running = RunAllAsync(pumps, channel.Writer, ending.Token);
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                while (channel.Reader.TryRead(out var item))
                {
                    yield return item;
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            await ending.CancelAsync();
            await running;
        }
    }

    private static async Task RunAllAsync<T>(
        IReadOnlyList<Func<ChannelWriter<T>, CancellationToken, Task>> pumps, ChannelWriter<T> writer, CancellationToken cancellationToken)
    {
        Task[] running = [.. pumps.Select(pump => RunAsync(pump, writer, cancellationToken))];
        foreach (var each in running)
        {
            await each;
        }

        writer.TryComplete();
    }

    private static async Task RunAsync<T>(
        Func<ChannelWriter<T>, CancellationToken, Task> pump, ChannelWriter<T> writer, CancellationToken cancellationToken)
    {
        try
        {
            await pump(writer, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the reader has left
        }
        catch (Exception error)
        {
            writer.TryComplete(error); // whatever it is: a reader that is not told would wait forever
        }
    }
}
