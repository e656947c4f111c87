using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.CrashTest;

/// <summary>
/// Kills an engine that takes events, at random times, then lets a last one finish. The log must then hold every event once, in order, with
/// its effect, and the store the jobs that follow from it.
/// </summary>
internal sealed class EventsRun(Arguments arguments, string place)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Random _random = new(arguments.Seed);
    private readonly List<string> _violations = [];
    private int _taken;

    /// <summary>Runs the whole test and prints the result.</summary>
    /// <returns>The exit code: 1 after a violation.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        Console.WriteLine($"seed {arguments.Seed}");
        var folder = Directory.CreateTempSubdirectory("crash-test-");
        await using var host = await StoreHost.CreateAsync(arguments.Store, folder.FullName);
        var run = new EventsRun(arguments, host.Place);
        var kills = await run.CrashAsync();
        await run.FinishAsync();
        var (logged, jobs) = await run.AuditAsync();
        run._violations.Take(20).ToList().ForEach(Console.WriteLine);
        if (run._violations.Count == 0)
        {
            folder.Delete(recursive: true);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"cycles\":{kills},\"events\":{arguments.Events},\"logged\":{logged},\"jobs\":{jobs},"
            + $"\"violations\":{run._violations.Count}}}"));
        return run._violations.Count == 0 ? 0 : 1;
    }

    /// <returns>The number of kills: fewer than asked for, if all events are taken before.</returns>
    private async Task<int> CrashAsync()
    {
        var kills = 0;
        for (; kills < arguments.Cycles && _taken < arguments.Events; kills++)
        {
            using var node = Start();
            if (_random.NextDouble() < 0.8)
            {
                Note([await node.ReadLineAsync(Patience) ?? "violation: a node ended by itself"]);
            }

            await Task.Delay(_random.Next(20, 400));
            node.Kill();
            Note(await node.ReadToEndAsync());
        }

        return kills;
    }

    private async Task FinishAsync()
    {
        using var node = Start();
        if (!await node.EndsAsync(Patience))
        {
            _violations.Add("the events are not taken");
            node.Kill();
        }

        Note(await node.ReadToEndAsync());
    }

    private Child Start() => new(
        EventsRole.Name, place, _taken.ToString(CultureInfo.InvariantCulture), arguments.Events.ToString(CultureInfo.InvariantCulture),
        arguments.Seed.ToString(CultureInfo.InvariantCulture));

    private void Note(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.StartsWith("violation", StringComparison.Ordinal))
            {
                _violations.Add(line);
            }
            else if (line.Split(' ') is ["taken", var next])
            {
                _taken = Math.Max(_taken, int.Parse(next, CultureInfo.InvariantCulture));
            }
        }
    }

    private async Task<(int Logged, int Jobs)> AuditAsync()
    {
        using var opened = StorePlace.Open(place);
        var store = opened.Store;
        await store.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        var seen = new HashSet<string>();
        for (long? after = 0; after is { } from;)
        {
            var page = await store.Queries.ReadEventsAsync(
                new EventQuery(new PageLimits(10_000)) { After = from }, CancellationToken.None);
            foreach (var row in page.Items)
            {
                Judge(row, seen);
            }

            after = page.Next;
        }

        Require(seen.Count == arguments.Events, $"{seen.Count} of {arguments.Events} events are in the log");
        var query = new JobQuery(new CampaignId(1), new PageLimits(int.MaxValue, int.MaxValue));
        var jobs = (await store.Queries.ReadJobsAsync(query, CancellationToken.None)).Items;
        var people = Enumerable.Range(0, arguments.Events).Count(TestEvents.IsJoining);
        Require(jobs.Count == people, $"{jobs.Count} of {people} people are enrolled");
        var replies = Enumerable.Range(0, arguments.Events).Count(TestEvents.IsReply);
        var replied = jobs.Count(job => job.Row.State == JobState.Replied);
        Require(replied == replies, $"{replied} jobs have ended after {replies} replies");
        return (seen.Count, jobs.Count);
    }

    private void Judge(LoggedEvent row, HashSet<string> seen)
    {
        var number = int.Parse(row.Event.Id.AsSpan("event ".Length), CultureInfo.InvariantCulture);
        Require(seen.Add(row.Event.Id), $"event {number} is logged twice");
        Require(row.Event == TestEvents.Of(number), $"event {number} is not logged as it came");
        var affected = TestEvents.IsJoining(number) || TestEvents.IsReply(number) ? 1 : 0;
        Require(
            (row.State, row.Affected) == (EventState.Applied, affected),
            $"event {number} is {row.State} and has affected {row.Affected} jobs: {row.Reason}");
    }

    private void Require(bool holds, string violation)
    {
        if (!holds)
        {
            _violations.Add(violation);
        }
    }
}
