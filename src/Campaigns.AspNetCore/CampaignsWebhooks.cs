using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Webhooks.Inbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Campaigns.AspNetCore;

/// <summary>Takes messages of providers and applications over HTTP: reports about attempts, and events of people.</summary>
public static class CampaignsWebhooks
{
    /// <summary>Registers a webhook. <c>MapCampaignsWebhooks</c> maps it to <c>POST /webhooks/NAME</c>.</summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="name">The name in the path: 1 to 60 letters, digits, dashes and underscores.</param>
    /// <param name="configure">Sets how messages are verified and read.</param>
    /// <exception cref="InvalidOperationException">The options are not valid, or would let anybody in. Each problem is named.</exception>
    public static CampaignsBuilder AddWebhook(this CampaignsBuilder builder, string name, Action<InboundWebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new InboundWebhookOptions();
        configure(options);
        options.Check(name);
        AddServices(builder.Services);
        builder.Services.AddSingleton(services => new InboundWebhook(
            name, options, options.Reader?.Invoke(services) ?? new EventReader(options.Tenant!), services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Maps the registered webhooks. They are verified by signatures, so they need no API key and no authorization.</summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="prefix">The path before the names; <c>/webhooks</c> by default.</param>
    /// <returns>A builder for conventions that apply to every webhook.</returns>
    public static RouteGroupBuilder MapCampaignsWebhooks(this IEndpointRouteBuilder endpoints, string prefix = "/webhooks")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var group = endpoints.MapGroup(prefix);
        group.AddEndpointFilter<ProblemFilter>();
        group.MapPost("/{name}", (string name, HttpContext context, WebhookEndpoint endpoint) => endpoint.ReceiveAsync(name, context))
            .WithTags("Webhooks").WithName("ReceiveWebhook").WithSummary("Takes a signed message. 200 means that it is stored.")
            .Produces(200).Produces<ApiProblem>(401, "application/problem+json").Produces<ApiProblem>(503, "application/problem+json");
        return group;
    }

    internal static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WebhookIntake>();
        services.TryAddSingleton<WebhookEndpoint>();
    }
}
