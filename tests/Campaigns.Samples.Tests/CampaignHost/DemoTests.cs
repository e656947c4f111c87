using System.Net;

namespace Campaigns.Samples.Tests.CampaignHost;

/// <summary>The sample as a user runs it.</summary>
[Trait("Category", "Process")]
public sealed class DemoTests
{
    private const int Contacts = 8_700; // of the four campaigns of the demo
    private const int FirstCalls = 230; // 200 messages of the drip, and some of the calls that may be live at a time

    [Fact]
    public async Task The_demo_serves_its_pages_and_leaves_a_whole_file_when_it_is_stopped()
    {
        using var demo = new DemoHost();
        await demo.StartAsync();
        await AssertHasAsync("/health/live", "Healthy");
        await AssertHasAsync("/campaigns", "Appointment reminders");
        await AssertHasAsync("/api/campaigns", "Welcome messages");
        await AssertHasAsync("/openapi/v1.json", "/api/calls");
        await AssertHasAsync("/reference", "scalar");
        await DemoHost.UntilAsync(async () => (await demo.SendAsync("GET", "/api/attempts?provider=carrier-one&state=ended")).Body
            .Contains("\"ended\"", StringComparison.Ordinal));
        Assert.Equal(0, await demo.Process.StopAsync());
        Assert.DoesNotContain("crit:", demo.Process.Output, StringComparison.Ordinal);

        await using var file = await CampaignFile.OpenAsync(demo.Database);
        Assert.Equal(Contacts, await file.CheckStatesAsync());
        await file.CheckCallsAsync(demo.Calls);

        async Task AssertHasAsync(string path, string text)
        {
            // The first campaigns are created while the host starts.
            await DemoHost.UntilAsync(async () => await demo.SendAsync("GET", path) is (HttpStatusCode.OK, var body)
                && body.Contains(text, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Killed_and_started_again_under_faults_the_demo_calls_nobody_twice_and_loses_nobody()
    {
        using var demo = new DemoHost("--faults");
        await demo.StartAsync();
        await DemoHost.UntilAsync(() => Task.FromResult(demo.Calls.Count >= FirstCalls));
        await demo.Process.KillAsync();
        var before = demo.Calls;

        // The callbacks of the calls that were live come to the next process.
        await demo.StartAsync();
        await Parallel.ForEachAsync(before, async (call, _) =>
        {
            var (status, body) = await demo.SendAsync(
                "POST", "/api/reports", $$"""{ "attempt": "{{call}}", "state": "ended", "outcome": "completed" }""");
            Assert.True(status == HttpStatusCode.OK, $"{call}: {status} {body}");
        });

        await DemoHost.UntilAsync(() => Task.FromResult(demo.Calls.Count >= before.Count + 20));
        Assert.Equal(0, await demo.Process.StopAsync());

        await using var file = await CampaignFile.OpenAsync(demo.Database);
        Assert.Equal(Contacts, await file.CheckStatesAsync());
        await file.CheckCallsAsync(demo.Calls);
    }
}
