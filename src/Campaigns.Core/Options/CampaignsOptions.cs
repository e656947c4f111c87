using System.Diagnostics.Metrics;
using Campaigns.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns;

/// <summary>How the engine runs. Checked once, when it starts; all problems stand in one message.</summary>
public sealed class CampaignsOptions
{
    private const string StoreAdvice = "give a store, such as new SqliteJobStore(path), "
        + "or new MemoryJobStore() of Campaigns.InMemory, whose campaigns end with the process";

    private readonly List<ProviderRegistration> _providers = [];
    private readonly Dictionary<string, IProviderRouter> _routers = [];
    private SectionReader? _configuration;

    /// <summary>
    /// Where campaigns last. Required, null by default: a store that forgets must be chosen. <c>SqliteJobStore</c> of Campaigns.Sqlite
    /// keeps them in a file; with <c>MemoryJobStore</c> of Campaigns.InMemory they end with the process.
    /// </summary>
    public IJobStore? Store { get; set; }

    /// <summary>The clock, wall and monotonic. By default the system's, with a timer thread of its own.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>
    /// Where the engine's loop and the providers' methods run. By default, null, the loop has a thread of its own, attempts are sent on
    /// threads that the engine starts as it needs them, up to 4 for a provider, and look-ups and aborts run on the thread pool.
    /// </summary>
    public TaskScheduler? TaskScheduler { get; set; }

    /// <summary>Randomness, for jitter. Used by one thread at a time.</summary>
    public Random Random { get; set; } = new();

    /// <summary>Where the engine logs. Nowhere by default; with <c>AddCampaigns</c>, the host's logging.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Where the engine's meter is made. Null, the default, for a meter of its own; with <c>AddCampaigns</c>, the host's factory.
    /// </summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>Which campaign goes next. By priority, with ageing, by default. Can be changed while the engine runs.</summary>
    public ICampaignStrategy Strategy { get; set; } = Campaigns.CampaignStrategies.ByPriority();

    /// <summary>How many attempts may be live in all. 1 or more; 100,000 by default.</summary>
    public int MaxConcurrent { get; set; } = 100_000;

    /// <summary>
    /// How long a stop waits for dispatches under way, whichever of <see cref="TimeProvider"/> and the system's clock is first. 0 to 10
    /// minutes; 10
    /// seconds by default, below the host's 30.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a call of the store may take before its result counts as unknown. 100 ms to 10 minutes; 30 seconds by default. Measured by
    /// the system's clock, whatever <see cref="TimeProvider"/> is.
    /// </summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests may wait before further ones are held back. 1 or more; 1,024 by default.</summary>
    public int InboxCapacity { get; set; } = 1_024;

    /// <summary>How many events a slow reader may lag behind. 1 to 1,000,000; 1,024 by default.</summary>
    public int EventBuffer { get; set; } = 1_024;

    /// <summary>The most jobs read for one lane at a time. 1 to 10,000; 512 by default.</summary>
    public int PageSize { get; set; } = 512;

    /// <summary>
    /// How many waiting jobs a lane keeps in memory before it leaves the later half to the store. 2 or more; null, the default, for
    /// 10,000 with a durable store and no limit with one that is in memory itself.
    /// </summary>
    public int? MaxWaitingInMemory { get; set; }

    /// <summary>
    /// How often in a row nothing may be placed for a contact (<see cref="DispatchResult.NotPlaced"/>, by all providers of the channel that
    /// can be asked) before its step is given up, as one that has used up its attempts is. 1 to 250; 20 by default, which takes six hours.
    /// </summary>
    public int MaxRefusals { get; set; } = 20;

    /// <summary>
    /// How long a report about a call that no attempt is known by is kept, at most: longer than any call may take, and shorter than a
    /// provider
    /// takes to use its ids again. 1 minute to 365 days; 7 days by default.
    /// </summary>
    public TimeSpan UnmatchedReportAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long the id of a <see cref="ContactEvent"/> is kept, at least: an event with the same id has no effect for so long. Some 40
    /// bytes of memory an id. 1 hour to 365 days; 30 days by default.
    /// </summary>
    public TimeSpan EventIdAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>What makes templates of steps whose content is one. Null, the default: no step may have a template.</summary>
    public ITemplates? Templates { get; set; }

    /// <summary>
    /// What reads the phone numbers of contacts that are enrolled as they are written inside a country, and checks their lengths. Null, the
    /// default: numbers are read with their country code, and lengths by country are not checked.
    /// </summary>
    public INumberingPlans? NumberingPlans { get; set; }

    /// <summary>
    /// The clock of what waits for this machine and not for the world: the store's deadline and the pauses after its failures, senders that
    /// a stop waits for, the time a stop has. Null, the default, for the system's, whatever <see cref="TimeProvider"/> is: a clock that
    /// somebody
    /// moves by hand must not make a store look slow. A simulation in which stores are slow in its own time sets that.
    /// </summary>
    internal TimeProvider? MachineTimeProvider { get; set; }

    /// <summary>Whether a provider is registered.</summary>
    public bool HasProviders => _providers.Count > 0;

    internal IReadOnlyList<ProviderRegistration> Providers => _providers;

    internal IReadOnlyDictionary<string, IProviderRouter> Routers => _routers;

    /// <summary>Registers a provider. Several on one channel share it as <see cref="UseRouter"/> says.</summary>
    /// <param name="channel">The channel it delivers on.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="configure">How it is to be used.</param>
    public CampaignsOptions AddProvider(string channel, IProvider provider, Action<ProviderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var options = new ProviderOptions();
        configure?.Invoke(options);
        var name = options.Name ?? $"{channel}-{_providers.Count(other => other.Channel == channel) + 1}";
        if (_configuration?.Section(nameof(Providers))?.Section(name) is { } section)
        {
            options = new ProviderOptions();
            options.Read(section);
            configure?.Invoke(options); // again: the first time told the name
        }

        _providers.Add(new ProviderRegistration(name, string.Intern(channel ?? ""), provider, options)); // contacts share the string
        return this;
    }

    /// <summary>
    /// Sets how the providers of a channel share its attempts. Without it they go in the order of registration: the first that can take one
    /// gets it.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="router">The router, such as one of <see cref="ProviderRouters"/>.</param>
    public CampaignsOptions UseRouter(string channel, IProviderRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        _routers[channel] = router;
        return this;
    }

    /// <summary>Takes what a section of the configuration says; what it says of a provider, when that is added.</summary>
    internal void Read(SectionReader section)
    {
        _configuration = section;
        section.Section(nameof(Providers));
        MaxConcurrent = section.Number<int>(nameof(MaxConcurrent)) ?? MaxConcurrent;
        ShutdownTimeout = section.Time(nameof(ShutdownTimeout)) ?? ShutdownTimeout;
        StoreTimeout = section.Time(nameof(StoreTimeout)) ?? StoreTimeout;
        InboxCapacity = section.Number<int>(nameof(InboxCapacity)) ?? InboxCapacity;
        EventBuffer = section.Number<int>(nameof(EventBuffer)) ?? EventBuffer;
        PageSize = section.Number<int>(nameof(PageSize)) ?? PageSize;
        MaxWaitingInMemory = section.Number<int>(nameof(MaxWaitingInMemory)) ?? MaxWaitingInMemory;
        MaxRefusals = section.Number<int>(nameof(MaxRefusals)) ?? MaxRefusals;
        UnmatchedReportAge = section.Time(nameof(UnmatchedReportAge)) ?? UnmatchedReportAge;
        EventIdAge = section.Time(nameof(EventIdAge)) ?? EventIdAge;
    }

    internal Problems FindProblems()
    {
        var problems = new Problems();
        problems.Require(Store is not null, nameof(Store), null, StoreAdvice);
        problems.Require(Random is not null, nameof(Random), null, "give a source of randomness");
        problems.Require(Strategy is not null, nameof(Strategy), null, "give a strategy, such as CampaignStrategies.ByPriority()");
        problems.Require(LoggerFactory is not null, nameof(LoggerFactory), null, "give a logger factory");
        problems.Require(MaxConcurrent >= 1, nameof(MaxConcurrent), MaxConcurrent, "use 1 or more");
        problems.Require(
            ShutdownTimeout >= TimeSpan.Zero && ShutdownTimeout <= TimeSpan.FromMinutes(10), nameof(ShutdownTimeout), ShutdownTimeout,
            "use 0 to 10 minutes");
        var fits = StoreTimeout >= TimeSpan.FromMilliseconds(100) && StoreTimeout <= TimeSpan.FromMinutes(10);
        problems.Require(fits, nameof(StoreTimeout), StoreTimeout, "use 100 ms to 10 minutes");
        problems.Require(InboxCapacity >= 1, nameof(InboxCapacity), InboxCapacity, "use 1 or more");
        problems.Require(EventBuffer is >= 1 and <= 1_000_000, nameof(EventBuffer), EventBuffer, "use 1 to 1,000,000");
        problems.Require(PageSize is >= 1 and <= 10_000, nameof(PageSize), PageSize, "use 1 to 10,000");
        problems.Require(MaxWaitingInMemory is null or >= 2, nameof(MaxWaitingInMemory), MaxWaitingInMemory, "use 2 or more, or null");
        problems.Require(MaxRefusals is >= 1 and <= 250, nameof(MaxRefusals), MaxRefusals, "use 1 to 250");
        var isAge = UnmatchedReportAge >= TimeSpan.FromMinutes(1) && UnmatchedReportAge <= TimeSpan.FromDays(365);
        problems.Require(
            EventIdAge >= TimeSpan.FromHours(1) && EventIdAge <= TimeSpan.FromDays(365), nameof(EventIdAge), EventIdAge,
            "use 1 hour to 365 days");
        problems.Require(isAge, nameof(UnmatchedReportAge), UnmatchedReportAge, "use 1 minute to 365 days");
        AddProviderProblems(problems);
        _configuration?.AddProblems(problems);
        return problems;
    }

    private void AddProviderProblems(Problems problems)
    {
        problems.Require(_providers.Count is >= 1 and <= 250, "Providers", $"a list of {_providers.Count}", "add 1 to 250 providers");
        var names = new HashSet<string>();
        foreach (var provider in _providers)
        {
            var field = $"Providers[{provider.Name}]";
            Named.AddProblems(problems, $"{field}.Channel", provider.Channel, "name a channel");
            Named.AddProblems(problems, $"{field}.Name", provider.Name, "use 1 to 200 characters");
            problems.Require(names.Add(provider.Name), $"{field}.Name", provider.Name, "give each provider a name of its own");
            provider.Options.AddProblems(problems, field);
        }

        foreach (var channel in _routers.Keys)
        {
            problems.Require(
                _providers.Exists(provider => provider.Channel == channel), "Routers", $"\"{channel}\"", "name a channel with providers");
        }
    }
}

/// <summary>A provider with its channel and options.</summary>
internal sealed record ProviderRegistration(string Name, string Channel, IProvider Provider, ProviderOptions Options);
