using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Tasks;

/// <summary>People do what no channel can.</summary>
public sealed class TaskTests
{
    private const string HandedOver = """
        { "version": 1, "name": "Spring", "exit": {}, "steps": [
          { "type": "contact", "channel": "voice", "content": "Say hello.", "onNoAddress": { "action": "Task" } } ] }
        """;

    [Fact]
    public async Task A_task_is_listed_and_completed_once()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(HandedOver);
        await host.Client.AddContactsAsync(new CampaignId(long.Parse(path.Split('/')[^1])), [new Contact("ann")]);
        await host.PostAsync(path + "/start");
        var listed = await host.GetAsync(path + "/tasks");
        var done = await host.PostAsync(path + "/tasks/complete", """{ "contactKey": "ann", "result": "done" }""");
        var again = await host.PostAsync(path + "/tasks/complete", """{ "contactKey": "ann", "result": "done" }""");
        var word = await host.PostAsync(path + "/tasks/complete", """{ "contactKey": "ann", "result": "Finished" }""");

        Assert.Equal(("ann", "voice"), (listed.Text("items/0/contactKey"), listed.Text("items/0/channel")));
        Assert.Equal("Say hello.", listed.Text("items/0/content"));
        Assert.Equal((200, 409, 400), (done.Status, again.Status, word.Status));
        Assert.Contains("done, skipped, failed", word.Text("faults/0/detail"));
        Assert.Empty((await host.GetAsync(path + "/tasks")).At("items").EnumerateArray());
    }
}
