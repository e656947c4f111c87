using Campaigns.Orleans.Quotas;

namespace Campaigns.Orleans.Tests.Quotas;

/// <summary>The rules of the ledger, one by one.</summary>
public sealed class LedgerTests
{
    private const string Calls = "calls provider voice";
    private static readonly string Rate = CapNames.OfRate(Second1, "provider voice");
    private const long Second1 = TimeSpan.TicksPerSecond;
    private readonly QuotaLedger _ledger = new(2);
    private readonly FakeStore _store;
    private readonly QuotaCoordinator _coordinator;
    private string _cap = Calls;
    private int _total = 10;
    private FakeShard? _first;
    private FakeShard? _second;

    public LedgerTests()
    {
        _store = new FakeStore(_ledger);
        _coordinator = new QuotaCoordinator(_store);
    }

    [Fact]
    public async Task Nothing_is_granted_until_every_shard_is_known()
    {
        _store.Owned.Add(1);
        Assert.Equal(0, await First.AskAsync(wants: 10));
        Assert.Equal(4, await Second.AskAsync(wants: 4, live: 4));
        Assert.Equal(6, await First.AskAsync(wants: 10));
    }

    [Fact]
    public async Task Shard_that_never_had_an_owner_holds_nothing() => Assert.Equal(10, await First.AskAsync(wants: 10));

    [Fact]
    public async Task Half_of_what_nobody_wants_is_handed_out_in_advance()
    {
        Assert.Equal(5, await First.AskAsync(wants: 0));
        Assert.Equal(2, await Second.AskAsync(wants: 0));
    }

    [Fact]
    public async Task Units_that_another_shard_wants_are_called_back_and_stay_until_they_are_given_back()
    {
        Assert.Equal(10, await First.AskAsync(wants: 10));
        Assert.Equal(0, await Second.AskAsync(wants: 10));
        Assert.Equal(5, await First.AskAsync(wants: 10, live: 10));
        Assert.Equal(0, await Second.AskAsync(wants: 10));
        Assert.Equal(5, await First.AskAsync(wants: 10, live: 8));
        Assert.Equal(2, await Second.AskAsync(wants: 10));
    }

    [Fact]
    public async Task Tenants_share_over_shards_by_weight()
    {
        (_total, First.Weight, Second.Weight) = (12, 1, 3);
        for (var i = 0; i < 3; i++)
        {
            await First.AskAsync(wants: 100);
            await Second.AskAsync(wants: 100);
        }

        Assert.Equal((3, 9), (First.Share, Second.Share));
    }

    [Fact]
    public async Task Nothing_is_granted_and_nothing_begins_above_a_lowered_cap()
    {
        await First.AskAsync(wants: 5, live: 5);
        await Second.AskAsync(wants: 5, live: 5);
        _total = 6;
        Assert.Equal(0, await First.AskAsync(wants: 5, live: 5));
        Assert.Equal(0, await Second.AskAsync(wants: 5, live: 5));
        Assert.Equal(1, await First.AskAsync(wants: 5, live: 1)); // six live, or may begin
        Assert.Equal(3, await Second.AskAsync(wants: 5, live: 3));
        Assert.Equal(3, await First.AskAsync(wants: 5, live: 1));
    }

    [Fact]
    public async Task Total_rises_only_when_every_living_shard_says_so()
    {
        _total = 4;
        await Second.AskAsync(wants: 0);
        _total = 9;
        await First.AskAsync(wants: 9);
        Assert.Equal(4, _ledger.Caps[Calls].Total);
        await Second.AskAsync(wants: 0);
        Assert.Equal(9, _ledger.Caps[Calls].Total);
    }

    [Fact]
    public async Task Units_of_a_rate_rest_for_a_window_unless_they_were_not_used()
    {
        (_cap, _total) = (Rate, 4);
        Assert.Equal(0, await First.AskAsync(wants: 4)); // nobody knows what was sent before there was a limit
        _store.Now += Second1;
        Assert.Equal(4, await First.AskAsync(wants: 4));
        Assert.Equal(0, await Second.AskAsync(wants: 4));
        Assert.Equal(2, await First.AskAsync(wants: 4));
        await First.AskAsync(wants: 4); // gives two back
        Assert.Equal(0, await Second.AskAsync(wants: 4));
        _store.Now += Second1 - 1;
        Assert.Equal(0, await Second.AskAsync(wants: 4));
        _store.Now += 1;
        Assert.Equal(2, await Second.AskAsync(wants: 4));

        Second.IsQuiet = true;
        Assert.Equal(0, await Second.AskAsync(wants: 0));
        await Second.AskAsync(wants: 0);
        Assert.Equal(4, await First.AskAsync(wants: 4));
    }

    [Fact]
    public async Task Shard_whose_owner_is_gone_keeps_its_units_until_shares_and_lease_have_ended_and_then_for_its_calls()
    {
        Assert.Equal(10, await First.AskAsync(wants: 10));
        _store.Now += QuotaLedger.Term - 1;
        _store.Calls[0] = 2;
        _store.Owned.Add(1);
        Assert.Equal(0, await Second.AskAsync(wants: 10)); // the shares may last
        _store.Owned.Add(0);
        _store.Now += 2 * Second1;
        Assert.Equal(0, await Second.AskAsync(wants: 10)); // the lease lasts
        _store.Owned.Remove(0);
        _store.Now += 2 * Second1;
        Assert.Equal(8, await Second.AskAsync(wants: 10)); // two calls live
        _store.Calls[0] = 0;
        _store.Now += 2 * Second1;
        Assert.Equal(10, await Second.AskAsync(wants: 10));
    }

    [Fact]
    public async Task New_owner_inherits_the_units_of_its_live_calls_and_the_old_one_is_refused()
    {
        Assert.Equal(10, await First.AskAsync(wants: 10));
        var next = new FakeShard(this, 0) { Epoch = 2 };
        Assert.Equal(8, await next.AskAsync(wants: 7, live: 7)); // the other three are free, and half of them come in advance
        Assert.Equal(2, await Second.AskAsync(wants: 10));
        Assert.Null(await First.AskAsync(wants: 0));
        Assert.Equal(8, _ledger.Caps[Calls].Units[0]);
    }

    [Fact]
    public async Task Units_of_a_rate_rest_when_the_owner_changes()
    {
        (_cap, _total) = (Rate, 4);
        Assert.Equal(0, await First.AskAsync(wants: 4)); // nobody knows what was sent before there was a limit
        _store.Now += Second1;
        Assert.Equal(4, await First.AskAsync(wants: 4));
        var next = new FakeShard(this, 0) { Epoch = 2, IsQuiet = true }; // it knows nothing of what the last one has sent
        Assert.Equal(0, await next.AskAsync(wants: 4));
        _store.Now += Second1;
        Assert.Equal(4, await next.AskAsync(wants: 4));
    }

    [Fact]
    public async Task Repeated_and_late_reports_say_nothing()
    {
        var first = new QuotaReport(0, 1, 1, [new CapUse(Calls, 10, 0, 10, 1)]);
        var second = new QuotaReport(0, 1, 2, [new CapUse(Calls, 10, 10, 10, 1)]);
        Assert.Equal([new CapGrant(Calls, 10)], (await AnswerAsync(first)).Caps);
        Assert.False((await AnswerAsync(second)).IsRefused);
        Assert.True((await AnswerAsync(first)).IsRefused);
        Assert.True((await AnswerAsync(second)).IsRefused);
        Assert.Equal(10, _ledger.Caps[Calls].Units[0]);
    }

    [Fact]
    public async Task Few_units_take_turns_among_many_shards()
    {
        _total = 1;
        var turns = new int[2];
        for (var i = 0; i < 40; i++)
        {
            _store.Now += Second1 / 4;
            turns[0] += await First.AskAsync(wants: 5) ?? 0;
            turns[1] += await Second.AskAsync(wants: 5) ?? 0;
        }

        Assert.All(turns, turn => Assert.InRange(turn, 12, 28));
    }

    [Fact]
    public async Task Cap_that_no_shard_has_any_longer_is_forgotten()
    {
        await First.AskAsync(wants: 10);
        await AnswerAsync(new QuotaReport(1, 1, 1, [Unlimited]));
        Assert.NotEmpty(_ledger.Caps);
        await AnswerAsync(new QuotaReport(0, 2, 1, [Unlimited]));
        Assert.Empty(_ledger.Caps);
    }

    [Fact]
    public async Task Shard_whose_settings_have_no_limit_yet_may_use_it_without_bound_so_nothing_begins()
    {
        await AnswerAsync(new QuotaReport(1, 1, 0, [Unlimited]));
        Assert.Equal(0, await First.AskAsync(wants: 10));
        await Second.AskAsync(wants: 3, live: 3);
        Assert.Equal(7, await First.AskAsync(wants: 10));
    }

    [Theory]
    [InlineData(1_000, 1, 1, 1_000, 1)]
    [InlineData(7, 1, 1, 7, 1)]
    [InlineData(3, 2, 1, 2, 1.333)]
    [InlineData(6, 60, 1, 1, 10)]
    [InlineData(1_500, 60, 1, 25, 1)]
    public void Rate_is_split_into_units_of_one_attempt_per_window(int count, int seconds, int burst, int units, double window)
    {
        var (split, ticks) = CapNames.Split(new RateLimit(count, TimeSpan.FromSeconds(seconds), burst));
        Assert.Equal(units, split);
        Assert.Equal(window, TimeSpan.FromTicks(ticks).TotalSeconds, 0.01);
    }

    private FakeShard First => _first ??= new FakeShard(this, 0);

    private FakeShard Second => _second ??= new FakeShard(this, 1);

    private static CapUse Unlimited => new(Calls, int.MaxValue, int.MaxValue, 0, 1);

    private async Task<QuotaGrant> AnswerAsync(QuotaReport report) =>
        (await _coordinator.AnswerAsync([report], TestContext.Current.CancellationToken))[0];

    /// <summary>A shard that obeys its share at once, and holds what it uses.</summary>
    private sealed class FakeShard(LedgerTests test, int number)
    {
        private long _sequence;

        public long Epoch { get; init; } = 1;

        public long Weight { get; set; } = 1;

        public bool IsQuiet { get; set; }

        public int Share { get; private set; }

        /// <returns>The share; null if the report was refused.</returns>
        public async Task<int?> AskAsync(int wants, int live = 0)
        {
            var use = new CapUse(test._cap, test._total, Math.Max(Share, live), wants, Weight, IsQuiet);
            IReadOnlyList<CapUse> caps = test._cap == Calls ? [use] : [use, Unlimited];
            var grant = await test.AnswerAsync(new QuotaReport(number, Epoch, ++_sequence, caps));
            Share = grant.IsRefused ? Share : grant.Caps.Single(cap => cap.Cap == test._cap).Units;
            return grant.IsRefused ? null : Share;
        }
    }

    private sealed class FakeStore(QuotaLedger ledger) : IQuotaStore, IGoneShards
    {
        public long Now { get; set; } = 100 * Second1;

        /// <summary>The live calls of shards.</summary>
        public Dictionary<int, int> Calls { get; } = [];

        /// <summary>The shards with a lease.</summary>
        public HashSet<int> Owned { get; } = [];

        public Task ChangeAsync(Func<LockedLedger, IGoneShards, Task> change, CancellationToken cancellationToken) =>
            change(new LockedLedger(ledger, Now), this);

        public Task<IReadOnlyList<GoneShard>> ReadAsync(IReadOnlyList<int> shards) => Task.FromResult<IReadOnlyList<GoneShard>>(
        [
            .. shards.Where(shard => !Owned.Contains(shard)).Select(shard => new GoneShard(
                shard, Calls.ContainsKey(shard), new Dictionary<string, int> { ["provider voice"] = Calls.GetValueOrDefault(shard) })),
        ]);
    }
}
