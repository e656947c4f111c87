using System.Diagnostics;
using System.Globalization;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;
using SQLitePCL;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// Measures only the two writes of an attempt, written by hand: the store's schema, statements prepared once, the best of several batch
/// sizes, every commit synced to disk. Like the engine's commits, each transaction ends one batch of attempts and begins the next.
/// </summary>
internal static class RawScenario
{
    private static readonly int[] BatchSizes = [1_000, 4_000];

    public static Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        var best = BatchSizes.Max(size => Measure(size, options.Seconds));
        return Task.FromResult<IReadOnlyList<Sample>>([new(LoadScenario.Attempts, best, "1/s")]);
    }

    private static double Measure(int batch, int seconds)
    {
        using var files = new StoreFiles();
        using var writes = new RawWrites(files.Next());
        writes.Enroll(LoadScenario.Contacts, batch);
        for (var first = 0; first < LoadScenario.Contacts; first += batch)
        {
            writes.Round(batch); // every contact is tried once before the measurement, as in the engine's scenario
        }

        var began = Stopwatch.GetTimestamp();
        var attempts = 0L;
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            writes.Round(batch);
            attempts += batch;
        }

        return attempts / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private sealed class RawWrites : IDisposable
    {
        private readonly sqlite3 _database;
        private readonly sqlite3_stmt _contact;
        private readonly sqlite3_stmt _insert;
        private readonly sqlite3_stmt _job;
        private readonly sqlite3_stmt _begin;
        private readonly sqlite3_stmt _end;
        private int _contacts;
        private int _next;
        private int _batchBefore;
        private long _now = 638_000_000_000_000_000;

        public RawWrites(string path)
        {
            Batteries_V2.Init();
            Check(raw.sqlite3_open(path, out _database));
            Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;");
            using var schema = new StreamReader(typeof(SqliteJobStore).Assembly.GetManifestResourceStream("V1.sql")!);
            Execute(schema.ReadToEnd());
            _contact = Prepare("INSERT INTO contacts VALUES (?1, ?1 / 10000, ?2, ?3, 'Europe/Paris', NULL, NULL)");
            _insert = Prepare("INSERT INTO jobs VALUES (?1, ?1 / 10000 * 4 + ?1 % 4, 0, 0, 0, 0, 0, 0, 0, 0)");
            _job = Prepare("UPDATE jobs SET lane = ?1 / 10000 * 4 + ?1 % 4, state = ?2, due = ?3, outcome_counts = 256, number = ?4, "
                + "step = 0, tries = ?4, last_outcome = 8, wishes = 0 WHERE id = ?1");
            _begin = Prepare("INSERT INTO attempts VALUES (?1, ?2, ?1 / 10000, 0, 1, 0, 0, 1, ?3, 0, 'voice-1', NULL, NULL)");
            _end = Prepare(
                "UPDATE attempts SET state = 5, outcome = 8, ended_at = ?3, provider_call_id = NULL, note = NULL WHERE job = ?1 AND "
                    + "number = ?2");
        }

        public void Enroll(int contacts, int batch)
        {
            _contacts = contacts;
            for (var first = 0; first < contacts; first += batch)
            {
                Execute("BEGIN IMMEDIATE");
                for (var id = first; id < first + batch; id++)
                {
                    raw.sqlite3_bind_text(_contact, 2, string.Create(CultureInfo.InvariantCulture, $"C{id:D9}"));
                    raw.sqlite3_bind_int64(_contact, 3, 493_000_000_000 + id);
                    Run(_contact, id, 0, 0, 1);
                    Run(_insert, id, 0, 0, 1);
                }

                Execute("COMMIT");
            }
        }

        /// <summary>Ends the previous batch of attempts and begins the next, in one transaction.</summary>
        public void Round(int batch)
        {
            _now += 10_000_000;
            Execute("BEGIN IMMEDIATE");
            for (var i = 0; i < _batchBefore; i++)
            {
                var (id, number) = (Id(_next - _batchBefore + i), Number(_next - _batchBefore + i));
                raw.sqlite3_bind_int64(_job, 4, number);
                Run(_job, id, 1, _now + 10_000, 3);
                Run(_end, id, number, _now, 3);
            }

            for (var i = 0; i < batch; i++)
            {
                var (id, number) = (Id(_next + i), Number(_next + i));
                raw.sqlite3_bind_int64(_job, 4, number);
                Run(_job, id, 2, _now, 3);
                Run(_begin, id, number, _now, 3);
            }

            Execute("COMMIT");
            _next += batch;
            _batchBefore = batch;
        }

        public void Dispose()
        {
            foreach (var statement in new[] { _contact, _insert, _job, _begin, _end })
            {
                statement.Dispose();
            }

            _database.Dispose();
        }

        /// <summary>Maps attempts to ten campaigns of four lanes in turn, as the engine distributes its turns.</summary>
        private long Id(int attempt)
        {
            var share = _contacts / SteadyLoad.CampaignCount;
            return (attempt % SteadyLoad.CampaignCount * share) + (attempt / SteadyLoad.CampaignCount % share);
        }

        private long Number(int attempt) => (attempt / _contacts) + 1;

        private static void Run(sqlite3_stmt statement, long first, long second, long third, int count)
        {
            raw.sqlite3_bind_int64(statement, 1, first);
            if (count == 3)
            {
                raw.sqlite3_bind_int64(statement, 2, second);
                raw.sqlite3_bind_int64(statement, 3, third);
            }

            if (raw.sqlite3_step(statement) != raw.SQLITE_DONE)
            {
                throw new InvalidOperationException("a write failed");
            }

            raw.sqlite3_reset(statement);
        }

        private sqlite3_stmt Prepare(string sql)
        {
            Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
            return statement;
        }

        private void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

        private void Check(int result)
        {
            if (result != raw.SQLITE_OK)
            {
                throw new InvalidOperationException(raw.sqlite3_errmsg(_database).utf8_to_string());
            }
        }
    }
}
