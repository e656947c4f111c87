using System.Diagnostics;

namespace Campaigns.ClusterFigures;

/// <summary>
/// How many attempts per second 1, 2 and 4 shards make, on one silo, one database server and one machine, which share its processors. Each
/// attempt is committed, sent to a provider that ends it at once, and recorded.
/// </summary>
internal static class ShardThroughput
{
    private const int Contacts = 60_000;
    private const int Live = 8_000; // over all shards
    private static readonly int[] Counts = [1, 2, 4];

    public static async Task MeasureAsync(FiguresServer server, int rounds)
    {
        var rates = Counts.ToDictionary(shards => shards, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var shards in Counts)
            {
                var rate = await RunAsync(await server.CreateDatabaseAsync(), shards);
                rates[shards].Add(rate);
                Report.Print("throughput", ("shards", shards), ("attempts_per_second", Math.Round(rate)));
            }
        }

        var one = Median(rates[1]);
        foreach (var shards in Counts)
        {
            var median = Median(rates[shards]);
            Report.Print(
                "throughput, median", ("shards", shards), ("attempts_per_second", Math.Round(median)),
                ("ratio_to_one_shard", Math.Round(median / one, 2)), ("processors", Environment.ProcessorCount));
        }
    }

    private static async Task<double> RunAsync(string database, int shards)
    {
        var line = new InstantLine(Contacts);
        await using var silo = await FiguresSilo.StartAsync("only", database, shards, line);
        await silo.ShareAsync(silos: 1);
        var campaigns = new List<CampaignId>();
        for (var shard = 0; shard < shards; shard++)
        {
            var campaign = await silo.Client.CreateAsync(new CampaignDefinition
            {
                Name = "Figures",
                Tenant = FiguresSilo.TenantOf(shard),
                MaxConcurrent = Live / shards,
                Steps = [new ContactStep { Channel = Channels.Voice, Retry = StepRetryPolicy.None }],
            });
            await silo.Client.AddContactsAsync(campaign, People.Of(Contacts / shards));
            campaigns.Add(campaign);
        }

        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(campaigns.Select(campaign => silo.Client.StartAsync(campaign)));
        return Contacts / (await line.ReachAsync(began)).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <summary>People to call.</summary>
internal static class People
{
    public static IEnumerable<Contact> Of(int count) =>
        Enumerable.Range(0, count).Select(i => new Contact($"c{i}", $"+1202{i % 10_000_000:0000000}", "America/New_York"));
}
