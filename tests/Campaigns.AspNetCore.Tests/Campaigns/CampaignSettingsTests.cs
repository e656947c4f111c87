using System.Text.Json;
using System.Text.Json.Nodes;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Campaigns;

/// <summary>Settings are changed by merge patches at a revision.</summary>
public sealed class CampaignSettingsTests
{
    private const string Rich = """
        { "version": 1, "name": "Spring", "priority": 75, "maxConcurrent": 50, "weight": 3, "rate": { "count": 5, "per": "00:00:01" },
          "quotas": [{ "count": 100, "period": "Day", "zone": "Europe/Paris" }], "zone": "Europe/Paris", "expiry": "2099-01-01T00:00:00Z",
          "window": { "hours": [{ "day": "Monday", "from": "09:00:00", "to": "17:30:00" }], "closedDates": ["2026-12-25"],
            "halfDays": [{ "date": "2026-12-24", "from": "09:00:00", "to": "12:00:00" }], "weekend": ["Friday"],
            "local": [{ "where": "FR", "closedDates": ["2026-07-14"] }], "margin": "00:05:00", "dst": "FirstPassOnly" },
          "lateness": { "action": "Spread", "maxLateness": "01:00:00", "over": "02:00:00" },
          "steps": [{ "type": "contact", "channel": "voice" }] }
        """;

    [Fact]
    public async Task Settings_have_the_form_of_the_definition()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(Rich);
        var definition = (await host.GetAsync(path + "/definition")).Body;
        var settings = (await host.GetAsync(path + "/settings")).Body;

        Assert.All(
            settings.EnumerateObject(),
            member => Assert.Equal(Compact(definition.GetProperty(member.Name)), Compact(member.Value)));
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_null_restores_a_default()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(Rich) + "/settings";
        var before = await host.GetAsync(path);
        var after = await host.PatchAsync(
            path, """{ "maxConcurrent": 20, "rate": { "count": 7 }, "window": null, "priority": null }""", before.Tag);

        Assert.Equal((200, 20, 3), (after.Status, after.Number("maxConcurrent"), after.Number("weight")));
        Assert.Equal((7, "00:00:01"), (after.Number("rate/count"), after.Text("rate/per")));
        Assert.Equal((false, 50), (after.Has("window"), after.Number("priority")));
        Assert.NotEqual(before.Tag, after.Tag);
        Assert.Equal(after.Tag, (await host.GetAsync(path)).Tag);
    }

    [Fact]
    public async Task A_change_needs_the_revision_that_was_read()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync() + "/settings";
        var read = await host.GetAsync(path);
        var without = await host.PatchAsync(path, """{ "weight": 2 }""", null);
        var first = await host.PatchAsync(path, """{ "weight": 2 }""", read.Tag);
        var second = await host.PatchAsync(path, """{ "weight": 3 }""", read.Tag);
        var weak = await host.PatchAsync(path, """{ "weight": 3 }""", "W/" + first.Tag);
        var malformed = await host.PatchAsync(path, """{ "weight": 3 }""", "1");
        var any = await host.PatchAsync(path, """{ "weight": 4 }""", "*");

        Assert.Equal((428, 200, 412), (without.Status, first.Status, second.Status));
        Assert.Equal((412, 400, 200), (weak.Status, malformed.Status, any.Status));
        Assert.Equal(4, (await host.GetAsync(path)).Number("weight"));
    }

    [Fact]
    public async Task A_faulty_patch_changes_nothing_and_tells_every_fault()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync() + "/settings";
        var form = await host.PatchAsync(
            path, """{ "weight": "two", "name": null, "rate": { "count": 3 }, "window": { "hours": 5 } }""", "*");
        var values = await host.PatchAsync(path, """{ "weight": 0, "maxConcurrent": 0, "lateness": { "over": "90.00:00:00" } }""", "*");
        var word = await host.PatchAsync(path, """{ "lateness": { "action": "Later" } }""", "*");

        Assert.Equal(400, form.Status);
        Assert.Equal(["/name", "/rate/per", "/weight", "/window/hours"], form.Faults.Order());
        Assert.Equal(422, values.Status);
        Assert.Equal(["/lateness/over", "/maxConcurrent", "/weight"], values.Faults.Order());
        Assert.Equal((400, "/lateness/action"), (word.Status, word.Faults.Single()));
        Assert.Equal((1, 10), ((await host.GetAsync(path)).Number("weight"), (await host.GetAsync(path)).Number("maxConcurrent")));
    }

    [Fact]
    public async Task A_new_protocol_is_a_version_that_contacts_can_be_moved_to()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        await host.Client.AddContactsAsync(new CampaignId(long.Parse(path.Split('/')[^1])), [new Contact("a", "+15550100001")]);
        var changed = await host.PutAsync(
            path + "/protocol", """{ "steps": [{ "type": "contact", "channel": "voice", "retry": { "attempts": 5 } }] }""");
        var dry = await host.PostAsync(path + "/migrate?dryRun=true");
        var moved = await host.PostAsync(path + "/migrate");
        var again = await host.PostAsync(path + "/migrate");

        Assert.Equal((2, 1), (changed.Number("version"), dry.Number("moved")));
        Assert.Equal((true, "a"), (dry.At("isDryRun").GetBoolean(), dry.Text("contactKeys/0")));
        Assert.Equal((1, 0), (moved.Number("moved"), again.Number("moved")));
    }

    [Fact]
    public async Task A_protocol_with_problems_is_refused_with_all_of_them()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        var form = await host.PutAsync(path + "/protocol", """{ "steps": [{ "channel": 5 }], "name": "x" }""");
        var values = await host.PutAsync(path + "/protocol", """{ "steps": [{ "type": "contact", "channel": "fax" }] }""");

        Assert.Equal(["/name", "/steps/0/channel", "/steps/0/type"], form.Faults.Order());
        Assert.Equal((400, 422), (form.Status, values.Status));
    }

    private static string Compact(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString();
}
