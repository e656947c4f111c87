using Campaigns.InMemory;
using Campaigns.Orleans.Quotas;
using Campaigns.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.Orleans.Tests.Quotas;

/// <summary>Real engines that share limits through a ledger.</summary>
public sealed class ShardQuotasTests : IAsyncLifetime
{
    private readonly LocalStore _store = new(2);
    private readonly QuotaCoordinator _coordinator; // one for both: who hears of one shard only cannot divide
    private readonly CountingProvider _provider = new();
    private readonly List<(CampaignEngine Engine, ShardQuotas Quotas)> _shards = [];

    public ShardQuotasTests() => _coordinator = new QuotaCoordinator(_store);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var (engine, quotas) in _shards)
        {
            await engine.DisposeAsync();
            await quotas.DisposeAsync();
        }
    }

    [Fact]
    public async Task Engines_share_a_cap_and_pass_on_what_they_do_not_need()
    {
        var (first, second) = (await StartAsync(0), await StartAsync(1));
        var campaigns = new[] { await RunAsync(first), await RunAsync(second) };
        await Until.HoldsAsync(() => _provider.SentOf("t1") > 200); // by then, the first has given units back
        await Until.HoldsAsync(() => _provider.LiveOf("t0") is >= 4 and <= 6 && _provider.LiveOf("t1") is >= 4 and <= 6);
        Assert.Equal(10, _provider.Most);

        await first.Client.CancelAsync(campaigns[0]);
        await Until.HoldsAsync(() => _provider.LiveOf("t1") == 10);
        Assert.Equal(10, _provider.Most);
    }

    [Fact]
    public async Task Nothing_is_sent_without_the_ledger_and_everything_goes_on_with_it()
    {
        _store.IsAway = true;
        var engine = await StartAsync(0);
        await RunAsync(engine);
        await Until.HoldsAsync(() => _store.Tries > 2);
        Assert.Equal(0, _provider.Most);
        _store.IsAway = false;
        await Until.HoldsAsync(() => _provider.LiveOf("t0") == 10);
    }

    [Fact]
    public async Task Coordinator_that_does_not_answer_stops_nobody()
    {
        var engine = await StartAsync(0, new SilentLedger());
        await RunAsync(engine);
        await Until.HoldsAsync(() => _provider.LiveOf("t0") == 10);
    }

    [Fact]
    public async Task Shard_that_opens_while_the_cluster_is_held_is_held_before_it_may_send()
    {
        await _store.ChangeAsync(
            (locked, _) =>
            {
                locked.Ledger.Hold(true);
                return Task.CompletedTask;
            },
            CancellationToken.None);
        var engine = await StartAsync(0);
        await RunAsync(engine);
        await Until.HoldsAsync(async () => (await engine.Operations.ListHoldsAsync()).Items.Any(hold => hold.Tenant is null));
        var told = _store.Tries;
        await Until.HoldsAsync(() => _store.Tries > told + 2);
        Assert.Equal(0, _provider.Most);
    }

    private async Task<CampaignEngine> StartAsync(int shard, params IQuotaLedger[] first)
    {
        var quotas = new ShardQuotas(
            shard, [.. first, new LocalLedger(_coordinator)], TimeProvider.System, NullLogger.Instance);
        var options = new CampaignsOptions { Store = new MemoryJobStore(new Random(shard)), Shares = quotas.Shares };
        options.AddProvider(Channels.Voice, _provider, provider => provider.MaxConcurrent = 10);
        var engine = new CampaignEngine(options);
        quotas.OnHeld = () => engine.Operations.HoldAllAsync(CancellationToken.None);
        _shards.Add((engine, quotas));
        quotas.Start();
        await engine.StartAsync(CancellationToken.None);
        return engine;
    }

    private async Task<CampaignId> RunAsync(CampaignEngine engine)
    {
        var shard = _shards.FindIndex(each => each.Engine == engine);
        var campaign = await engine.Client.CreateAsync(
            new CampaignDefinition
            {
                Name = "calls", Tenant = $"t{shard}", Steps = [CampaignStep.Call(StepRetryPolicy.None)], MaxConcurrent = 500,
            },
            CancellationToken.None);
        await engine.Client.AddContactsAsync(
            campaign, Enumerable.Range(0, 5_000).Select(i => new Contact($"p{i}", $"+1555{shard}{i:D6}")), CancellationToken.None);
        await engine.Client.StartAsync(campaign, CancellationToken.None);
        return campaign;
    }

    /// <summary>Calls that last a moment, counted by tenant.</summary>
    private sealed class CountingProvider : IProvider
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, int> _live = [];
        private readonly Dictionary<string, int> _sent = [];
        private int _most;

        /// <summary>The most calls that were live at once.</summary>
        public int Most
        {
            get
            {
                lock (_lock)
                {
                    return _most;
                }
            }
        }

        public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Count(request.Campaign.Tenant, 1);
            await Task.Delay(20, cancellationToken);
            Count(request.Campaign.Tenant, -1);
            return DispatchResult.Completed(AttemptOutcome.Completed);
        }

        public int SentOf(string tenant)
        {
            lock (_lock)
            {
                return _sent.GetValueOrDefault(tenant);
            }
        }

        public int LiveOf(string tenant)
        {
            lock (_lock)
            {
                return _live.GetValueOrDefault(tenant);
            }
        }

        private void Count(string tenant, int change)
        {
            lock (_lock)
            {
                _live[tenant] = _live.GetValueOrDefault(tenant) + change;
                _sent[tenant] = _sent.GetValueOrDefault(tenant) + Math.Max(0, change);
                _most = Math.Max(_most, _live.Values.Sum());
            }
        }
    }

    /// <summary>A coordinator whose silo is cut off.</summary>
    private sealed class SilentLedger : IQuotaLedger
    {
        public Task<QuotaGrant> ReportAsync(QuotaReport report, CancellationToken cancellationToken) =>
            new TaskCompletionSource<QuotaGrant>().Task;
    }

    private sealed class LocalStore(int shards) : IQuotaStore, IGoneShards
    {
        private readonly QuotaLedger _ledger = new(shards);
        private readonly SemaphoreSlim _lock = new(1);
        private int _tries;

        public bool IsAway { get; set; }

        public int Tries => Volatile.Read(ref _tries);

        public async Task ChangeAsync(Func<LockedLedger, IGoneShards, Task> change, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _tries);
            if (IsAway)
            {
                throw new TimeoutException("away");
            }

            await _lock.WaitAsync(cancellationToken);
            try
            {
                await change(new LockedLedger(_ledger, TimeProvider.System.GetUtcNow().UtcTicks), this);
            }
            finally
            {
                _lock.Release();
            }
        }

        public Task<IReadOnlyList<GoneShard>> ReadAsync(IReadOnlyList<int> numbers) => Task.FromResult<IReadOnlyList<GoneShard>>(
            [.. numbers.Select(shard => new GoneShard(shard, false, new Dictionary<string, int>()))]);
    }
}
