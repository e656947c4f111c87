using System.Diagnostics;
using System.Globalization;
using Campaigns.Tests;

namespace Campaigns.ClusterTest.Driver;

/// <summary>Scales two silos to four and then to three, and judges the owners of the shards, as their rows tell.</summary>
internal sealed class Scaling(Stage stage, Watch watch)
{
    private const double Longest = 30; // seconds

    /// <summary>How long shards stay that were moved when the second silo joined.</summary>
    private static readonly TimeSpan MoveInterval = TimeSpan.FromMinutes(1);
    private readonly List<string> _figures = [];
    private Dictionary<int, Owner> _owners = [];
    private int _takeovers;
    private int _moves;

    /// <summary>How many shards were taken over by the process that had them before, although nothing had happened to it.</summary>
    public int Restarted { get; private set; }

    /// <summary>Whether each silo had its share in time.</summary>
    public bool IsInTime { get; private set; } = true;

    public async Task RunAsync()
    {
        await Task.Delay(MoveInterval);
        _owners = await ReadAsync();
        await RunAsync("scale_out", async () =>
        {
            stage.Start(2);
            stage.Start(3);
            await watch.ConnectedAsync("scaling out");
        });
        var leaver = stage.Active[1];
        await RunAsync("scale_in", () => stage.RetireAsync(leaver));
    }

    /// <summary>The figures, as JSON.</summary>
    public string ToJson() => $"{{{string.Join(',', _figures)}}}";

    /// <summary>Changes the number of silos, and waits until each has its share.</summary>
    private Task RunAsync(string kind, Func<Task> act) => watch.HitAsync(kind, TestTenants.Names.ToHashSet(), async () =>
    {
        (_takeovers, _moves) = (0, 0);
        await act();
        var since = Stopwatch.GetTimestamp();
        await Watch.UntilAsync(IsBalancedAsync, $"the shards are not spread evenly after {kind}");
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        IsInTime &= seconds <= Longest;
        _figures.Add(string.Create(
            CultureInfo.InvariantCulture, $"\"{kind}\":{{\"seconds\":{seconds:F1},\"moves\":{_moves},\"takeovers\":{_takeovers}}}"));
    });

    private async Task<bool> IsBalancedAsync()
    {
        var owners = await ReadAsync();
        foreach (var (shard, owner) in owners)
        {
            var before = _owners[shard];
            _takeovers += (int)(owner.Epoch - before.Epoch);
            if (owner.Process != before.Process)
            {
                _moves++;
            }
            else
            {
                Restarted += (int)(owner.Epoch - before.Epoch);
            }
        }

        _owners = owners;
        var held = stage.Active.Select(silo => owners.Values.Count(owner => owner.Process == stage.Processes[silo].Id)).ToList();
        return held.Sum() == owners.Count && held.Max() - held.Min() <= 1;
    }

    private async Task<Dictionary<int, Owner>> ReadAsync()
    {
        var rows = await stage.Server.ReadAsync(
            "select string_agg(format('%s %s %s', shard, epoch, substring(holder from 'process ([0-9]+)')), ',') from campaigns.shards");
        return ((string)rows!).Split(',').Select(row => row.Split(' ').Select(Number).ToArray())
            .ToDictionary(row => (int)row[0], row => new Owner(row[1], (int)row[2]));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Owner(long Epoch, int Process);
}
