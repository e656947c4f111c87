using Campaigns.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Campaigns.Recruiting;

/// <summary>Adds outreach through a recruiting platform to a host.</summary>
public static class RecruitingExtensions
{
    /// <summary>
    /// Adds the providers for e-mail and LinkedIn that send through the platform, and the service that watches for replies. Needs a store
    /// with records (<c>UseSqlite</c>, <c>UsePostgreSql</c>, <c>UseMemory</c>) and data protection (<c>AddDataProtection</c>), whose keys
    /// must outlive the process: they encrypt the stored credentials. Without either, the start of the host fails.
    /// </summary>
    /// <param name="builder">The builder that <c>AddCampaigns</c> returned.</param>
    /// <param name="configure">Sets the options. <see cref="RecruitingOptions.BaseAddress"/> is required.</param>
    /// <exception cref="ArgumentException">The options have problems. One message lists all of them.</exception>
    public static CampaignsBuilder AddRecruiting(this CampaignsBuilder builder, Action<RecruitingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RecruitingOptions();
        configure(options);
        if (options.Validate() is { Count: > 0 } problems)
        {
            throw new ArgumentException(
                $"The options of recruiting have {problems.Count} problem(s): {string.Join(" ", problems)}", nameof(configure));
        }

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(PlatformClient.HttpClientName, http => http.Timeout = Timeout.InfiniteTimeSpan) // each request has its own
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false }); // or the credential goes along
        services.AddSingleton(options);
        services.AddSingleton<PlatformClient>();
        services.AddSingleton(NewParts);
        services.AddSingleton<SenderBook>();
        services.AddSingleton<SentMessages>();
        services.AddSingleton<ReplyReports>();
        services.AddSingleton<OutreachLauncher>();
        services.AddSingleton<CampaignExecutor>();
        services.AddSingleton<ExecutorEndpoint>();
        services.AddSingleton<OutreachPoll>();
        services.AddHostedService<OutreachWatch>();
        foreach (var channel in OutreachProtocol.UsedChannels)
        {
            builder.AddProvider<ChatProvider>(channel, provider => Configure(provider, channel, options));
        }

        return builder;
    }

    /// <summary>
    /// Maps <c>PUT /role/{roleId}/candidate/{candidateId}/campaign</c>, which starts a campaign for a candidate. The caller's
    /// authentication header is checked at the platform, so that the host needs no authorization of its own.
    /// </summary>
    /// <param name="endpoints">The endpoints of the host.</param>
    /// <returns>Adds conventions, such as authorization or rate limits.</returns>
    public static IEndpointConventionBuilder MapCampaignExecutor(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var endpoint = endpoints.ServiceProvider.GetRequiredService<ExecutorEndpoint>();
        return endpoints.MapPut(ExecutorEndpoint.Pattern, endpoint.HandleAsync);
    }

    private static RecruitingParts NewParts(IServiceProvider services)
    {
        var store = services.GetService<IRecordStore>()
            ?? throw new InvalidOperationException(
                "Recruiting needs a store with records: call UseSqlite, UsePostgreSql or UseMemory, or register an IRecordStore.");
        var protection = services.GetService<IDataProtectionProvider>() ?? throw new InvalidOperationException(
            "Recruiting encrypts the stored credentials: call services.AddDataProtection(), and keep its keys where they outlive the "
            + "process.");
        return new RecruitingParts(
            services.GetRequiredService<RecruitingOptions>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<PlatformClient>(), store, protection);
    }

    internal static void Configure(ProviderOptions provider, string channel, RecruitingOptions options)
    {
        provider.Name = $"recruiting-{channel}";
        provider.Rate = options.SendRate;
        provider.DispatchTimeout = options.DispatchTimeout;
        provider.MaxAttemptDuration = TimeSpan.FromDays(3); // a lost answer is looked up again after the sender has logged in
    }
}
