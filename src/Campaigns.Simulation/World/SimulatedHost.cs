namespace Campaigns.Simulation;

/// <summary>The user's application: starts the engine in a process, restarts it after a crash, and makes requests.</summary>
internal sealed class SimulatedHost : IDisposable
{
    private readonly RunMeters _meters = new();
    private readonly SimulatedWorld _world;
    private readonly List<(ProviderPlan Plan, WorldProvider Provider)> _providers = [];
    private readonly List<Request> _requests = [];
    private readonly Random _engineLuck;
    private readonly HostCode _code;
    private readonly WorldRules _rules;
    private readonly FeedReading _feed;
    private SimulatedProcess _process;
    private CampaignEngine? _engine;
    private int _processes;

    public SimulatedHost(SimulatedWorld world, Action<AttemptFacts?, ProviderReport> report)
    {
        _world = world;
        _engineLuck = world.Plan.Random(6);
        _code = new HostCode(world, world.Plan.Random(10));
        _rules = new WorldRules(world);
        _feed = new FeedReading(world);
        _process = new SimulatedProcess(world.Kernel, 0);
        world.OnCrash = AfterCrash;
        foreach (var plan in world.Plan.Providers)
        {
            _providers.Add((plan, new WorldProvider(world, plan.Name, new Callbacks(world, plan.Name, report))));
        }
    }

    public SimulatedProcess Process => _process;

    /// <summary>Whether the engine runs and accepts requests.</summary>
    public bool IsUp { get; private set; }

    public long Requests { get; private set; }

    /// <summary>The providers, independent of any process.</summary>
    public IReadOnlyList<WorldProvider> Providers => _providers.ConvertAll(provider => provider.Provider);

    /// <summary>Starts a process and its engine. Starts another process if the store cannot be read.</summary>
    public void Boot()
    {
        var process = _process = new SimulatedProcess(_world.Kernel, ++_processes);
        var engine = _engine = new CampaignEngine(Options(process));
        process.Start(() => RunAsync(process, engine));
    }

    /// <summary>Stops the engine gracefully and starts another one, as a deployment does.</summary>
    public void Restart()
    {
        if (!IsUp)
        {
            return;
        }

        var (process, engine) = (_process, _engine!);
        (IsUp, _world.Judge.IsStopping) = (false, true);
        process.Start(async () =>
        {
            await engine.StopAsync();
            process.HasStopped = true;
            _world.Kernel.After(TimeSpan.FromSeconds(1), () => Replace(process));
        });
        _world.Kernel.After(TimeSpan.FromHours(1), () =>
        {
            if (!process.HasStopped && !process.IsDead)
            {
                _world.Judge.Violate(5, "a graceful stop has not ended within an hour");
            }
        });
    }

    /// <summary>Makes a request to the engine.</summary>
    /// <param name="ask">The request.</param>
    /// <param name="done">Called at the end: null on success, the refusal, or <see cref="LostException"/> if the result is unknown.</param>
    public void Ask(Func<CampaignEngine, Task> ask, Action<Exception?> done)
    {
        if (!IsUp)
        {
            done(new LostException());
            return;
        }

        Requests++;
        var request = new Request(done);
        var engine = _engine!;
        _requests.Add(request);
        _process.Start(async () =>
        {
            Exception? refusal = null;
            try
            {
                await ask(engine);
            }
            catch (Exception error)
            {
                refusal = error;
            }

            if (_requests.Remove(request))
            {
                done(refusal);
            }
        });
    }

    /// <summary>Releases the resources of crashed engines.</summary>
    public void Dispose() => _meters.Dispose();

    private async Task RunAsync(SimulatedProcess process, CampaignEngine engine)
    {
        try
        {
            await engine.StartAsync();
        }
        catch (CampaignException)
        {
            // the store is down, so the machine starts another process
            _world.Kernel.After(TimeSpan.FromSeconds(1), () => Replace(process));
            return;
        }

        IsUp = true;
        if (_world.Plan.Sizes.ReadsEvents)
        {
            process.Start(() => ReadEventsAsync(process, engine));
        }

        if (_world.Plan.ReadsFeed)
        {
            process.Start(() => _feed.RunAsync(process, engine));
        }

        try
        {
            await engine.Completion;
        }
        catch (Exception fault)
        {
            _world.Judge.Violate(5, $"the engine ended with a fault: {fault}");
            _world.Crash(process);
        }
    }

    private async Task ReadEventsAsync(SimulatedProcess process, CampaignEngine engine)
    {
        await foreach (var happened in engine.Client.ReadEventsAsync())
        {
            if (happened.Kind == CampaignEventKind.JobEnded && _world.Next(8) == 0)
            {
                await Task.Delay(_world.UpTo(TimeSpan.FromMinutes(1)), process.Time); // a slow reader
            }
        }
    }

    private void AfterCrash(SimulatedProcess process)
    {
        _world.Kernel.After(_world.UpTo(TimeSpan.FromSeconds(20)), () => Replace(process));
        Drop();
    }

    private void Replace(SimulatedProcess process)
    {
        if (process == _process)
        {
            process.Crash();
            Drop();
            Boot();
        }
    }

    private void Drop()
    {
        (IsUp, _world.Judge.IsStopping) = (false, false);
        var lost = _requests.ToList();
        _requests.Clear();
        lost.ForEach(request => request.Done(new LostException()));
    }

    private CampaignsOptions Options(SimulatedProcess process)
    {
        var sizes = _world.Plan.Sizes;
        var options = new CampaignsOptions
        {
            Store = new SimulatedStore(_world, process),
            TimeProvider = process.Time,
            MachineTimeProvider = process.Time,
            TaskScheduler = process.Tasks,
            Random = _code.Around(_engineLuck),
            LoggerFactory = _code,
            MeterFactory = _meters,
            Strategy = _code.Around(_world.Plan.Workload.Strategy),
            MaxConcurrent = sizes.MaxConcurrent,
            PageSize = sizes.PageSize,
            MaxWaitingInMemory = sizes.WaitingInMemory,
            InboxCapacity = sizes.InboxCapacity,
            StoreTimeout = sizes.StoreTimeout,
            ShutdownTimeout = sizes.StopBudget,
            EventBuffer = 8,
            UnmatchedReportAge = sizes.ReportAge,
            FeedAge = _world.Plan.FeedAge,
        };
        AddProviders(options, process);
        _rules.AddTo(options, process);
        return options;
    }

    private void AddProviders(CampaignsOptions options, SimulatedProcess process)
    {
        var sizes = _world.Plan.Sizes;
        foreach (var (plan, provider) in _providers)
        {
            options.AddProvider(plan.Channel, provider.For(process), use =>
            {
                use.Name = plan.Name;
                (use.MaxConcurrent, use.Rate, use.Quotas) = (plan.Settings.MaxConcurrent, plan.Settings.Rate, plan.Settings.Quotas);
                (use.Weight, use.Cost, use.CallerIds) = (plan.Weight, plan.Cost, plan.CallerIds);
                use.MaxDispatching = sizes.MaxDispatching;
                use.DispatchTimeout = sizes.DispatchTimeout;
                use.MaxAttemptDuration = sizes.LongestLife;
                use.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = sizes.BreakerFailures,
                    BreakDuration = sizes.BreakerPause, ProbeCount = sizes.BreakerProbes };
            });
        }

        foreach (var (channel, router) in _world.Plan.Routers)
        {
            if (router() is { } used)
            {
                options.UseRouter(channel, _code.Around(used));
            }
        }
    }

    private sealed class Request(Action<Exception?> done)
    {
        public Action<Exception?> Done => done;
    }
}

/// <summary>The process was down, or died during the request. The request may or may not have taken effect.</summary>
internal sealed class LostException() : Exception("The process was down, or died.");
