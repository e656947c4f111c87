using System.Collections.Concurrent;
using Campaigns.InMemory;
using Campaigns.Orleans.Client;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>Engines with memory stores, one per shard, behind calls that carry bytes only. Time stands still unless a test moves
/// it.</summary>
internal sealed class ShardsInMemory : IShardCalls, IReportInbox, IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly List<CampaignEngine> _engines = [];
    private readonly ShardInvoker _invoker;

    private ShardsInMemory(FakeTimeProvider time)
    {
        Time = time;
        _invoker = new ShardInvoker(time, Silo);
    }

    /// <summary>The name of the silo that all shards are on.</summary>
    public const string Silo = "silo-of-all";

    public FakeTimeProvider Time { get; }

    public int Count => _engines.Count;

    public AcceptingProvider Provider { get; } = new();

    public IReadOnlyList<CampaignEngine> Engines => _engines;

    /// <summary>The calls so far.</summary>
    public ConcurrentQueue<(int Shard, string Member)> Calls { get; } = new();

    /// <summary>Reports in the inbox.</summary>
    public ConcurrentQueue<(int Shard, string Member, byte[] Arguments)> Inbox { get; } = new();

    /// <summary>Says what happens to a call: null for nothing, or the failure. The second one is thrown after the call was made.</summary>
    public Func<int, string, (Exception? Before, Exception? After)> Fault { get; set; } = (_, _) => default;

    public static async Task<ShardsInMemory> StartAsync(int count, Action<CampaignsOptions>? configure = null)
    {
        var shards = new ShardsInMemory(new FakeTimeProvider(Start));
        for (var shard = 0; shard < count; shard++)
        {
            await shards.AddAsync(new ShardStore(new MemoryJobStore(new Random(shard + 1)), shard), configure);
        }

        return shards;
    }

    public ClusterClient Client(bool hasInbox = true) => new(this, hasInbox ? this : null, Time, TimeSpan.FromSeconds(10));

    /// <summary>Tenants go to shards in turn: t0 to shard 0, t1 to shard 1.</summary>
    public int OfTenant(string tenant) => tenant[^1] % Count;

    public async ValueTask<byte[]> CallAsync(int shard, string member, byte[] arguments, CancellationToken cancellationToken)
    {
        Calls.Enqueue((shard, member));
        var (before, after) = Fault(shard, member);
        if (before is not null)
        {
            throw before;
        }

        var answer = await _invoker.InvokeAsync(_engines[shard], member, [.. arguments], cancellationToken);
        return after is null ? [.. answer] : throw after;
    }

    public ValueTask StoreAsync(int shard, string member, byte[] arguments, CancellationToken cancellationToken)
    {
        Inbox.Enqueue((shard, member, arguments));
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives the reports of the inbox to their shards.</summary>
    public async Task EmptyInboxAsync()
    {
        while (Inbox.TryDequeue(out var report))
        {
            await _invoker.InvokeAsync(_engines[report.Shard], report.Member, report.Arguments, CancellationToken.None);
        }
    }

    /// <summary>Takes a shard over with a new engine on the same store, as when it moves.</summary>
    public async Task MoveAsync(int shard, ShardStore store)
    {
        await _engines[shard].StopAsync();
        _engines[shard] = await BuildAsync(store, null);
    }

    /// <summary>Moves time on until a task has ended.</summary>
    public async Task<T> AdvanceAsync<T>(Task<T> task)
    {
        for (var i = 0; i < 2_000 && !task.IsCompleted; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(task, Task.Delay(1, CancellationToken.None));
        }

        return await task.WaitAsync(Waits.Longest, CancellationToken.None);
    }

    public async Task AdvanceAsync(Task task)
    {
        await AdvanceAsync(Ended());

        async Task<bool> Ended()
        {
            await task;
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }
    }

    private async Task AddAsync(ShardStore store, Action<CampaignsOptions>? configure) => _engines.Add(await BuildAsync(store, configure));

    private async Task<CampaignEngine> BuildAsync(ShardStore store, Action<CampaignsOptions>? configure)
    {
        var options = new CampaignsOptions { Store = store, TimeProvider = Time, Random = new Random(1) };
        options.AddProvider(Channels.Voice, Provider, provider => provider.Name = "voice-1");
        configure?.Invoke(options);
        var engine = new CampaignEngine(options);
        await engine.StartAsync();
        return engine;
    }
}

/// <summary>Bounds of waits for real threads.</summary>
internal static class Waits
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    /// <summary>Waits until a condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var bound = new CancellationTokenSource(Longest);
        while (!await holds())
        {
            await Task.Delay(2, bound.Token);
        }
    }
}

/// <summary>Accepts every call, whose outcome the test reports.</summary>
internal sealed class AcceptingProvider : IProvider
{
    public ConcurrentQueue<(AttemptId Attempt, string Tenant, string Contact)> Dispatches { get; } = new();

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        Dispatches.Enqueue((request.Attempt, request.Campaign.Tenant, request.Contact.Key));
        return ValueTask.FromResult(DispatchResult.Accepted(CallIdOf(request.Campaign.Tenant, request.Contact.Key)));
    }

    /// <summary>The provider's id of the first call of a contact.</summary>
    public static string CallIdOf(string tenant, string contact) => $"call of {contact} of {tenant}";
}
