using System.Text.Json;
using Campaigns.AspNetCore.Calls;
using Campaigns.AspNetCore.Changes;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore;

/// <summary>Adds the services of the campaign API.</summary>
public static class CampaignsApiServices
{
    /// <summary>Adds what <c>MapCampaignsApi</c> needs. Call it on the result of <c>AddCampaigns</c>, after the store.</summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="configure">Sets options. Null, the default: no changes.</param>
    public static CampaignsBuilder AddCampaignsApi(this CampaignsBuilder builder, Action<CampaignsApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CampaignsApiOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ChangeRecord>();
        builder.Services.AddSingleton<SingleCalls>();

        // Descriptions of the API, such as OpenAPI documents, are made with the host's options.
        builder.Services.Configure<JsonOptions>(json => Describe(json.SerializerOptions));
        return builder;
    }

    private static void Describe(JsonSerializerOptions host)
    {
        foreach (var resolver in ApiJson.Options.TypeInfoResolverChain)
        {
            host.TypeInfoResolverChain.Add(resolver);
        }
    }
}
