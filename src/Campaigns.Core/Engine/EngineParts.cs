using Campaigns.Observability;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>The parts of an engine. The options are copied when the engine is built, so that later changes have no effect.</summary>
internal sealed record EngineParts(
    IJobStore Store,
    TimeProvider Time,
    TaskScheduler Tasks,
    SchedulerSettings Settings,
    IReadOnlyList<ProviderRegistration> Providers)
{
    /// <summary>The clock for waits on this machine: see <see cref="CampaignsOptions.MachineTimeProvider"/>.</summary>
    public required TimeProvider MachineTime { get; init; }

    public required TimeSpan StopBudget { get; init; }

    public required StartHold StartHold { get; init; }

    public required TimeSpan StoreTimeout { get; init; }

    public required Telemetry Telemetry { get; init; }

    public required Exchange Exchange { get; init; }

    public required IReadOnlyList<ProviderExecutor> Executors { get; init; }

    public required SenderThreads Senders { get; init; }

    public required DispatchChecks Checks { get; init; }

    public required Lease Lease { get; init; }

    /// <summary>The shares of limits; null for an engine that owns its limits.</summary>
    public required SharesInForce? Shares { get; init; }

    public Inbox Inbox => Exchange.Inbox;

    public Signal Signal => Exchange.Signal;

    public EventHub Events => Exchange.Events;

    public FeedSignals Feed => Exchange.Feed;

    public static EngineParts From(CampaignsOptions options, Exchange exchange, TimeProvider time, TaskScheduler tasks)
    {
        var providers = options.Providers
            .Select(provider => provider with { Options = provider.Options.CopyFor(options.Store!.Capabilities.CommitSize) })
            .ToList();
        var senders = new SenderThreads(options.TaskScheduler);
        var telemetry = new Telemetry(options, providers, exchange, time);
        var machineTime = options.MachineTimeProvider ?? (options.TimeProvider is null ? time : TimeProvider.System);
        var shares = SharesInForce.Of(options.Shares, time, exchange.Signal, telemetry.Log);
        var lease = new Lease(machineTime, time, exchange.Signal, telemetry.Log) { Shares = shares?.Term };
        var settings = SettingsOf(options, exchange.Faults);
        var gates = new AllGates(settings.Gates);
        var checks = DispatchChecks.Of(options, time, senders, exchange.Faults, telemetry.Instruments);
        return new EngineParts(options.Store!, time, tasks, settings, providers)
        {
            MachineTime = machineTime,
            StopBudget = options.ShutdownTimeout,
            StartHold = new StartHold(options.StartHeld, options.LastCommit),
            StoreTimeout = options.StoreTimeout,
            Telemetry = telemetry,
            Exchange = exchange,
            Senders = senders,
            Checks = checks,
            Lease = lease,
            Shares = shares,
            Executors = [.. providers.Select(provider =>
                new ProviderExecutor(provider, exchange.Inbox, time, options.TaskScheduler ?? TaskScheduler.Default, senders)
                {
                    Templates = exchange.Templates,
                    Gates = gates,
                    Checks = checks,
                    Lease = lease,
                    MachineTime = machineTime,
                    Instruments = telemetry.Instruments,
                })],
        };
    }

    /// <summary>The scheduler's settings, with guards around host code, so that no call from the scheduler throws.</summary>
    private static SchedulerSettings SettingsOf(CampaignsOptions options, HostFaults faults)
    {
        var waiting = options.MaxWaitingInMemory ?? (options.Store!.Capabilities.Durable ? 10_000 : int.MaxValue);
        var (random, strategy) = (new GuardedRandom(options.Random, faults), new GuardedStrategy(options.Strategy, faults));
        return new SchedulerSettings(random, options.MaxConcurrent, options.PageSize, strategy, waiting)
        {
            Routers = options.Routers
                .Where(router => router.Value != ProviderRouters.Ordered)
                .ToDictionary(router => router.Key, IProviderRouter (router) => new GuardedRouter(router.Value, faults)),
            ReportAge = options.UnmatchedReportAge,
            MaxRefusals = options.MaxRefusals,
            EventIdAge = options.EventIdAge,
            Gates = [.. options.Gates.Select(gate => new GuardedGate(gate, faults))],
            Checks = options.Checks.Keys.ToHashSet(),
            LongestCheck = CallTimeouts.LongestOf(options.CheckTimeout),
            FeedAge = options.FeedAge,
            HasShares = options.Shares is not null,
        };
    }

    public Scheduler NewScheduler(ICampaignStrategy strategy) =>
        new(Settings with { Strategy = strategy }, Providers.Select(
            (provider, index) => new ProviderEntry(index, provider.Name, provider.Channel, provider.Options)));
}
