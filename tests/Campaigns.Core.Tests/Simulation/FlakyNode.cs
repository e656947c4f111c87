using Campaigns.Storage;

namespace Campaigns.Tests.Simulation;

/// <summary>One process: once it has crashed, nothing it calls returns, and nothing it does counts.</summary>
internal sealed class Node
{
    public bool IsDead { get; set; }

    public static Task Never => new TaskCompletionSource().Task;
}

/// <summary>The shared store as one process sees it: slow, and failing before or after the write.</summary>
internal sealed class FlakyStore(IJobStore inner, Node node, World world) : IJobStore
{
    public StoreCapabilities Capabilities => inner.Capabilities;

    public IJobQueries Queries => inner.Queries;

    public ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellation) =>
        CallAsync(() => inner.OpenAsync(now, cancellation));

    public ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellation) =>
        CallAsync(() => inner.CommitAsync(batch, cancellation));

    public async ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellation) =>
        await CallAsync(async () =>
        {
            await inner.ReadNewAsync(lane, after, limit, into, cancellation);
            return true;
        });

    public async ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellation) =>
        await CallAsync(async () =>
        {
            await inner.ReadWaitingAsync(lane, after, limit, into, cancellation);
            return true;
        });

    public async ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellation) =>
        await CallAsync(async () =>
        {
            await inner.FindOpenJobsAsync(person, into, cancellation);
            return true;
        });

    public async ValueTask ReadHistoryAsync(string tenant, long since, List<HistoryRow> into, CancellationToken cancellation) =>
        await CallAsync(async () =>
        {
            await inner.ReadHistoryAsync(tenant, since, into, cancellation);
            return true;
        });

    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellation) => CallAsync(() => inner.FindJobAsync(job, cancellation));

    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellation) =>
        CallAsync(() => inner.FindJobAsync(campaign, contactKey, cancellation));

    private async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        await world.LagAsync(3);
        await world.FailAsync(node);
        var result = await call();
        await world.LagAsync(3);
        await world.FailAsync(node);
        return result;
    }
}

/// <summary>What all processes of a run share: clock, luck, and whether faults happen.</summary>
internal sealed class World(int seed)
{
    public Random Random { get; } = new(seed);

    public VirtualTimeProvider Time { get; } = new();

    public bool HasFaults { get; set; } = true;

    public int Faults { get; private set; }

    public bool Chance(double share) => Random.NextDouble() < share;

    /// <summary>Waits a little, or not at all.</summary>
    public Task LagAsync(int milliseconds) =>
        Chance(0.5) ? Task.CompletedTask : Task.Delay(TimeSpan.FromMilliseconds(Random.NextDouble() * milliseconds), Time);

    public async Task FailAsync(Node node)
    {
        if (node.IsDead)
        {
            await Node.Never;
        }

        if (HasFaults && Chance(0.01))
        {
            Faults++;
            if (Chance(0.2))
            {
                await Node.Never;
            }

            throw new IOException("simulated");
        }
    }
}
