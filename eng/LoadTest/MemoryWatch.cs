using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Campaigns.LoadTest;

/// <summary>Samples the memory of the host and of a page in a real browser, while dashboards are open and campaigns run.</summary>
internal sealed class MemoryWatch(HostProcess host, Viewers viewers, TimeSpan duration)
{
    private const double Megabyte = 1024 * 1024;
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly List<Sample> _samples = [];

    public async Task<JsonObject> RunAsync(string campaign)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Browsers.First(File.Exists), Args = ["--no-sandbox", "--disable-background-networking"],
        });
        var page = await browser.NewPageAsync();
        var errors = 0;
        page.PageError += (_, _) => errors++;
        await page.GotoAsync($"{host.Address}campaigns/{campaign}");
        var shown = await page.ContentAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            await Task.Delay(Interval);
            var (heap, nodes) = await PageAsync(session);
            _samples.Add(new Sample(clock.Elapsed.TotalMinutes, host.Memory / Megabyte, heap / Megabyte, nodes));
            await Console.Error.WriteLineAsync(_samples[^1].ToString());
        }

        var report = Report();
        (report["page_errors"], report["page_changed"]) = (errors, shown != await page.ContentAsync());
        return report;
    }

    private JsonObject Report()
    {
        var steady = _samples.Where(sample => sample.Minute >= duration.TotalMinutes / 3).ToList(); // the first third warms up
        return new JsonObject
        {
            ["viewers"] = viewers.Count + 1,
            ["minutes"] = Math.Round(_samples[^1].Minute, 1),
            ["messages"] = viewers.Messages,
            ["memory_start"] = Round(steady[0].Host),
            ["memory_end"] = Round(steady[^1].Host),
            ["slope"] = Round(Slope(steady, sample => sample.Host)),
            ["page_start"] = Round(steady[0].Page),
            ["page_end"] = Round(steady[^1].Page),
            ["page_slope"] = Round(Slope(steady, sample => sample.Page)),
            ["nodes_start"] = steady[0].Nodes,
            ["nodes_end"] = steady[^1].Nodes,
        };
    }

    /// <summary>The memory of the page's script and the nodes of its document, after a garbage collection.</summary>
    private static async Task<(double Heap, int Nodes)> PageAsync(ICDPSession session)
    {
        await session.SendAsync("HeapProfiler.collectGarbage");
        await session.SendAsync("Performance.enable");
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
        return (metrics["JSHeapUsedSize"], (int)metrics["Nodes"]);
    }

    /// <summary>The slope of a straight line through samples, per minute.</summary>
    private static double Slope(List<Sample> samples, Func<Sample, double> value)
    {
        var (meanX, meanY) = (samples.Average(sample => sample.Minute), samples.Average(value));
        var above = samples.Sum(sample => (sample.Minute - meanX) * (value(sample) - meanY));
        var below = samples.Sum(sample => Math.Pow(sample.Minute - meanX, 2));
        return below == 0 ? 0 : above / below;
    }

    private static double Round(double value) => Math.Round(value, 2);

    /// <param name="Minute">When, from the beginning.</param>
    /// <param name="Host">The resident memory of the host, in megabytes.</param>
    /// <param name="Page">The memory of the page's script, in megabytes.</param>
    /// <param name="Nodes">The nodes of the page.</param>
    private sealed record Sample(double Minute, double Host, double Page, int Nodes)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Minute:F1} min: host {Host:F0} MB, page {Page:F2} MB, {Nodes} nodes");
    }
}
