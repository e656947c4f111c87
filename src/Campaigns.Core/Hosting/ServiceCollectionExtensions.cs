using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Campaigns.Engine;
using Campaigns.Hosting;
using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Campaigns;

/// <summary>Adds campaigns to a host.</summary>
public static class CampaignsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine, started and stopped with the host, and <see cref="ICampaignClient"/>. Its options are checked when the host
    /// starts; all problems stand in one message.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    public static CampaignsBuilder AddCampaigns(this IServiceCollection services, Action<CampaignsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(CampaignEngine)))
        {
            throw new InvalidOperationException("AddCampaigns was called before: a host has one engine. Add providers to the builder that the first call returned.");
        }

        var builder = new CampaignsBuilder(services, configure);
        services.AddSingleton(builder.BuildOptions);
        services.AddSingleton(provider => new Exchange(provider.GetRequiredService<CampaignsOptions>()));
        services.AddSingleton<ICampaignClient>(CampaignsBuilder.BuildClient); // does not need the engine: its providers may need it
        services.AddSingleton(builder.BuildEngine);
        services.AddSingleton<IHostedService, CampaignsHostedService>();
        return builder;
    }
}

/// <summary>Adds providers to the engine of a host.</summary>
public sealed class CampaignsBuilder
{
    private readonly Action<CampaignsOptions>? _configure;
    private readonly List<Action<IServiceProvider, CampaignsOptions>> _providers = [];

    internal CampaignsBuilder(IServiceCollection services, Action<CampaignsOptions>? configure)
    {
        Services = services;
        _configure = configure;
    }

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a provider, built by the host's services.</summary>
    /// <typeparam name="TProvider">The provider's class; one instance is made.</typeparam>
    /// <param name="channel">The channel it delivers on.</param>
    /// <param name="configure">How it is to be used.</param>
    public CampaignsBuilder AddProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(
        string channel, Action<ProviderOptions>? configure = null)
        where TProvider : class, IProvider
    {
        Services.TryAddSingleton<TProvider>();
        _providers.Add((services, options) => options.AddProvider(channel, services.GetRequiredService<TProvider>(), configure));
        return this;
    }

    internal CampaignsOptions BuildOptions(IServiceProvider services)
    {
        var options = new CampaignsOptions();
        if (services.GetService<ILoggerFactory>() is { } logging)
        {
            options.Logging = logging;
        }

        options.Metrics = services.GetService<IMeterFactory>();
        if (services.GetService<TimeProvider>() is { } time && time != TimeProvider.System)
        {
            options.Time = time;
        }

        if (services.GetService<IJobStore>() is { } store)
        {
            options.Store = store;
        }

        options.Templates = services.GetService<ITemplates>();
        options.NumberingPlans = services.GetService<INumberingPlans>();
        _configure?.Invoke(options);
        return options;
    }

    internal static CampaignClient BuildClient(IServiceProvider services)
    {
        var options = services.GetRequiredService<CampaignsOptions>();
        return new CampaignClient(services.GetRequiredService<Exchange>(), options.Store, options.Time);
    }

    internal CampaignEngine BuildEngine(IServiceProvider services)
    {
        var options = services.GetRequiredService<CampaignsOptions>();
        foreach (var addProvider in _providers)
        {
            addProvider(services, options);
        }

        return new CampaignEngine(options, services.GetRequiredService<Exchange>());
    }
}
