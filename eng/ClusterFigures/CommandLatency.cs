using System.Diagnostics;
using Campaigns.PostgreSql;

namespace Campaigns.ClusterFigures;

/// <summary>
/// How long a request takes, one at a time: at an engine in the process, through a grain on the same silo, and through one on another silo.
/// The silos are in one process and talk over the loopback interface. The three take turns, so that the machine is the same for each.
/// </summary>
internal static class CommandLatency
{
    private const int Shards = 4;
    private const int WarmUp = 100;
    private const int RequestsPerRound = 300;

    public static async Task MeasureAsync(FiguresServer server, int rounds)
    {
        await using var store = new PostgreSqlJobStore(await server.CreateDatabaseAsync());
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new InstantLine());
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await using var here = await FiguresSilo.StartAsync("here", database, Shards, new InstantLine());
        await using var there = await FiguresSilo.StartAsync("there", database, Shards, new InstantLine());
        var silos = (List<string>)[.. await here.ShareAsync(silos: 2)];
        List<Place> places =
        [
            await Place.OpenAsync("in the process", engine.Client, "t0"),
            await Place.OpenAsync("grain on the same silo", here.Client, FiguresSilo.TenantOf(silos.IndexOf(here.Name))),
            await Place.OpenAsync("grain on another silo", here.Client, FiguresSilo.TenantOf(silos.IndexOf(there.Name))),
        ];
        await RunAsync(places, WarmUp);
        places.ForEach(place => place.Forget());
        await RunAsync(places, rounds * RequestsPerRound);
        places.ForEach(place => place.Print());
    }

    private static async Task RunAsync(List<Place> places, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var place in places)
            {
                await place.AskAsync();
            }
        }
    }

    private sealed class Place(string name, ICampaignClient client, CampaignId campaign)
    {
        private readonly List<TimeSpan> _reads = [];
        private readonly List<TimeSpan> _commits = [];

        public static async Task<Place> OpenAsync(string name, ICampaignClient client, string tenant)
        {
            var campaign = await client.CreateAsync(new CampaignDefinition
            {
                Name = "Figures", Tenant = tenant, KeepOpen = true, Steps = [new ContactStep { Channel = Channels.Voice }],
            });
            await client.StartAsync(campaign);
            return new Place(name, client, campaign);
        }

        public async Task AskAsync()
        {
            await TimeAsync(_reads, () => client.GetStatisticsAsync(campaign));
            await TimeAsync(_commits, () => client.PauseAsync(campaign));
            await TimeAsync(_commits, () => client.ResumeAsync(campaign));
        }

        public void Forget()
        {
            _reads.Clear();
            _commits.Clear();
        }

        public void Print() => Report.Print(
            "commands", ("place", name),
            ("statistics_p50_ms", Report.Percentile(_reads, 50)), ("statistics_p99_ms", Report.Percentile(_reads, 99)),
            ("pause_or_resume_p50_ms", Report.Percentile(_commits, 50)), ("pause_or_resume_p99_ms", Report.Percentile(_commits, 99)),
            ("requests", _reads.Count + _commits.Count));

        private static async Task TimeAsync(List<TimeSpan> times, Func<Task> request)
        {
            var began = Stopwatch.GetTimestamp();
            await request();
            times.Add(Stopwatch.GetElapsedTime(began));
        }
    }
}
