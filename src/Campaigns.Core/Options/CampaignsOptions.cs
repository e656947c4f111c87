using System.Diagnostics.Metrics;
using Campaigns.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns;

/// <summary>The options of the engine. Checked once, when the engine is built. One message lists all problems.</summary>
public sealed partial class CampaignsOptions
{
    private const string StoreAdvice = "give a store, such as new SqliteJobStore(path), "
        + "or new MemoryJobStore() of Campaigns.InMemory, whose campaigns end with the process";

    private readonly List<ProviderRegistration> _providers = [];
    private readonly Dictionary<string, IProviderRouter> _routers = [];
    private readonly List<IContactGate> _gates = [];
    private readonly Dictionary<string, IDispatchCheck> _checks = [];
    private SectionReader? _configuration;

    /// <summary>
    /// The store that keeps the campaigns. Required; null by default, because losing campaigns on exit must be a deliberate choice.
    /// <c>SqliteJobStore</c> of Campaigns.Sqlite keeps campaigns in a file. <c>MemoryJobStore</c> of Campaigns.InMemory keeps them until
    /// the process ends.
    /// </summary>
    public IJobStore? Store { get; set; }

    /// <summary>The clock, wall and monotonic. Null, the default: the system clock, with a separate timer thread.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>
    /// The scheduler that runs the engine loop and the providers' methods. Null, the default: the loop runs on its own thread, attempts are
    /// sent on threads that the engine starts as needed, up to 4 per provider, and lookups and aborts run on the thread pool.
    /// </summary>
    public TaskScheduler? TaskScheduler { get; set; }

    /// <summary>The source of randomness for jitter. Used by one thread at a time.</summary>
    public Random Random { get; set; } = new();

    /// <summary>The logger factory. Default: no logging. With <c>AddCampaigns</c>, the host's logging.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>
    /// The meter factory. Null, the default: the engine creates its own meter. With <c>AddCampaigns</c>, the host's factory.
    /// </summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>
    /// The strategy that decides which campaign is served next. Default: by priority, with aging. Can be changed while the engine runs.
    /// </summary>
    public ICampaignStrategy Strategy { get; set; } = Campaigns.CampaignStrategies.ByPriority();

    /// <summary>
    /// Whether the engine starts with everything held, durably. Set it to start on a restored store, and remove it before the next start.
    /// <see cref="ICampaignOperations.ReleaseAllAsync"/> ends the hold. Default: false.
    /// </summary>
    public bool StartHeld { get; set; }

    /// <summary>
    /// The <see cref="StoreInfo.Commit"/> that the host has last seen of this store. If the store ends with a lower one, it has lost
    /// commits, and the engine starts as with <see cref="StartHeld"/>. 0 or more. Null, the default: not checked.
    /// </summary>
    public long? LastCommit { get; set; }

    /// <summary>The maximum number of live attempts in total. 1 or more. Default: 100,000.</summary>
    public int MaxConcurrent { get; set; } = 100_000;

    /// <summary>
    /// How long a stop waits for dispatches in progress, measured by <see cref="TimeProvider"/> or by the system clock, whichever elapses
    /// first. 0 to 10 minutes. Default: 10 seconds, below the host's 30.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a store call may take before its result counts as unknown. Measured by the system clock, even if <see cref="TimeProvider"/>
    /// is set. 100 ms to 10 minutes. Default: 30 seconds.
    /// </summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests may wait before further requests are delayed. 1 or more. Default: 1,024.</summary>
    public int InboxCapacity { get; set; } = 1_024;

    /// <summary>How many events a slow reader may lag behind. 1 to 1,000,000. Default: 1,024.</summary>
    public int EventBuffer { get; set; } = 1_024;

    /// <summary>The maximum number of jobs read per lane at a time. 1 to 10,000. Default: 512.</summary>
    public int PageSize { get; set; } = 512;

    /// <summary>
    /// How many waiting jobs a lane keeps in memory before it evicts the later half to the store. 2 or more. Null, the default: 10,000 with
    /// a durable store, and no limit with an in-memory store.
    /// </summary>
    public int? MaxWaitingInMemory { get; set; }

    /// <summary>
    /// How many times in a row an attempt for a contact may place nothing (<see cref="DispatchResult.NotPlaced"/>, from all available
    /// providers of the channel) before its step fails as if its attempts were used up. 1 to 250. Default: 20, which takes six hours.
    /// </summary>
    public int MaxRefusals { get; set; } = 20;

    /// <summary>
    /// The maximum time to keep a report about a call that matches no attempt. Choose a value longer than any call may take, and shorter
    /// than the time after which a provider reuses its ids. 1 minute to 365 days. Default: 7 days.
    /// </summary>
    public TimeSpan UnmatchedReportAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The minimum time to keep an event in the event log. During this time, another event with the same id has no effect. Older events are
    /// removed in portions, while new ones arrive. 1 hour to 365 days. Default: 30 days.
    /// </summary>
    public TimeSpan EventIdAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long an <see cref="IDispatchCheck"/> may take before its attempt is not sent, because no answer is no permission. The limit may
    /// be late by an eighth. 10 ms to 1 minute. Default: 5 seconds.
    /// </summary>
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the change feed keeps a change, whether it was read or not. 1 minute to 365 days. Default: 30 days.
    /// </summary>
    public TimeSpan FeedAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The template engine for steps whose content is a template. Null, the default: no step may have a template.</summary>
    public ITemplates? Templates { get; set; }

    /// <summary>
    /// The numbering plans that read national phone numbers of enrolled contacts and check the length of numbers by country. Null, the
    /// default: numbers need their country code, and lengths by country are not checked.
    /// </summary>
    public INumberingPlans? NumberingPlans { get; set; }

    /// <summary>
    /// The clock for waits on this machine: the store's deadline, the pauses after store failures, and a stop's wait for senders and its
    /// time limit. Null, the default: the system clock, even if <see cref="TimeProvider"/> is set, because a clock moved by hand must not
    /// make a store look slow. Simulations set it when stores are slow in simulated time.
    /// </summary>
    internal TimeProvider? MachineTimeProvider { get; set; }

    /// <summary>Whether any provider is registered.</summary>
    public bool HasProviders => _providers.Count > 0;

    internal IReadOnlyList<ProviderRegistration> Providers => _providers;

    internal IReadOnlyDictionary<string, IProviderRouter> Routers => _routers;

    internal IReadOnlyList<IContactGate> Gates => _gates;

    internal IReadOnlyDictionary<string, IDispatchCheck> Checks => _checks;

    /// <summary>Registers a provider. <see cref="UseRouter"/> decides how several providers of one channel share its attempts.</summary>
    /// <param name="channel">The channel that the provider serves.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="configure">Sets the provider's options.</param>
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
            configure?.Invoke(options); // The first call only gave the name.
        }

        _providers.Add(new ProviderRegistration(name, string.Intern(channel ?? ""), provider, options)); // Interned: contacts share it.
        return this;
    }

    /// <summary>
    /// Sets how the providers of a channel share its attempts. By default, each attempt goes to the first provider, in order of
    /// registration, that can take it.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="router">The router, for example one of <see cref="ProviderRouters"/>.</param>
    public CampaignsOptions UseRouter(string channel, IProviderRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        _routers[channel] = router;
        return this;
    }

    /// <summary>
    /// Adds a rule that decides when contacts may be contacted. It applies to every campaign. Gates are judged in the order of addition.
    /// </summary>
    /// <param name="gate">The gate. Its name must be unique.</param>
    public CampaignsOptions AddGate(IContactGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        _gates.Add(gate);
        return this;
    }

    /// <summary>
    /// Adds a check for campaigns that name it in <see cref="CampaignDefinition.Check"/>. A check added later under the same name replaces
    /// it.
    /// </summary>
    /// <param name="name">The name, with 1 to 100 characters.</param>
    /// <param name="check">The check.</param>
    public CampaignsOptions AddCheck(string name, IDispatchCheck check)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(check);
        _checks[name] = check;
        return this;
    }

    /// <summary>Reads the options from a configuration section. The options of a provider are read when the provider is added.</summary>
    internal void Read(SectionReader section)
    {
        _configuration = section;
        section.Section(nameof(Providers));
        MaxConcurrent = section.Number<int>(nameof(MaxConcurrent)) ?? MaxConcurrent;
        StartHeld = section.Flag(nameof(StartHeld)) ?? StartHeld;
        LastCommit = section.Number<long>(nameof(LastCommit)) ?? LastCommit;
        ShutdownTimeout = section.Time(nameof(ShutdownTimeout)) ?? ShutdownTimeout;
        StoreTimeout = section.Time(nameof(StoreTimeout)) ?? StoreTimeout;
        CheckTimeout = section.Time(nameof(CheckTimeout)) ?? CheckTimeout;
        InboxCapacity = section.Number<int>(nameof(InboxCapacity)) ?? InboxCapacity;
        EventBuffer = section.Number<int>(nameof(EventBuffer)) ?? EventBuffer;
        PageSize = section.Number<int>(nameof(PageSize)) ?? PageSize;
        MaxWaitingInMemory = section.Number<int>(nameof(MaxWaitingInMemory)) ?? MaxWaitingInMemory;
        MaxRefusals = section.Number<int>(nameof(MaxRefusals)) ?? MaxRefusals;
        UnmatchedReportAge = section.Time(nameof(UnmatchedReportAge)) ?? UnmatchedReportAge;
        EventIdAge = section.Time(nameof(EventIdAge)) ?? EventIdAge;
        FeedAge = section.Time(nameof(FeedAge)) ?? FeedAge;
    }

    internal Problems FindProblems()
    {
        var problems = new Problems();
        problems.Require(Store is not null, nameof(Store), null, StoreAdvice);
        problems.Require(Random is not null, nameof(Random), null, "give a random number generator");
        problems.Require(Strategy is not null, nameof(Strategy), null, "give a strategy, such as CampaignStrategies.ByPriority()");
        problems.Require(LoggerFactory is not null, nameof(LoggerFactory), null, "give a logger factory");
        problems.Require(LastCommit is null or >= 0, nameof(LastCommit), LastCommit, "use 0 or more, or null");
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
        var keeps = FeedAge >= TimeSpan.FromMinutes(1) && FeedAge <= TimeSpan.FromDays(365);
        problems.Require(keeps, nameof(FeedAge), FeedAge, "use 1 minute to 365 days");
        problems.Require(isAge, nameof(UnmatchedReportAge), UnmatchedReportAge, "use 1 minute to 365 days");
        AddProviderProblems(problems);
        AddRuleProblems(problems);
        _configuration?.AddProblems(problems);
        return problems;
    }

    private void AddRuleProblems(Problems problems)
    {
        var isTimeout = CheckTimeout >= TimeSpan.FromMilliseconds(10) && CheckTimeout <= TimeSpan.FromMinutes(1);
        problems.Require(isTimeout, nameof(CheckTimeout), CheckTimeout, "use 10 ms to 1 minute");
        const string Field = $"{nameof(Gates)}.{nameof(IContactGate.Name)}";
        const string Remedy = "use 1 to 100 characters";
        var names = new HashSet<string>();
        foreach (var name in _gates.Select(gate => gate.Name))
        {
            Named.AddProblems(problems, Field, name, Remedy, Named.LongestOfRule);
            problems.Require(names.Add(name ?? ""), Field, Problems.Quote(name), "give each gate a unique name");
        }

        foreach (var name in _checks.Keys)
        {
            Named.AddProblems(problems, nameof(Checks), name, Remedy, Named.LongestOfRule);
        }
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
            problems.Require(names.Add(provider.Name), $"{field}.Name", provider.Name, "give each provider a unique name");
            provider.Options.AddProblems(problems, field);
        }

        foreach (var channel in _routers.Keys)
        {
            problems.Require(
                _providers.Exists(provider => provider.Channel == channel), "Routers", $"\"{channel}\"", "name a channel with providers");
        }
    }
}
