using System.Diagnostics;
using Campaigns.Dashboard.Figures;
using Campaigns.Dashboard.Live;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Tests;

/// <summary>Many contacts and many viewers cost little more than few.</summary>
public sealed class ScaleTests
{
    private const int Viewers = 20;
    private const int FewestTurns = 8;
    private const int Turns = 200;
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(5);

    /// <summary>Pages of a campaign with 100,000 contacts take as long as those of one with 100: a ratio, as machines differ.</summary>
    [Fact]
    public async Task A_page_of_100_000_contacts_answers_like_one_of_100()
    {
        await using var host = await DashboardHost.StartAsync();
        var small = await host.RunAsync("Small", contacts: 100, start: false);
        var large = await host.RunAsync("Large", contacts: 100_000, start: false);
        using var http = new HttpClient();
        string[] paths = ["", "/contacts", "/contacts?state=New", "/contacts?outcome=Busy", "/contacts?text=zzz", "/contacts/c50"];
        foreach (var path in paths)
        {
            await AssertAlikeAsync(http, host.Url($"/{small}{path}"), host.Url($"/{large}{path}"));
        }
    }

    [Fact]
    public async Task Twenty_viewers_of_a_page_share_one_rendering()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 3);
        await host.NextCallAsync();
        var live = host.Services.GetRequiredService<LivePages>();
        using var http = new HttpClient();
        var began = Stopwatch.StartNew();
        var readers = await Task.WhenAll(Enumerable.Range(0, Viewers).Select(_ => OpenAsync(http, host.Url($"/{campaign}"))));
        foreach (var reader in readers)
        {
            Assert.StartsWith("data: ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        await host.EndCallAsync(campaign, "c0", AttemptOutcome.Completed);
        await Task.WhenAll(readers.Select(SecondMessageAsync));

        // A rendering serves everybody for an interval, so no more than one an interval is needed.
        Assert.InRange(live.Renderings, 2, (long)(began.Elapsed / LivePages.Interval) + 2);
        Array.ForEach(readers, reader => reader.Dispose());
    }

    [Fact]
    public async Task A_campaign_that_is_done_at_once_does_not_look_dead()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Fast", contacts: 5, maxConcurrent: 5);
        for (var call = 0; call < 5; call++)
        {
            await host.NextCallAsync();
        }

        for (var call = 0; call < 4; call++)
        {
            await host.EndCallAsync(campaign, $"c{call}", AttemptOutcome.Completed);
        }

        var throughput = host.Services.GetRequiredService<Throughput>();
        await throughput.SampleAsync(default);

        Assert.Equal(4, throughput.LastMinute(campaign));
    }

    private static async Task<StreamReader> OpenAsync(HttpClient http, string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
    }

    private static async Task SecondMessageAsync(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(Until.Patience);
        while (await reader.ReadLineAsync(patience.Token) is { Length: > 0 })
        {
            // the rest of the first message
        }

        while (await reader.ReadLineAsync(patience.Token) is not { Length: > 6 })
        {
            // comments between messages
        }
    }

    /// <summary>Reads both pages in turns, and compares the fastest answers, until a busy machine has left both in peace once.</summary>
    private static async Task AssertAlikeAsync(HttpClient http, string small, string large)
    {
        var (few, many) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var turn = 0; turn < Turns && (turn < FewestTurns || many > (few * 5) + Slack); turn++)
        {
            few = Least(few, await TimeAsync(http, small));
            many = Least(many, await TimeAsync(http, large));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{large}: {many.TotalMilliseconds:F1} ms, small {few.TotalMilliseconds:F1} ms");
        Assert.True(many <= (few * 5) + Slack, $"{large}: {many / few:F1} times the page of a small campaign");
    }

    private static async Task<TimeSpan> TimeAsync(HttpClient http, string url)
    {
        var began = Stopwatch.GetTimestamp();
        (await http.GetAsync(url)).EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(began);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
