using Campaigns.Orleans.Quotas;
using Campaigns.Orleans.Shards;
using Campaigns.Orleans.Tests.Support;
using Campaigns.PostgreSql;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.Orleans.Tests.Quotas;

/// <summary>The ledger in a database: nothing is lost, one changes it at a time, and who stands still with the lock loses it.</summary>
[Collection(OneServer.Name)]
public sealed class QuotaStoreTests(SharedServer server) : IAsyncLifetime
{
    private const string Calls = "calls provider voice";
    private ClusterDatabase _cluster = null!;
    private NpgsqlDataSource _source = null!;
    private QuotaStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await server.CreateDatabaseAsync();
        await using (var shard = new PostgreSqlJobStore(database))
        {
            await shard.OpenAsync(DateTimeOffset.UnixEpoch, CancellationToken.None); // creates the tables of the shards
        }

        var options = new CampaignsClusterOptions { ConnectionString = database };
        _cluster = new ClusterDatabase(options);
        await ClusterSchema.PrepareAsync(_cluster, options, CancellationToken.None);
        _source = NpgsqlDataSource.Create(database);
        _store = New();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task Everything_that_was_noted_is_there_again()
    {
        await _store.ChangeAsync(
            (locked, _) =>
            {
                locked.Ledger.Hold(true);
                locked.Ledger.Shards[3] = new ShardTerm(7, 8, 9);
                var cap = new CapLedger("rate 10000000 provider it's \"x\"");
                cap.Load(5, [(0, 1), (3, CapLedger.Unbounded)], [new RestingUnits(11, 2)]);
                cap.SetTotal(6);
                locked.Ledger.Caps[cap.Name] = cap;
                return Task.CompletedTask;
            },
            CancellationToken.None);
        await ReadAsync(New(), ledger =>
        {
            Assert.True(ledger.IsHeld);
            Assert.Equal(new ShardTerm(7, 8, 9), ledger.Shards[3]);
            var cap = Assert.Single(ledger.Caps.Values);
            Assert.Equal(("rate 10000000 provider it's \"x\"", "provider it's \"x\"", 6L), (cap.Name, cap.Subject, cap.Total));
            Assert.Equal((1L, (long)CapLedger.Unbounded), (cap.Units[0], cap.Units[3]));
            Assert.Equal([new RestingUnits(11, 2)], cap.Resting);
            ledger.Caps.Clear();
        });
        await ReadAsync(New(), ledger => Assert.Empty(ledger.Caps));
    }

    [Fact]
    public async Task Change_that_fails_changes_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.ChangeAsync(
            (locked, _) =>
            {
                locked.Ledger.Hold(true);
                throw new InvalidOperationException("no");
            },
            CancellationToken.None));
        await ReadAsync(_store, ledger => Assert.False(ledger.IsHeld));
    }

    [Fact]
    public async Task Session_that_began_on_a_read_only_server_is_not_used_again()
    {
        var name = new NpgsqlConnectionStringBuilder(_source.ConnectionString).Database;
        await using var cluster = new ClusterDatabase(new CampaignsClusterOptions { ConnectionString = _source.ConnectionString });
        var store = new QuotaStore(cluster, () => 4);
        await ExecuteAsync($"alter database {name} set default_transaction_read_only = on");
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ReadAsync(store, _ => { }));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);

        await ExecuteAsync($"begin read write; alter database {name} reset default_transaction_read_only; commit");

        Assert.True(await CanReadAsync(store));
    }

    [Fact]
    public async Task Coordinators_that_work_at_once_grant_no_unit_twice()
    {
        const int Shards = 8;
        var coordinators = Enumerable.Range(0, 4).Select(_ => new QuotaCoordinator(New(Shards))).ToList();
        var granted = new int[Shards];
        var worst = 0;
        await Task.WhenAll(Enumerable.Range(0, Shards).Select(async shard =>
        {
            for (var i = 1; i <= 10; i++)
            {
                int held;
                lock (granted)
                {
                    held = granted[shard];
                }

                var report = new QuotaReport(shard, 1, i, [new CapUse(Calls, 10, held, 10, 1)]);
                var answer = await coordinators[(shard + i) % coordinators.Count].AnswerAsync([report], CancellationToken.None);
                lock (granted)
                {
                    granted[shard] = Math.Max(granted[shard], answer[0].Caps[0].Units);
                    worst = Math.Max(worst, granted.Sum());
                }
            }
        }));
        Assert.Equal(10, worst);
    }

    [Fact]
    public async Task Coordinator_that_stands_still_loses_the_lock_and_what_it_has_changed()
    {
        var goOn = new TaskCompletionSource();
        var locked = new TaskCompletionSource();
        var frozen = _store.ChangeAsync(
            async (ledger, _) =>
            {
                ledger.Ledger.Hold(true);
                locked.SetResult();
                await goOn.Task;
            },
            CancellationToken.None);
        await locked.Task;
        var other = New();
        await Until.HoldsAsync(async () => await CanReadAsync(other));
        goOn.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => frozen);
        await ReadAsync(other, ledger => Assert.False(ledger.IsHeld));
    }

    [Fact]
    public async Task Live_calls_of_shards_are_known_once_their_lease_has_ended()
    {
        await ExecuteAsync(
            """
            insert into campaigns.shards
                (shard, epoch, commit_no, lease_until, owner, holder, stamp, last_campaign, last_job, suppression_key)
            select s, 1, 1, now() + case s when 1 then 3600 else -1 end * interval '1 s', 0, '', 0, 0, 0, '' from unnest(array[1, 2]) s;
            insert into campaigns.live
                (shard, lane, job, due, outcome_counts, expires, since, began, campaign, epoch, committed_at, ended_at,
                occurred_at, content_hash, number, protocol, wishes, aside, early, caller_id, step, tries, last_outcome, attempt_step, try,
                attempt_state, outcome, provider, caller_number)
            select s, 1, j, 0, 0, 0, 0, 0, 1, 1, 0, 0,
                0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 'voice', case j when 1 then '+15550100001' end
            from unnest(array[1, 2]) s, generate_series(1, 3) j
            """);
        IReadOnlyList<GoneShard> gone = [];
        await _store.ChangeAsync(async (_, shards) => gone = await shards.ReadAsync([1, 2, 3]), CancellationToken.None);
        Assert.Equal([(2, true), (3, false)], gone.OrderBy(shard => shard.Shard).Select(shard => (shard.Shard, shard.WasOwned)));
        var calls = gone.Single(shard => shard.Shard == 2).Calls;
        Assert.Equal((3, 3, 1), (calls["everything"], calls["provider voice"], calls["caller-id +15550100001 voice"]));
    }

    [Fact]
    public async Task Hold_is_acknowledged_by_owners_and_needs_none_of_shards_that_nobody_can_send_for()
    {
        var hold = new ClusterHold(_store, () => 4, TimeProvider.System);
        var held = new List<int>();
        await ExecuteAsync("update campaigns.shards set lease_until = now() + interval '1 hour'"); // shard 0 has an owner
        await hold.HoldAsync(
            async (shard, _) =>
            {
                await ReadAsync(New(), ledger => Assert.True(ledger.IsHeld)); // whoever opens now reads it
                lock (held)
                {
                    held.Add(shard);
                }

                Assert.True(shard == 0, "away");
            },
            CancellationToken.None);
        Assert.Contains(0, held);
    }

    [Fact]
    public async Task Hold_that_an_owner_does_not_acknowledge_fails_and_names_the_shard()
    {
        using var patience = new CancellationTokenSource();
        var hold = new ClusterHold(_store, () => 4, TimeProvider.System);
        await ExecuteAsync("update campaigns.shards set lease_until = now() + interval '1 hour'");
        var error = await Assert.ThrowsAsync<CampaignException>(() => hold.HoldAsync(
            (shard, _) =>
            {
                patience.Cancel();
                return shard == 0 ? throw new TimeoutException() : Task.CompletedTask;
            },
            patience.Token));
        Assert.Contains("1 of 4 shards have not acknowledged and may still send: 0", error.Message);
        await ReadAsync(_store, ledger => Assert.True(ledger.IsHeld));
    }

    private QuotaStore New(int shards = 4) => new(_cluster, () => shards);

    private static Task ReadAsync(QuotaStore store, Action<QuotaLedger> read) => store.ChangeAsync(
        (locked, _) =>
        {
            read(locked.Ledger);
            return Task.CompletedTask;
        },
        CancellationToken.None);

    private static async Task<bool> CanReadAsync(QuotaStore store)
    {
        try
        {
            await ReadAsync(store, _ => { });
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
