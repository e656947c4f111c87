using System.Diagnostics;
using Campaigns.Benchmarks.Engine;
using Campaigns.PostgreSql;
using Npgsql;

namespace Campaigns.Benchmarks.Stores.PostgreSql;

/// <summary>
/// Measures only the writes of an attempt, written by hand: the store's schema, prepared statements over arrays, one round trip a commit,
/// the best of several batch sizes. Like the engine's commits, each ends one batch of attempts and begins the next.
/// </summary>
internal static class PostgreSqlRaw
{
    private static readonly int[] BatchSizes = [1_000, 4_000];

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        await using var server = await BenchmarkServer.StartAsync();
        var (best, processor) = (0.0, 0.0);
        foreach (var size in BatchSizes)
        {
            var (rate, time) = await MeasureAsync(server, size, options.Seconds);
            (best, processor) = rate > best ? (rate, time) : (best, processor);
        }

        return
        [
            new(LoadScenario.Attempts, best, "1/s"), new("server_cpu_per_attempt", processor, "us"),
            new("machine_load", PostgreSqlScenario.MachineLoad(), "load"),
        ];
    }

    private static async Task<(double Rate, double ProcessorTime)> MeasureAsync(BenchmarkServer server, int batch, int seconds)
    {
        var database = await server.NextAsync();
        await using (var store = new PostgreSqlJobStore(database))
        {
            await store.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None); // creates the schema
        }

        await using var writes = await RawWrites.OpenAsync(database, LoadScenario.Contacts, batch);
        for (var first = 0; first < LoadScenario.Contacts; first += batch)
        {
            await writes.RoundAsync(); // every contact is tried once before the measurement, as in the engine's scenario
        }

        var (began, attempts, before) = (Stopwatch.GetTimestamp(), 0L, server.ProcessorTime());
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            await writes.RoundAsync();
            attempts += batch;
        }

        var rate = attempts / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return (rate, (server.ProcessorTime() - before) / attempts);
    }

    private sealed class RawWrites : IAsyncDisposable
    {
        private const string Options =
            "Options=-c plan_cache_mode=force_custom_plan -c random_page_cost=1.1 -c jit=off;Max Auto Prepare=20;Auto Prepare Min Usages=2;"
            + "Search Path=campaigns";

        private const string Enroll = """
            insert into campaigns (shard, id, created_at, state, tenant, definition, settings)
                select 0, i, 0, 2, 'acme', '{}', '{}' from generate_series(1, 10) i;
            insert into lanes (shard, id, campaign, kind, zone, channel)
                select 0, i, (i - 1) / 4 + 1, 0, 'Etc/UTC', 'voice' from generate_series(1, 40) i;
            insert into contacts (shard, id, campaign, scope, phone, key, zone)
                select 0, i, i % 10 + 1, -(i % 10 + 1), 493000000000 + i, 'C' || i, 'Etc/UTC' from generate_series(0, {0} - 1) i;
            insert into jobs (
                shard, lane, id, due, outcome_counts, expires, since, began, number, protocol, wishes, aside, early, caller_id,
                state, step, tries, last_outcome)
                select 0, i % 40 + 1, i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 from generate_series(0, {0} - 1) i;
            """;

        private const string Fence = "select fence(0, $1, $2, $3, 10000)";

        private const string End = """
            with gone as (
                delete from live l using unnest($1::bigint[]) u(job) where l.shard = 0 and l.job = u.job
                returning l.job, l.number, l.campaign, l.attempt_step, l.try, l.epoch, l.committed_at, l.provider)
            insert into attempts (shard, job, number, campaign, step, try, epoch, committed_at, provider, state, outcome, ended_at,
                occurred_at, content_hash)
            select 0, g.*, 5, 8, $2, 0, 0 from gone g
            """;

        private const string Update = """
            update jobs j set (state, due, outcome_counts, number, tries, last_outcome) = (1, $3, 256, u.number, u.number, 8)
            from unnest($1::bigint[], $2::int[]) u(job, number) where j.shard = 0 and j.id = u.job
            """;

        private const string Begin = """
            insert into live (
                shard, lane, job, due, outcome_counts, expires, since, began, campaign, epoch, committed_at, ended_at, occurred_at,
                content_hash, number, protocol, wishes, aside, early, caller_id, step, tries, last_outcome, attempt_step, try,
                attempt_state, outcome, provider)
            select 0, u.job % 40 + 1, u.job, $3, 0, 0, 0, 0, u.job % 10 + 1, 1, $3, 0, 0, 0, u.number, 0, 0, 0, 0, 0, 0, u.number, 0, 0, 1,
                0, 0, 'voice-1'
            from unnest($1::bigint[], $2::int[]) u(job, number)
            """;

        private const string Count = """
            insert into counters as c (shard, lane, counter, value)
            select 0, i, k, $1 from generate_series(1, 40) i, generate_series(1, 3) k
            on conflict (shard, lane, counter) do update set value = c.value + excluded.value
            """;

        private readonly NpgsqlDataSource _source;
        private readonly NpgsqlConnection _connection;
        private readonly int _contacts;
        private (long[] Jobs, int[] Numbers) _before = ([], []);
        private (long[] Jobs, int[] Numbers) _now;
        private int _next;
        private long _commit;
        private long _epoch;
        private long _time = 638_000_000_000_000_000;
        private Task _vacuum = Task.CompletedTask;
        private int _dead;

        private RawWrites(NpgsqlDataSource source, NpgsqlConnection connection, int contacts, int batch)
        {
            (_source, _connection, _contacts) = (source, connection, contacts);
            _now = (new long[batch], new int[batch]);
        }

        public static async Task<RawWrites> OpenAsync(string database, int contacts, int batch)
        {
            var source = NpgsqlDataSource.Create($"{database};{Options}");
            var writes = new RawWrites(source, await source.OpenConnectionAsync(), contacts, batch);
            await using var enroll = new NpgsqlCommand(
                Enroll.Replace("{0}", contacts.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal),
                writes._connection);
            await enroll.ExecuteNonQueryAsync();
            await using var shard = new NpgsqlCommand("select epoch, commit_no from shards where shard = 0", writes._connection);
            await using var row = await shard.ExecuteReaderAsync();
            await row.ReadAsync();
            (writes._epoch, writes._commit) = (row.GetInt64(0), row.GetInt64(1));
            return writes;
        }

        /// <summary>Ends the previous batch of attempts and begins the next, in one transaction and one round trip.</summary>
        public async Task RoundAsync()
        {
            _time += 10_000_000;
            Choose();
            await using var batch = new NpgsqlBatch(_connection);
            Add(batch, Fence, _epoch, ++_commit, _time);
            if (_before.Jobs.Length > 0)
            {
                Add(batch, End, _before.Jobs, _time);
                Add(batch, Update, _before.Jobs, _before.Numbers, _time);
            }

            Add(batch, Begin, _now.Jobs, _now.Numbers, _time);
            Add(batch, Count, 1L);
            await batch.ExecuteNonQueryAsync();
            (_before, _now) = (_now, _before.Jobs.Length > 0 ? _before : (new long[_now.Jobs.Length], new int[_now.Jobs.Length]));
            _dead += _now.Jobs.Length;
            if (_dead > 100_000 && _vacuum.IsCompleted)
            {
                (_dead, _vacuum) = (0, VacuumAsync());
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _vacuum;
            await _connection.DisposeAsync();
            await _source.DisposeAsync();
        }

        private void Choose()
        {
            var share = _contacts / SteadyLoad.CampaignCount;
            for (var i = 0; i < _now.Jobs.Length; i++, _next++)
            {
                // Ten campaigns in turn, as the engine distributes its turns.
                _now.Jobs[i] = (_next % SteadyLoad.CampaignCount * share) + (_next / SteadyLoad.CampaignCount % share);
                _now.Numbers[i] = (_next / _contacts) + 1;
            }

            Array.Sort(_now.Jobs, _now.Numbers);
        }

        private async Task VacuumAsync()
        {
            await using var connection = await _source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand("vacuum (truncate false) live", connection);
            await command.ExecuteNonQueryAsync();
        }

        private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            batch.BatchCommands.Add(command);
        }
    }
}
