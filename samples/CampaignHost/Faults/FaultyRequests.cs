using Campaigns.Samples.CampaignHost.Simulated;

namespace Campaigns.Samples.CampaignHost.Faults;

/// <summary>Fails some requests: before they do anything, or after they have done everything.</summary>
internal sealed class FaultyRequests(RequestDelegate next, Chance chance)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (chance.Fails(1))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            return;
        }

        await next(context);
        if (chance.Fails(1) && !context.Response.HasStarted)
        {
            context.Abort();
        }
    }
}
