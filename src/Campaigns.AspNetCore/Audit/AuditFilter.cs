using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Idempotency;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Audit;

/// <summary>
/// Notes each changing request of a known caller, refused ones too, before it is answered. Requests without a known caller are not noted:
/// anybody could fill the log with them.
/// </summary>
internal sealed class AuditFilter(AuditLog audit) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            return await next(context);
        }

        object? answer;
        try
        {
            answer = await next(context);
        }
        catch
        {
            await NoteAsync(http, StatusCodes.Status500InternalServerError);
            throw;
        }

        await NoteAsync(http, (answer as IStatusCodeHttpResult)?.StatusCode ?? http.Response.StatusCode);
        return answer;
    }

    private Task NoteAsync(HttpContext http, int status)
    {
        if (AccessFilter.FindCaller(http) is not { } caller)
        {
            return Task.CompletedTask;
        }

        var endpoint = http.GetEndpoint()?.Metadata;
        return audit.AddAsync(new AuditEntryBody
        {
            Id = "",
            At = default,
            Caller = caller.Name,
            KeyId = caller.KeyId,
            Role = caller.Role,
            Tenant = caller.Tenant,
            Operation = endpoint?.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint?.GetMetadata<AuditedAs>()?.Operation ?? "",
            Target = AuditTarget.Of(http),
            Status = http.Features.Get<AuditedStatus>()?.Status ?? status,
            Replayed = http.Response.Headers.ContainsKey(IdempotencyFilter.ReplayedHeader),
        });
    }
}

/// <summary>The operation that the log names for an endpoint without a name.</summary>
internal sealed record AuditedAs(string Operation);

/// <summary>The status that the log notes instead of the status of the answer: a refused form redirects, as one that acted does.</summary>
internal sealed record AuditedStatus(int Status);
