using System.Diagnostics;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// What 300,000 ready contacts get alone, and beside a campaign whose provider is sick. That is paused and resumed in turn, every few
/// seconds, so that a machine that slows down does so for both.
/// </summary>
internal sealed class IsolationScenario(Sickness sickness)
{
    private const int Healthy = 300_000;
    private const int SliceSeconds = 2;
    private const int MostPairs = 5; // at 250 tries a contact they last about a minute
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2.5); // what is under way at the sick provider ends within two
    private readonly SickProvider _provider = new(sickness);
    private CampaignId _sick;
    private bool _isBeside;

    /// <summary>
    /// One run in an engine of its own: slices alone and beside, the first alone, then beside, beside, alone, alone, and so on.
    /// </summary>
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

/// <summary>What was measured in some seconds.</summary>
/// <param name="Rate">Attempts of the healthy campaigns a second.</param>
/// <param name="Processor">What each of them cost the process, in microseconds, with all that the sick one costs.</param>
/// <param name="SickCalls">Calls of the sick provider a second.</param>
internal readonly record struct Slice(double Rate, double Processor, double SickCalls);

/// <summary>Two slices, one after the other.</summary>
internal readonly record struct Pair(Slice Alone, Slice Beside)
{
    public double Ratio => Beside.Rate / Alone.Rate;
}
