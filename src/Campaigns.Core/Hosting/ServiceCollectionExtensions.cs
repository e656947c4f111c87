using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Campaigns.Engine;
using Campaigns.Hosting;
using Campaigns.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Campaigns;

/// <summary>Adds the campaign engine to a host.</summary>
public static class CampaignsServiceCollectionExtensions
{
    private const string NeedsNoClient =
        "the store, the templates, the numbering plans and the host's logging cannot take a client when they are constructed";

    private const string NeedsNoEngine =
        "a provider cannot take the engine when it is constructed; take ICampaignReports, ICampaignClient or ICampaignOperations";

    /// <summary>
    /// Adds the engine, <see cref="ICampaignClient"/>, <see cref="ICampaignReports"/>, <see cref="ICampaignOperations"/> and
    /// <see cref="ICampaignFeed"/>. The engine starts and stops with the host. The options are checked when the host starts. One message
    /// lists all problems.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options. Null, the default: no changes.</param>
    /// <exception cref="InvalidOperationException"><c>AddCampaigns</c> was already called on these services.</exception>
    public static CampaignsBuilder AddCampaigns(this IServiceCollection services, Action<CampaignsOptions>? configure = null) =>
        Add(services, null, configure);

    /// <summary>
    /// Adds the engine like the other overload, with options from the configuration. The configuration is read once, when the host starts.
    /// An unknown key, an unknown provider, or a value that cannot be parsed is a problem of the options.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">
    /// The section with the options, or the whole configuration, of which the section <c>Campaigns</c> is used. The keys are the numbers
    /// and times of <see cref="CampaignsOptions"/>. Under <c>Providers</c>, the key is the name of a provider that code adds, with the
    /// options of this provider.
    /// </param>
    /// <param name="configure">
    /// Sets options after the configuration, and takes precedence. The delegate of a provider also takes precedence. If the configuration
    /// names the provider, that delegate runs twice, the first time to get the name.
    /// </param>
    /// <exception cref="InvalidOperationException"><c>AddCampaigns</c> was already called on these services.</exception>
    public static CampaignsBuilder AddCampaigns(
        this IServiceCollection services, IConfiguration configuration, Action<CampaignsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(services, configuration is IConfigurationRoot ? configuration.GetSection("Campaigns") : configuration, configure);
    }

    /// <summary>
    /// Prepares a host for several engines, such as the shards of Campaigns.Orleans. Registers the builder itself and no engine: whoever
    /// runs the engines builds each with <see cref="CampaignsBuilder.CreateOptions"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options of each engine. Runs once for each.</param>
    /// <exception cref="InvalidOperationException">These services have an engine or a builder already.</exception>
    public static CampaignsBuilder AddCampaignEngines(this IServiceCollection services, Action<CampaignsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        RequireNone(services);
        var builder = new CampaignsBuilder(services, null, configure);
        services.AddSingleton(builder);
        return builder;
    }

    private static CampaignsBuilder Add(IServiceCollection services, IConfiguration? section, Action<CampaignsOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        RequireNone(services);
        var builder = new CampaignsBuilder(services, section, configure);
        services.AddSingleton(provider => OnceAtATime.Build(provider, NeedsNoClient, builder.BuildOptions));
        services.AddSingleton(provider => new Exchange(provider.GetRequiredService<CampaignsOptions>()));
        // No client needs the engine, because the engine's providers may need a client.
        services.AddSingleton(CampaignsBuilder.BuildClient);
        services.AddSingleton<ICampaignClient>(Client);
        services.AddSingleton<ICampaignReports>(Client);
        services.AddSingleton<ICampaignOperations>(Client);
        services.AddSingleton<ICampaignFeed>(Client);
        services.AddSingleton(provider => OnceAtATime.Build(provider, NeedsNoEngine, builder.BuildEngine));
        services.AddSingleton<IHostedService, CampaignsHostedService>();
        return builder;

        static CampaignClient Client(IServiceProvider provider) => provider.GetRequiredService<CampaignClient>();
    }

    private static void RequireNone(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(CampaignEngine) || service.ServiceType == typeof(CampaignsBuilder)))
        {
            throw new InvalidOperationException(
                "AddCampaigns was already called: a host has one engine. Add providers to the builder that the first call returned.");
        }
    }
}

/// <summary>Adds providers, gates and checks to the engine of a host.</summary>
public sealed class CampaignsBuilder
{
    private readonly IConfiguration? _section;
    private readonly Action<CampaignsOptions>? _configure;
    private readonly List<(Type Type, object? Key, string Channel, Action<ProviderOptions>? Configure)> _providers = [];

    private readonly List<Type> _gates = [];
    private readonly List<(Type Type, string Name)> _checks = [];

    internal CampaignsBuilder(IServiceCollection services, IConfiguration? section, Action<CampaignsOptions>? configure)
    {
        Services = services;
        _section = section;
        _configure = configure;
    }

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a provider that the host's services create.</summary>
    /// <typeparam name="TProvider">
    /// The class of the provider. One instance serves all its channels for the lifetime of the host. The start fails if the host has
    /// registered the class as scoped.
    /// </typeparam>
    /// <param name="channel">The channel that the provider serves.</param>
    /// <param name="configure">Sets the provider's options.</param>
    public CampaignsBuilder AddProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(
        string channel, Action<ProviderOptions>? configure = null)
        where TProvider : class, IProvider
    {
        Services.TryAddSingleton<TProvider>();
        _providers.Add((typeof(TProvider), null, channel, configure));
        return this;
    }

    /// <summary>
    /// Registers a provider with an instance of its own, so that a host can have several of one class. Give each a name of its own
    /// (<see cref="ProviderOptions.Name"/>).
    /// </summary>
    /// <param name="channel">The channel that the provider serves.</param>
    /// <param name="create">Creates the provider. Called once. The host disposes of the instance when it stops.</param>
    /// <param name="configure">Sets the provider's options.</param>
    public CampaignsBuilder AddProvider(
        string channel, Func<IServiceProvider, IProvider> create, Action<ProviderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        var key = new object();
        Services.AddKeyedSingleton(key, (services, _) => create(services));
        _providers.Add((typeof(IProvider), key, channel, configure));
        return this;
    }

    /// <summary>Adds a gate that the host's services create. It stands after the gates of the options.</summary>
    /// <typeparam name="TGate">
    /// The class of the gate. One instance serves the lifetime of the host. The start fails if the host has registered the class as scoped.
    /// </typeparam>
    public CampaignsBuilder AddGate<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TGate>()
        where TGate : class, IContactGate
    {
        Services.TryAddSingleton<TGate>();
        _gates.Add(typeof(TGate));
        return this;
    }

    /// <summary>Adds a check that the host's services create.</summary>
    /// <typeparam name="TCheck">
    /// The class of the check. One instance serves the lifetime of the host. The start fails if the host has registered the class as
    /// scoped.
    /// </typeparam>
    /// <param name="name">The name for <see cref="CampaignDefinition.Check"/>, with 1 to 100 characters.</param>
    public CampaignsBuilder AddCheck<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCheck>(string name)
        where TCheck : class, IDispatchCheck
    {
        Services.TryAddSingleton<TCheck>();
        _checks.Add((typeof(TCheck), name));
        return this;
    }

    /// <summary>
    /// Builds the options of one more engine: the host's logging, metrics, templates and numbering plans, what the delegate of
    /// <see cref="CampaignsServiceCollectionExtensions.AddCampaignEngines"/> sets, and the providers, gates and checks, whose instances the
    /// engines share.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    public CampaignsOptions CreateOptions(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = BuildOptions(services);
        Fill(options, services);
        return options;
    }

    internal CampaignsOptions BuildOptions(IServiceProvider services)
    {
        if (services.GetServices<IConfigureOptions<CampaignsOptions>>().Any())
        {
            throw new InvalidOperationException(
                "Configure<CampaignsOptions> has no effect: give AddCampaigns the delegate, or the section of the configuration.");
        }

        var options = new CampaignsOptions();
        if (services.GetService<ILoggerFactory>() is { } logging)
        {
            options.LoggerFactory = logging;
        }

        options.MeterFactory = services.GetService<IMeterFactory>();
        if (services.GetService<TimeProvider>() is { } time && time != TimeProvider.System)
        {
            options.TimeProvider = time;
        }

        if (services.GetService<IJobStore>() is { } store)
        {
            options.Store = store;
        }

        options.Templates = services.GetService<ITemplates>();
        options.NumberingPlans = services.GetService<INumberingPlans>();
        if (_section is not null)
        {
            options.Read(new SectionReader(_section));
        }

        _configure?.Invoke(options);
        return options;
    }

    internal static CampaignClient BuildClient(IServiceProvider services)
    {
        var options = services.GetRequiredService<CampaignsOptions>();
        return new CampaignClient(services.GetRequiredService<Exchange>(), options.Store!, StoreDeadline.Of(options), options.TimeProvider);
    }

    internal CampaignEngine BuildEngine(IServiceProvider services)
    {
        var options = services.GetRequiredService<CampaignsOptions>();
        Fill(options, services);
        return new CampaignEngine(options, services.GetRequiredService<Exchange>());
    }

    /// <summary>Adds the providers, gates and checks.</summary>
    private void Fill(CampaignsOptions options, IServiceProvider services)
    {
        var instances = new Dictionary<Type, IProvider>(); // one per class, even if the host has registered the class as transient
        foreach (var (type, key, channel, configure) in _providers)
        {
            if (key is not null)
            {
                options.AddProvider(channel, services.GetRequiredKeyedService<IProvider>(key), configure);
                continue;
            }

            if (!instances.TryGetValue(type, out var provider))
            {
                RefuseScoped(type);
                provider = instances[type] = (IProvider)services.GetRequiredService(type);
            }

            options.AddProvider(channel, provider, configure);
        }

        foreach (var type in _gates)
        {
            RefuseScoped(type);
            options.AddGate((IContactGate)services.GetRequiredService(type));
        }

        foreach (var (type, name) in _checks)
        {
            RefuseScoped(type);
            options.AddCheck(name, (IDispatchCheck)services.GetRequiredService(type));
        }
    }

    /// <summary>
    /// Refuses a scoped class. The container refuses it only in development. Elsewhere, the first scoped services would live as
    /// long as the host.
    /// </summary>
    private void RefuseScoped(Type type)
    {
        if (Services.LastOrDefault(service => service.ServiceType == type && !service.IsKeyedService)?.Lifetime == ServiceLifetime.Scoped)
        {
            throw new InvalidOperationException(
                $"{type} is registered as scoped, but the engine keeps its providers, gates and checks: register it as a singleton, and "
                + "resolve the services of one dispatch from a scope of IServiceScopeFactory.");
        }
    }
}
