using System.Diagnostics;
using System.Globalization;
using Campaigns.Benchmarks.Engine;
using Campaigns.PostgreSql;

namespace Campaigns.Benchmarks.Stores.PostgreSql;

/// <summary>
/// Measures the path from client to provider and back on a PostgreSQL server: contacts with random keys enrolled into empty tables, one
/// percent of them duplicates, and attempts recorded with 100,000 pending.
/// </summary>
internal static class PostgreSqlScenario
{
    private const int Contacts = LoadScenario.Contacts;
    private const int Duplicates = Contacts / 100;

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        await using var server = await BenchmarkServer.StartAsync();
        var load = MachineLoad();
        var database = await server.NextAsync();
        var before = server.ProcessorTime();
        var seconds = await IngestAsync(database);
        var ingestion = (server.ProcessorTime() - before) / Contacts;
        EngineBenchmark.CollectGarbage();
        await using var store = new PostgreSqlJobStore(await server.NextAsync());
        await using var steady = await StartAsync(store, Contacts);
        before = server.ProcessorTime();
        var samples = await steady.MeasureAsync(options.Seconds);
        var attempts = samples[0].Value * options.Seconds;
        return
        [
            new("ingest_100k_seconds", seconds, "s"), new("server_cpu_per_contact", ingestion, "us"), .. samples,
            new("server_cpu_per_attempt", (server.ProcessorTime() - before) / attempts, "us"), new("machine_load", load, "load"),
        ];
    }

    public static async Task<IReadOnlyList<Sample>> RunMixedAsync(RunOptions options)
    {
        await using var server = await BenchmarkServer.StartAsync();
        await using var one = new PostgreSqlJobStore(await server.NextAsync());
        await using var other = new PostgreSqlJobStore(await server.NextAsync());
        return [.. await MixedScenario.RunAsync(one, other, options.Seconds), new("machine_load", MachineLoad(), "load")];
    }

    /// <summary>A steady load on a store, warmed up.</summary>
    public static async Task<SteadyLoad> StartAsync(PostgreSqlJobStore store, int contacts)
    {
        var load = new SteadyLoad(contacts, options => options.Store = store, maxDispatching: LoadScenario.MaxDispatching);
        await load.Engine.StartAsync();
        await load.StartAsync(load.Definition, People.Zones);
        await load.WarmUpAsync();
        return load;
    }

    /// <summary>The processes that ran or waited for a processor in the last minute, this one included.</summary>
    public static double MachineLoad() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture);

    private static async Task<double> IngestAsync(string database)
    {
        await using var store = new PostgreSqlJobStore(database);
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new NoOpProvider(Contacts));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var id =
            await engine.Client.CreateAsync(new CampaignDefinition { Name = "Ingest", Steps = [CampaignStep.Call(StepRetryPolicy.None)] });
        var contacts = RandomContacts();
        var began = Stopwatch.GetTimestamp();
        var report = await engine.Client.AddContactsAsync(id, contacts);
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return report.Added == Contacts - Duplicates
            ? took
            : throw new InvalidOperationException($"{report.Added} of {Contacts} contacts were enrolled");
    }

    private static List<Contact> RandomContacts()
    {
        var random = new Random(7);
        var contacts = new List<Contact>(Contacts);
        for (var i = 0; i < Contacts - Duplicates; i++)
        {
            var key = random.NextInt64(1L << 48).ToString("x12", CultureInfo.InvariantCulture);
            contacts.Add(new Contact(key, People.One(i, People.Zones[0]).Phone.Reveal(), People.Zones[i % People.Zones.Count]));
        }

        for (var i = 0; i < Duplicates; i++)
        {
            contacts.Insert(random.Next(contacts.Count / 2, contacts.Count), contacts[random.Next(contacts.Count / 2)]);
        }

        return contacts;
    }
}
