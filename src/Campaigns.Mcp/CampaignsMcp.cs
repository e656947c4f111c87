using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.Mcp.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Mcp;

/// <summary>Options of the tools for assistants.</summary>
public sealed class CampaignsMcpOptions
{
    /// <summary>
    /// Whether callers with the role operate also get tools that pause and resume campaigns; false, the default: the tools only read.
    /// </summary>
    public bool AllowsWrites { get; set; }

    /// <summary>
    /// Whether a caller sees phone numbers, addresses and data of contacts; null, the default: nobody. Whoever sees them through an
    /// assistant sends them to the assistant's operator.
    /// </summary>
    public Func<ApiCaller, bool>? ShowsPersonalData { get; set; }
}

/// <summary>Adds tools of the Model Context Protocol to an ASP.NET Core app.</summary>
public static class CampaignsMcp
{
    /// <summary>Adds what <c>MapCampaignsMcp</c> needs. Call it after <c>AddCampaignsApi</c>.</summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="configure">Sets options. Null, the default: no changes.</param>
    public static CampaignsBuilder AddCampaignsMcp(this CampaignsBuilder builder, Action<CampaignsMcpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CampaignsMcpOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton(options);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<ToolCaller>();
        var server = builder.Services.AddMcpServer()
            .WithHttpTransport(transport => transport.Stateless = true) // each request has its own caller
            .WithTools<CampaignTools>()
            .WithTools<ContactTools>();
        if (options.AllowsWrites)
        {
            server.WithTools<ControlTools>();
        }

        return builder;
    }

    /// <summary>Maps the tools. <c>AddCampaignsMcp</c> must have added its services.</summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="prefix">The path of the tools; <c>/mcp</c> by default.</param>
    /// <returns>A builder for conventions, such as <c>RequireAuthorization</c>.</returns>
    public static RouteGroupBuilder MapCampaignsMcp(this IEndpointRouteBuilder endpoints, string prefix = "/mcp")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var tools = endpoints.MapGroup(prefix);
        tools.Require(ApiRole.Read);
        tools.ExcludeFromDescription();
        tools.AddEndpointFilter<ProblemFilter>();
        tools.AddEndpointFilter<AccessFilter>();
        tools.MapMcp();
        return tools;
    }
}
