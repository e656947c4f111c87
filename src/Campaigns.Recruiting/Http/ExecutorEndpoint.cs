using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.Recruiting;

/// <summary>Handles <c>PUT /role/{roleId}/candidate/{candidateId}/campaign</c>.</summary>
internal sealed class ExecutorEndpoint(CampaignExecutor executor, RecruitingOptions options)
{
    public const string Pattern = "/role/{roleId}/candidate/{candidateId}/campaign";
    private const string ProblemType = "application/problem+json";

    public async Task HandleAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (context.Request.Headers[options.AuthenticationHeader] is not [{ Length: > 0 } credential] || !Ascii.IsValid(credential))
        {
            await RefuseAsync(context, Unauthorized($"Send one header {options.AuthenticationHeader} with your credential."));
            return;
        }

        if (await RequestBytes.ReadAsync(context.Request, options.MaxBodyBytes, cancellation) is not { } body)
        {
            await RefuseAsync(context, new ExecutorProblem("/problems/too-large", "The body is too large", 413)
            {
                Detail = string.Create(CultureInfo.InvariantCulture, $"Send up to {options.MaxBodyBytes} bytes."),
            });
            return;
        }

        var nodes = NodeListReader.Read(body.Span);
        var faults = new List<RequestFault>(nodes.Faults);
        var role = ReadId(context, "roleId", faults);
        var candidate = ReadId(context, "candidateId", faults);
        if (faults.Count > 0)
        {
            await RefuseAsync(context, Invalid("The request has faults. Correct all of them, and send it again.") with { Faults = faults });
            return;
        }

        try
        {
            await AnswerAsync(context, nodes, await executor.StartAsync(role, candidate, credential, nodes, cancellation));
        }
        catch (CampaignException error)
        {
            await RefuseAsync(context, new ExecutorProblem("/problems/unavailable", "The engine is not available", 503)
            {
                Detail = $"{error.Message} Send the same request again: a campaign starts once.",
            });
        }
    }

    private static long ReadId(HttpContext context, string name, List<RequestFault> faults)
    {
        var text = context.GetRouteValue(name) as string;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            faults.Add(new RequestFault(name, $"{name} in the path is no number: use the number that the recruiting platform gave it."));
        }

        return id;
    }

    private Task AnswerAsync(HttpContext context, NodeList nodes, StartOutcome outcome)
    {
        if (outcome.RetryAt is { } at && outcome.Kind == StartResult.Unavailable)
        {
            context.Response.Headers.RetryAfter = at.ToString("R", CultureInfo.InvariantCulture);
        }

        return outcome switch
        {
            { Kind: StartResult.Started, Outreach: { } started } => WriteAsync(context, nodes, started, StatusCodes.Status201Created),
            { Kind: StartResult.Running, Outreach: { } running } => WriteAsync(context, nodes, running, StatusCodes.Status200OK),
            { Kind: StartResult.Conflict, Outreach: { } other } => RefuseAsync(context, Conflict(other)),
            { Kind: StartResult.NotFound } => RefuseAsync(
                context, new ExecutorProblem("/problems/not-found", "Not found", 404) { Detail = outcome.Detail }),
            { Kind: StartResult.Refused } => RefuseAsync(context, Invalid(outcome.Detail)),
            { Kind: StartResult.Unauthorized } => RefuseAsync(
                context, Unauthorized("The recruiting platform does not accept the credential.")),
            _ => RefuseAsync(context, new ExecutorProblem("/problems/platform-unavailable", "The recruiting platform is not available", 503)
            {
                Detail = $"{outcome.Detail} Send the same request again: a campaign starts once.",
            }),
        };
    }

    private Task WriteAsync(HttpContext context, NodeList nodes, Outreach outreach, int status)
    {
        context.Response.StatusCode = status;
        var answer = new StartedCampaign(
            outreach.Id(), outreach.Role, outreach.Candidate, outreach.Sender, outreach.StartedAt,
            OutreachProtocol.Of(nodes.Nodes, options).Warnings());
        return context.Response.WriteAsJsonAsync(answer, ExecutorJson.Default.StartedCampaign, cancellationToken: context.RequestAborted);
    }

    private static ExecutorProblem Conflict(Outreach other) => new("/problems/campaign-running", "Another campaign is running", 409)
    {
        Detail = $"The candidate has the running campaign {other.Id()} of role {RecruitingRecords.IdOf(other.Role)}. "
            + "Wait for its end, or end it.",
        CampaignId = other.Id(),
        RoleId = other.Role,
    };

    private static ExecutorProblem Unauthorized(string detail) =>
        new("/problems/unauthorized", "No valid credential", 401) { Detail = detail };

    private static ExecutorProblem Invalid(string? detail) => new("/problems/invalid", "Invalid request", 400) { Detail = detail };

    private static Task RefuseAsync(HttpContext context, ExecutorProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(problem, ExecutorJson.Default.ExecutorProblem, ProblemType, context.RequestAborted);
    }
}
