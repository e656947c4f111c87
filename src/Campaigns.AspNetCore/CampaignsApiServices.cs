using System.Text.Json;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Audit;
using Campaigns.AspNetCore.Bulk;
using Campaigns.AspNetCore.Calls;
using Campaigns.AspNetCore.Changes;
using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Records;
using Campaigns.AspNetCore.Uploads;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.Storage;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

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
        options.Check();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ChangeWatch>().AddSingleton<ChangePoll>();
        builder.Services.AddSingleton<SingleCalls>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        AddAccess(builder.Services);
        builder.Services.AddSingleton<UploadLog>();
        OutboundWebhookServices.Add(builder.Services, options.Webhooks);
        builder.Services.AddSingleton(services => new PersonErasure(
            services.GetRequiredService<ICampaignOperations>(), services.GetRequiredService<MessageErasure>(),
            services.GetRequiredService<AnswerSeals>()));
        builder.Services.AddSingleton<BulkRecords>();
        builder.Services.AddSingleton(services => new BulkRunner(
            services.GetRequiredService<BulkRecords>(), services.GetRequiredService<ICampaignClient>(),
            new RecordTurn(
                services.GetRequiredService<IRecordStore>(), "bulk actions", services.GetService<SharedRecords>(),
                services.GetRequiredService<TimeProvider>()),
            services.GetRequiredService<ILogger<BulkRunner>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<BulkRunner>());

        // Descriptions of the API, such as OpenAPI documents, are made with the host's options.
        builder.Services.Configure<JsonOptions>(json => Describe(json.SerializerOptions));
        return builder;
    }

    private static void AddAccess(IServiceCollection services)
    {
        services.AddSingleton<ApiKeyCache>().AddSingleton<ApiKeys>().AddSingleton<CallerResolver>();
        services.AddSingleton<AnswerSeals>().AddSingleton<IdempotencyRecords>().AddSingleton<AuditLog>();
        CampaignsWebhooks.AddServices(services);
        services.AddHostedService<AccessStart>().AddHostedService<RecordSweeper>();
    }

    private static void Describe(JsonSerializerOptions host)
    {
        foreach (var resolver in ApiJson.Options.TypeInfoResolverChain)
        {
            host.TypeInfoResolverChain.Add(resolver);
        }
    }
}
