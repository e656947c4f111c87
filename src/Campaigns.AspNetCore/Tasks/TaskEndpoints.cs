using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Tasks;

/// <summary>Manual tasks: steps that people perform.</summary>
internal static class TaskEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var tasks = api.MapArea("/campaigns/{id}/tasks", "Tasks");
        tasks.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListTasks").WithSummary("Lists the manual tasks of a campaign, earliest expiry first.")
            .Produces<ItemsBody<TaskBody>>().ProducesProblems(400, 404, 422);
        tasks.MapPost("/complete", CompleteAsync).Require(ApiRole.Operate).Accepts<TaskResultBody>("application/json")
            .OutcomeIsFoundBy("List the tasks: one that was completed is not there.")
            .WithName("CompleteTask").WithSummary("Completes the manual task of a contact. The contact continues.")
            .Produces<TaskResultBody>().ProducesProblems(400, 404, 409, 422);
    }

    private static async Task<IResult> ListAsync(
        string id, string? after, string? limit, HttpContext context, ICampaignClient client, ICampaignOperations operations)
    {
        var most = QueryValues.OnlyLimit(limit);
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var page = await operations.ListTasksAsync(campaign, after, most, context.RequestAborted);
        return TypedResults.Json(ItemsBody.Of(page, TaskBody.Of), ApiJson.TypeOf<ItemsBody<TaskBody>>());
    }

    private static async Task<IResult> CompleteAsync(
        string id, HttpContext context, ICampaignClient client, ICampaignOperations operations)
    {
        var campaign = (await OwnCampaign.FindAsync(context, client, id)).Campaign;
        var body = await RequestBody.ReadAsync<TaskResultBody>(context);
        if (body.ContactKey.Length == 0)
        {
            throw RequestBody.Fault("/contactKey", "Name the contact.");
        }

        await operations.CompleteTaskAsync(campaign, body.ContactKey, body.Result, context.RequestAborted);
        return TypedResults.Json(body, ApiJson.TypeOf<TaskResultBody>());
    }
}

/// <summary>A step that a person performs.</summary>
internal sealed class TaskBody
{
    /// <summary>The key of the contact.</summary>
    public required string ContactKey { get; set; }

    /// <summary>The address of the contact on the channel; absent if there is none.</summary>
    public string? Address { get; set; }

    /// <summary>The index of the step.</summary>
    public required int Step { get; set; }

    /// <summary>The channel of the step.</summary>
    public required string Channel { get; set; }

    /// <summary>When the task was created.</summary>
    public required DateTimeOffset Since { get; set; }

    /// <summary>When the task expires; absent: never.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>The subject for the contact; absent for none.</summary>
    public string? Subject { get; set; }

    /// <summary>The content for the contact; absent for none.</summary>
    public string? Content { get; set; }

    internal static TaskBody Of(ManualTask task) => new()
    {
        ContactKey = task.Contact.Key,
        Address = task.Contact.AddressOn(task.Message.Channel),
        Step = task.Step,
        Channel = task.Message.Channel,
        Since = task.Since,
        Until = task.Until,
        Subject = task.Content?.Subject,
        Content = task.Content?.Body,
    };
}

/// <summary>The result of a manual task.</summary>
internal sealed class TaskResultBody
{
    /// <summary>The key of the contact.</summary>
    [JsonRequired]
    public string ContactKey { get; set; } = "";

    /// <summary>The result.</summary>
    [JsonRequired]
    [JsonConverter(typeof(SnakeCase<ManualTaskResult>))]
    public ManualTaskResult Result { get; set; }
}

[JsonSerializable(typeof(ItemsBody<TaskBody>))]
[JsonSerializable(typeof(TaskResultBody))]
internal sealed partial class TaskJson : JsonSerializerContext;
