using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Tenants;

/// <summary>Tenants: settings, holds, channels.</summary>
public sealed class TenantTests
{
    [Fact]
    public async Task Settings_of_a_tenant_are_changed_at_a_revision()
    {
        await using var host = await TestHost.StartAsync();
        const string Path = "/api/tenants/acme";
        var before = await host.GetAsync(Path);
        var after = await host.PatchAsync(
            Path,
            """
            { "maxConcurrent": 5, "caps": [{ "attempts": 3, "days": 7, "period": "calendar_days" }], "coolDown": "2.00:00:00",
              "minIntervalScope": "channel", "optOuts": "all_channels", "data": { "brand": "Acme" },
              "window": { "hours": [{ "day": "Monday", "from": "09:00", "to": "17:00" }] } }
            """,
            before.Tag);
        var stale = await host.PatchAsync(Path, """{ "maxConcurrent": null }""", before.Tag);
        var reset = await host.PatchAsync(Path, """{ "maxConcurrent": null }""", after.Tag);

        Assert.Equal(("\"0\"", "\"1\"", 412), (before.Tag, after.Tag, stale.Status));
        Assert.Equal((5, 3), (after.Number("maxConcurrent"), after.Number("caps/0/attempts")));
        Assert.Equal(("calendar_days", "person"), (after.Text("caps/0/period"), after.Text("caps/0/scope")));
        Assert.False(reset.Has("maxConcurrent"));
        Assert.Equal(("2.00:00:00", "Acme", "Monday"), (reset.Text("coolDown"), reset.Text("data/brand"),
            reset.Text("window/hours/0/day")));
    }

    [Fact]
    public async Task An_entry_of_the_data_is_removed_by_null_and_the_others_stay()
    {
        await using var host = await TestHost.StartAsync();
        await host.PatchAsync("/api/tenants/acme", """{ "data": { "brand": "Acme", "from": "Ann" } }""", "*");

        var after = await host.PatchAsync("/api/tenants/acme", """{ "data": { "brand": null, "none": null } }""", "*");

        Assert.Equal((200, "Ann"), (after.Status, after.Text("data/from")));
        Assert.Equal(["from"], after.At("data").EnumerateObject().Select(entry => entry.Name));
    }

    [Fact]
    public async Task Faults_of_settings_are_told_at_once()
    {
        await using var host = await TestHost.StartAsync();
        var form = await host.PatchAsync(
            "/api/tenants/acme", """{ "caps": [{ "attempts": "3", "period": "Rolling days" }], "optOuts": 1, "color": "red" }""", "*");
        var values = await host.PatchAsync("/api/tenants/acme", """{ "maxConcurrent": 0, "weight": 0, "retention": "01:00:00" }""", "*");

        Assert.Equal(["/caps/0/attempts", "/caps/0/days", "/caps/0/period", "/color", "/optOuts"], form.Faults.Order());
        Assert.Contains("rolling, calendar_days", form.Body.ToString());
        Assert.Equal(["/maxConcurrent", "/retention", "/weight"], values.Faults.Order());
    }

    [Fact]
    public async Task Another_tenant_does_not_exist_and_a_name_must_be_one()
    {
        await using var host = await TestHost.StartAsync();
        var unseen = await host.GetAsync("/api/tenants/a%07b");
        var blank = await host.PutAsync("/api/tenants/%20/hold");
        host.Caller = new ApiCaller("acme", ApiRole.Admin, "acme");
        var own = await host.GetAsync("/api/tenants/acme");
        var foreign = await host.PatchAsync("/api/tenants/other", "{}", "*");

        Assert.Equal((400, 400, 200, 404), (unseen.Status, blank.Status, own.Status, foreign.Status));
    }

    [Fact]
    public async Task A_hold_stops_a_tenant_until_it_is_released()
    {
        await using var host = await TestHost.StartAsync();
        await host.PutAsync("/api/tenants/acme/hold");
        await host.PutAsync("/api/hold");
        var held = await host.GetAsync("/api/holds");
        var first = await host.GetAsync("/api/holds?limit=1");
        await host.DeleteAsync("/api/hold");
        await host.DeleteAsync("/api/tenants/acme/hold");
        var released = await host.GetAsync("/api/holds");

        Assert.Equal((2, "acme"), (held.At("items").GetArrayLength(), held.Text("items/1/tenant")));
        Assert.Equal((1, 0), (first.At("items").GetArrayLength(), released.At("items").GetArrayLength()));
        Assert.True(first.Has("next"));
    }

    [Fact]
    public async Task A_channel_is_marked_as_unavailable_and_available()
    {
        await using var host = await TestHost.StartAsync();
        var marked = await host.PostAsync("/api/tenants/acme/channels/voice/unavailable", """{ "reason": "logged out" }""");
        var listed = await host.GetAsync("/api/channels?tenant=acme");
        var unknown = await host.PostAsync("/api/tenants/acme/channels/fax/unavailable", """{ "reason": "x" }""");
        var without = await host.PostAsync("/api/tenants/acme/channels/voice/unavailable", """{ "reason": " " }""");
        var available = await host.PostAsync("/api/tenants/acme/channels/voice/available");

        Assert.Equal((200, "logged out", 404, 400), (marked.Status, listed.Text("items/0/unavailable"), unknown.Status, without.Status));
        Assert.False(available.Has("unavailable"));
        Assert.Empty((await host.GetAsync("/api/channels")).At("items").EnumerateArray());
    }
}
