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

    private sealed class SilentProvider : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());
    }
}
