using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Campaigns.Http;

/// <summary>Adds a dialer or a voice agent of your own to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>
    /// Registers the provider on a channel, and <see cref="HttpCallbacks"/> for the endpoint that takes its callbacks: as a service with
    /// <see cref="HttpProviderOptions.Name"/> as its key, and without a key for the first dialer. Call it once for each dialer, each with a
    /// name of its own.
    /// </summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="channel">The channel that the dialer serves.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="provider">Sets the limits of the provider. Null, the default: none.</param>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them.</exception>
    public static CampaignsBuilder AddHttpProvider(
        this CampaignsBuilder builder, string channel, Action<HttpProviderOptions> configure, Action<ProviderOptions>? provider = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new HttpProviderOptions();
        configure(options);
        options.Validate();
        builder.Services.AddKeyedSingleton(
            options.Name, (services, _) => new HttpCallbacks(options, services.GetService<TimeProvider>()));
        builder.Services.TryAddSingleton(services => services.GetRequiredKeyedService<HttpCallbacks>(options.Name));
        return builder.AddProvider(channel, NewProvider, settings =>
        {
            settings.Name = options.Name;
            provider?.Invoke(settings);
        });

        HttpProvider NewProvider(IServiceProvider services) => new(
            options, services.GetService<TimeProvider>(), services.GetService<ILogger<HttpProvider>>());
    }
}
