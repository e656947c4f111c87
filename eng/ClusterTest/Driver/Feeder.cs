using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Campaigns.ClusterTest.World;

namespace Campaigns.ClusterTest.Driver;

/// <summary>Keeps contacts waiting in every campaign, and pauses a campaign now and then.</summary>
internal sealed class Feeder(World.Silos world)
{
    private const int Ahead = 60;
    private const int Portion = 40;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PauseTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>What was sent before the acknowledgment of a pause may arrive here after it, over another connection.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromMilliseconds(500);

    /// <summary>A request that was not acknowledged may be carried out much later: as soon as the silo that got it is thawed.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(75);
    private readonly ConcurrentDictionary<string, int> _fed = [];
    private readonly ConcurrentDictionary<string, long> _doubted = [];
    private readonly ConcurrentQueue<(string Tenant, long From, long To)> _pauses = [];
    private readonly CancellationTokenSource _end = new();
    private Task _feeding = Task.CompletedTask;

    /// <summary>The numbers of contacts whose enrollment was acknowledged, by tenant.</summary>
    public IReadOnlyDictionary<string, int> Fed => _fed;

    /// <summary>When campaigns were paused, so that nothing was sent.</summary>
    public IReadOnlyCollection<(string Tenant, long From, long To)> Pauses => _pauses;

    public void Start() => _feeding = Task.WhenAll(
        TestTenants.Names.Select(FeedAsync).Append(PauseAsync()).Append(LookAsync()));

    /// <summary>Enrolls nobody more, and lets the campaigns end.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _feeding;
        foreach (var tenant in TestTenants.Names)
        {
            await world.AskUntilAsync($"close {tenant}", Patience);
        }
    }

    private async Task FeedAsync(string tenant)
    {
        while (!_end.IsCancellationRequested)
        {
            var fed = _fed.GetValueOrDefault(tenant);
            if (fed - world.Provider.CountOf(tenant) >= Ahead)
            {
                await Task.Delay(Moment);
                continue;
            }

            // If nobody acknowledges it, the same contacts again: those that are enrolled are told as duplicates.
            var request = string.Create(CultureInfo.InvariantCulture, $"feed {tenant} {fed} {Portion}");
            if (await world.AskAnyAsync(request) == Answers.Ok)
            {
                _fed[tenant] = fed + Portion;
            }
            else
            {
                await Task.Delay(Moment);
            }
        }
    }

    /// <summary>Resumes campaigns that a request has paused although nobody waited for it any more.</summary>
    private async Task ResumeSilentAsync()
    {
        foreach (var tenant in TestTenants.Names)
        {
            if (world.Provider.LastOf(tenant) is { } last && Stopwatch.GetElapsedTime(last.At) > Silence)
            {
                await AskAsync("resume", tenant);
            }
        }
    }

    /// <summary>Reads, as a user of the dashboard does.</summary>
    private async Task LookAsync()
    {
        var random = new Random(3);
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(LookEvery);
            var tenant = TestTenants.Names[random.Next(TestTenants.Names.Count)];
            if (_fed.ContainsKey(tenant))
            {
                await world.AskAnyAsync($"look {tenant}");
            }
        }
    }

    private async Task PauseAsync()
    {
        var random = new Random(2);
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(PauseEvery);
            await ResumeSilentAsync(); // one after the other, so that no pause overtakes a resumption
            var tenant = TestTenants.Names[random.Next(TestTenants.Names.Count)];
            if (!_fed.ContainsKey(tenant) || IsDoubted(tenant))
            {
                continue;
            }

            var from = Stopwatch.GetTimestamp();
            var isPaused = await AskAsync("pause", tenant);
            await Task.Delay(Arrival);
            if (isPaused)
            {
                world.Provider.Pause(tenant);
                await Task.Delay(PauseTime);
                world.Provider.Resume(tenant);
            }

            await ResumeAsync(tenant);
            _pauses.Enqueue((tenant, from, Stopwatch.GetTimestamp()));
        }
    }

    private async Task ResumeAsync(string tenant)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await AskAsync("resume", tenant))
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"No silo resumes {tenant}");
            }

            await Task.Delay(Moment);
        }
    }

    private async Task<bool> AskAsync(string request, string tenant)
    {
        var isAcknowledged = await world.AskAnyAsync($"{request} {tenant}") == Answers.Ok;
        if (!isAcknowledged)
        {
            _doubted[tenant] = Stopwatch.GetTimestamp();
        }

        return isAcknowledged;
    }

    private bool IsDoubted(string tenant) =>
        _doubted.TryGetValue(tenant, out var since) && Stopwatch.GetElapsedTime(since) < Doubt;
}
