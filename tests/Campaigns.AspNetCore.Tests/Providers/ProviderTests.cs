using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Providers;

/// <summary>Providers and caller ids are changed while attempts are sent.</summary>
public sealed class ProviderTests
{
    [Fact]
    public async Task A_provider_is_turned_off_and_reset()
    {
        await using var host = await TestHost.StartAsync();
        var name = (await host.GetAsync("/api/providers")).Text("items/0/name");
        var read = await host.GetAsync($"/api/providers/{name}");
        var off = await host.PatchAsync($"/api/providers/{name}/settings", """{ "switch": "off", "maxConcurrent": 3 }""", read.Tag);
        var stale = await host.PatchAsync($"/api/providers/{name}/settings", """{ "switch": "on" }""", read.Tag);
        var reset = await host.PostAsync($"/api/providers/{name}/reset");

        Assert.Equal(("available", "off", "off", 412), (read.Text("state"), off.Text("state"), off.Text("settings/switch"), stale.Status));
        Assert.Equal("automatic", reset.Text("settings/switch"));
        Assert.False(reset.At("settings").TryGetProperty("maxConcurrent", out _));
        Assert.NotEqual(off.Tag, reset.Tag);
    }

    [Fact]
    public async Task The_circuit_of_a_provider_that_works_again_is_closed_by_hand_and_its_settings_stay()
    {
        var provider = new FailingProvider();
        await using var host = await TestHost.StartAsync(campaigns => campaigns.AddProvider("email", _ => provider, options =>
        {
            options.Name = "mail";
            var pause = TimeSpan.FromHours(1);
            options.CircuitBreaker = new() { ConsecutiveFailures = 1, BreakDuration = pause, MaxBreakDuration = pause };
        }));
        var read = await host.GetAsync("/api/providers/mail");
        await host.PatchAsync("/api/providers/mail/settings", """{ "maxConcurrent": 3 }""", read.Tag);
        var path = await host.CreateAsync(ApiCalls.OneCall.Replace("voice", "email"));
        await host.PostAsync(path + "/contacts", """[{ "key": "ann", "addresses": { "email": "ann@example.com" } }]""");
        await host.PostAsync(path + "/start");
        await Until.HoldsAsync(async () => (await host.GetAsync("/api/providers/mail")).Text("state") == "circuit_open");
        provider.Works = true;
        var closed = await host.PostAsync("/api/providers/mail/circuit/reset");
        await Until.HoldsAsync(async () => (await host.GetAsync(path)).Text("state") == "completed");

        Assert.Equal((200, 3), (closed.Status, closed.Number("settings/maxConcurrent")));
        Assert.NotEqual("circuit_open", closed.Text("state"));
        Assert.Equal(404, (await host.PostAsync("/api/providers/none/circuit/reset")).Status);
    }

    [Fact]
    public async Task A_caller_id_is_taken_out_of_use_and_reset()
    {
        await using var host = await TestHost.StartAsync(campaigns => campaigns.AddProvider<SilentProvider>(
            "sms", options => options.CallerIds = [new CallerId("+15550100009") { MaxConcurrent = 5 }]));
        var name = (await host.GetAsync("/api/providers")).At("items").EnumerateArray()
            .Single(item => item.GetProperty("channel").GetString() == "sms").GetProperty("name").GetString();
        var off = await host.PatchAsync($"/api/providers/{name}/caller-ids/%2B15550100009", """{ "switch": "off" }""", null);
        var unknown = await host.PatchAsync($"/api/providers/{name}/caller-ids/%2B15550100008", """{ "switch": "off" }""", null);
        var reset = await host.PostAsync($"/api/providers/{name}/caller-ids/%2B15550100009/reset");

        Assert.Equal(("off", 5), (off.Text("callerIds/0/settings/switch"), off.Number("callerIds/0/settings/maxConcurrent")));
        Assert.Equal(404, unknown.Status);
        Assert.Equal("automatic", reset.Text("callerIds/0/settings/switch"));
    }

    [Fact]
    public async Task An_unknown_provider_and_faulty_settings_are_refused()
    {
        await using var host = await TestHost.StartAsync();
        var name = (await host.GetAsync("/api/providers")).Text("items/0/name");

        Assert.Equal(404, (await host.GetAsync("/api/providers/none")).Status);
        var faulty = await host.PatchAsync($"/api/providers/{name}/settings", """{ "switch": "Off!", "maxConcurrent": 1.5 }""", "*");
        Assert.Equal(["/maxConcurrent", "/switch"], faulty.Faults.Order());
    }

    private sealed class FailingProvider : IProvider
    {
        public volatile bool Works;

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) => new(
            Works ? DispatchResult.Completed(AttemptOutcome.Completed) : DispatchResult.ProviderDown("503"));
    }

    private sealed class SilentProvider : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());
    }
}
