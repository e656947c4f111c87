using System.Diagnostics;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// Measures the throughput of 300,000 ready contacts alone, and beside a campaign whose provider is sick. The sick campaign is paused and
/// resumed every few seconds, so that a slowdown of the machine affects both cases.
/// </summary>
internal sealed class IsolationScenario(Sickness sickness)
{
    private const int Healthy = 300_000;
    private const int SliceSeconds = 2;
    private const int MostPairs = 5; // at 250 tries per contact, the contacts last about a minute
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2.5); // calls in progress at the sick provider end within two seconds
    private readonly SickProvider _provider = new(sickness);
    private CampaignId _sick;
    private bool _isBeside;

    /// <summary>Runs once in its own engine. The slices alternate: alone, beside, beside, alone, alone, beside.</summary>
    public async Task<IReadOnlyList<Pair>> RunAsync(int seconds)
    {
        var count = Math.Clamp(seconds / SliceSeconds, 1, MostPairs);
        await using var load =
            new SteadyLoad(Healthy, options => options.AddProvider(SickCampaign.Channel, _provider, SickCampaign.Configure));
        await load.Engine.StartAsync();
        _sick = await SickCampaign.CreateAsync(load.Engine, sickness, seconds: count * 10);
        await load.StartAsync(load.Definition, People.Zones);
        await load.WarmUpAsync();
        var pairs = new List<Pair>();
        for (var i = 0; i < count; i++)
        {
            var first = await MeasureAsync(load, beside: i % 2 == 1);
            var second = await MeasureAsync(load, beside: i % 2 == 0);
            pairs.Add(i % 2 == 0 ? new Pair(first, second) : new Pair(second, first));
        }

        return pairs;
    }

    private async Task<Slice> MeasureAsync(SteadyLoad load, bool beside)
    {
        if (beside != _isBeside)
        {
            await SetAsync(load.Client, beside);
            await Task.Delay(Settle);
        }

        return await MeasureAsync(load);
    }

    private async Task SetAsync(ICampaignClient client, bool beside)
    {
        _isBeside = beside;
        if (!beside)
        {
            await client.PauseAsync(_sick);
        }
        else if ((await client.GetStatisticsAsync(_sick)).State == CampaignState.Draft)
        {
            await client.StartAsync(_sick);
        }
        else
        {
            await client.ResumeAsync(_sick);
        }
    }

    private async Task<Slice> MeasureAsync(SteadyLoad load)
    {
        var (before, began) = (_provider.Calls, Stopwatch.GetTimestamp());
        var samples = await load.MeasureAsync(SliceSeconds);
        var sick = (_provider.Calls - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Slice(samples[0].Value, samples[1].Value, sick);
    }
}

/// <summary>The measurements of one slice.</summary>
/// <param name="Rate">Attempts of the healthy campaigns per second.</param>
/// <param name="Processor">
/// Processor time of the process per healthy attempt, in microseconds, including the cost of the sick campaign.
/// </param>
/// <param name="SickCalls">Calls of the sick provider per second.</param>
internal readonly record struct Slice(double Rate, double Processor, double SickCalls);

/// <summary>Two consecutive slices.</summary>
internal readonly record struct Pair(Slice Alone, Slice Beside)
{
    public double Ratio => Beside.Rate / Alone.Rate;
}
