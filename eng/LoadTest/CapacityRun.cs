using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Campaigns.LoadTest;

/// <summary>
/// Lets the engine run as fast as it can, and compares its throughput without and with open dashboards: in one run and in turns, because
/// other work on the machine changes from minute to minute.
/// </summary>
internal sealed class CapacityRun(LoadOptions options, HostProcess host, RecordingDialer dialer)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastPart = TimeSpan.FromSeconds(1);

    public async Task<JsonObject> RunAsync(HttpClient http, IReadOnlyList<string> campaigns)
    {
        await Task.Delay(Settling);
        var (without, with) = (new List<Phase>(), new List<Phase>());
        foreach (var isWatched in new[] { false, true, true, false })
        {
            await using var viewers = isWatched ? new Viewers(http, campaigns, options.Viewers) : null;
            var phase = await MeasureAsync();
            (isWatched ? with : without).Add(phase);
            await Console.Error.WriteLineAsync($"{(isWatched ? "with" : "without")}: {phase}, {viewers?.Messages ?? 0} messages");
        }

        return new JsonObject
        {
            ["without"] = Rates(without),
            ["with"] = Rates(with),
            ["viewers"] = options.Viewers,
            ["ratio"] = Math.Round(with.Average(phase => phase.PerSecond) / without.Average(phase => phase.PerSecond), 3),
            ["ratio_per_processor_second"] = Math.Round(
                with.Average(phase => phase.PerProcessorSecond) / without.Average(phase => phase.PerProcessorSecond), 3),
            ["doubled"] = dialer.Doubled,
            ["dispatches"] = dialer.Placed,
        };
    }

    private async Task<Phase> MeasureAsync()
    {
        await Task.Delay(Settling);
        var (placed, processor, clock) = (dialer.Placed, host.ProcessorTime, Stopwatch.StartNew());
        await Task.Delay(options.Duration - LastPart);
        var last = dialer.Placed;
        await Task.Delay(LastPart);
        var count = dialer.Placed - placed;
        var (rate, lastRate) = (count / clock.Elapsed.TotalSeconds, (dialer.Placed - last) / LastPart.TotalSeconds);
        return lastRate <= rate / 4
            ? throw new InvalidOperationException(
                $"The contacts are used up: {lastRate:0} attempts in the last second, {rate:0} a second before. Give more with --contacts.")
            : new Phase(rate, count / (host.ProcessorTime - processor).TotalSeconds);
    }

    private static JsonArray Rates(IEnumerable<Phase> phases) => [.. phases.Select(phase => (JsonNode)Math.Round(phase.PerSecond, 1))];

    /// <param name="PerSecond">The attempts a second.</param>
    /// <param name="PerProcessorSecond">The attempts a second of the host's processor time.</param>
    private sealed record Phase(double PerSecond, double PerProcessorSecond);
}
