using System.Runtime.ExceptionServices;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>
/// Runs the real engine in virtual time on the calling thread. Nothing happens between two calls, and the same calls always give the
/// same result. A test creates, starts, advances and asserts. A test with a clock of its own in <see cref="CampaignsOptions.TimeProvider"/>
/// moves that clock and then calls <see cref="Settle"/>.
/// </summary>
public sealed class CampaignHarness : IDisposable
{
    private readonly StepTaskScheduler _tasks;
    private readonly CampaignsOptions _options;
    private readonly ScriptedProvider _provider;
    private CampaignEngine _engine;

    /// <summary>
    /// Builds and starts an engine on a memory store. It has a scripted provider for voice unless other providers are configured.
    /// </summary>
    /// <param name="configure">Changes the options. Time, randomness and the task scheduler are already set.</param>
    /// <param name="start">The start time of the clock. Default: Monday, 5 January 2026, 09:00 UTC.</param>
    /// <param name="seed">Seeds the order in which ready engine tasks run; null runs them first come, first served.</param>
    /// <param name="voice">Sets the options of the scripted provider. If given, the scripted provider is registered first, beside the
    /// configured providers.</param>
    public CampaignHarness(
        Action<CampaignsOptions>? configure = null, DateTimeOffset? start = null, int? seed = null, Action<ProviderOptions>? voice = null)
    {
        _tasks = new StepTaskScheduler(seed);
        Time = new VirtualTimeProvider(start);
        _provider = new ScriptedProvider(Time);
        _options = new CampaignsOptions
        {
            TimeProvider = Time,
            MachineTimeProvider = Time,
            TaskScheduler = _tasks,
            Random = new Random(1),
            Store = new InMemory.MemoryJobStore(new Random(1)),
        };
        if (voice is not null)
        {
            _options.AddProvider(Channels.Voice, _provider, voice);
        }

        configure?.Invoke(_options);
        _provider.Clock = EngineTime;
        if (!_options.HasProviders)
        {
            _options.AddProvider(Channels.Voice, _provider);
        }

        _engine = Build();
    }

    /// <summary>The virtual clock. The engine uses it unless the options name another clock.</summary>
    public VirtualTimeProvider Time { get; }

    /// <summary>The scripted provider of the voice channel.</summary>
    /// <exception cref="InvalidOperationException">Only other providers are configured, so the engine never calls the scripted
    /// provider.</exception>
    public ScriptedProvider Provider => _options.Providers.Any(other => other.Provider == _provider)
        ? _provider
        : throw new InvalidOperationException(
            "The harness uses the configured providers, not its scripted provider. Keep a variable for the provider you pass to "
                + "AddProvider, or add the scripted provider with the voice parameter.");

    /// <summary>Campaigns and contacts. Use <see cref="Do{T}(Func{ICampaignClient, Task{T}})"/> to run a request to its end.</summary>
    public ICampaignClient Client => _engine.Client;

    /// <summary>Provider reports, events of contacts, and the do-not-contact lists.</summary>
    public ICampaignReports Reports => _engine.Reports;

    /// <summary>Holds, limits, tenants, providers, channels and manual tasks.</summary>
    public ICampaignOperations Operations => _engine.Operations;

    /// <summary>The change feed.</summary>
    public ICampaignFeed Feed => _engine.Feed;

    /// <summary>The current time on the engine's wall clock.</summary>
    public DateTimeOffset Now => EngineTime.GetUtcNow();

    /// <summary>Runs a request and all work that follows from it to completion. No time passes.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="InvalidOperationException">The request would wait for time to pass.</exception>
    public T Do<T>(Func<ICampaignClient, Task<T>> request) => Do(Client, request);

    /// <inheritdoc cref="Do{T}(Func{ICampaignClient, Task{T}})"/>
    public void Do(Func<ICampaignClient, Task> request) => Do(Client, request);

    /// <inheritdoc cref="Do{T}(Func{ICampaignClient, Task{T}})"/>
    public T Do<T>(Func<ICampaignReports, Task<T>> request) => Do(Reports, request);

    /// <inheritdoc cref="Do{T}(Func{ICampaignClient, Task{T}})"/>
    public void Do(Func<ICampaignReports, Task> request) => Do(Reports, request);

    /// <inheritdoc cref="Do{T}(Func{ICampaignClient, Task{T}})"/>
    public T Do<T>(Func<ICampaignOperations, Task<T>> request) => Do(Operations, request);

    /// <inheritdoc cref="Do{T}(Func{ICampaignClient, Task{T}})"/>
    public void Do(Func<ICampaignOperations, Task> request) => Do(Operations, request);

    /// <inheritdoc cref="Do{T}(Func{ICampaignClient, Task{T}})"/>
    public T Do<T>(Func<ICampaignFeed, Task<T>> request) => Do(Feed, request);

    /// <inheritdoc cref="Do{T}(Func{ICampaignClient, Task{T}})"/>
    public void Do(Func<ICampaignFeed, Task> request) => Do(Feed, request);

    /// <summary>Creates a campaign, enrolls contacts and starts the campaign.</summary>
    /// <param name="definition">The campaign.</param>
    /// <param name="contacts">The contacts.</param>
    public CampaignId Run(CampaignDefinition definition, params IEnumerable<Contact> contacts)
    {
        var campaign = Do(client => client.CreateAsync(definition));
        Do(client => client.AddContactsAsync(campaign, contacts));
        Do(client => client.StartAsync(campaign));
        return campaign;
    }

    /// <summary>Reports the outcome of an accepted attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="outcome">The outcome.</param>
    public void Report(AttemptId attempt, AttemptOutcome outcome)
    {
        foreach (var scripted in _options.Providers.Select(provider => provider.Provider).OfType<ScriptedProvider>())
        {
            scripted.Reported(attempt);
        }

        Do(reports => reports.ReportAsync(ProviderReport.Ended(attempt, outcome)));
    }

    /// <summary>Advances virtual time. Everything that becomes due runs at its exact due time.</summary>
    /// <param name="duration">How far to advance.</param>
    /// <exception cref="InvalidOperationException">The options name another clock. Move that clock, then call
    /// <see cref="Settle"/>.</exception>
    public void Advance(TimeSpan duration)
    {
        if (EngineTime != Time)
        {
            throw new InvalidOperationException("The options name another clock. Move that clock, then call Settle.");
        }

        var target = Time.Elapsed + duration;
        Settle();
        while (Time.AdvanceToNextTimer(target - Time.Elapsed))
        {
            Settle();
        }

        Time.Advance(target - Time.Elapsed);
        Settle();
    }

    /// <summary>Advances virtual time until the wall clock reaches an instant.</summary>
    /// <param name="instant">The current time or later.</param>
    public void AdvanceTo(DateTimeOffset instant) => Advance(instant - Now);

    /// <summary>Runs all ready work. No time passes.</summary>
    /// <exception cref="InvalidOperationException">The options name a clock that moves whenever it is read.</exception>
    public void Settle()
    {
        if (EngineTime != Time && MovesWhenRead(EngineTime))
        {
            throw new InvalidOperationException(
                "The clock of the options moves whenever it is read, so there is always something due: leave AutoAdvanceAmount at zero.");
        }

        _tasks.RunUntilIdle();
    }

    /// <summary>Gets the statistics of a campaign.</summary>
    /// <param name="campaign">The campaign.</param>
    public CampaignStatistics Statistics(CampaignId campaign) => Do(client => client.GetStatisticsAsync(campaign));

    /// <summary>Gets the status of a contact.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    public ContactStatus Contact(CampaignId campaign, string contactKey) => Do(client => client.GetContactAsync(campaign, contactKey));

    /// <summary>Stops the engine gracefully and starts a new one on the same store, as a deployment does.</summary>
    public void Restart()
    {
        Stop();
        _engine = Build();
    }

    /// <summary>Stops the engine.</summary>
    public void Dispose() => Stop();

    private T Do<TDoor, T>(TDoor door, Func<TDoor, Task<T>> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var run = Begin(() => request(door));
        Settle();
        return run.IsDone
            ? run.Result()
            : throw new InvalidOperationException("The request waits for time to pass: advance the clock while it runs.");
    }

    private void Do<TDoor>(TDoor door, Func<TDoor, Task> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Do(door, async to =>
        {
            await request(to);
            return true;
        });
    }

    /// <summary>Whether the clock moves by the same amount at each read, unlike a clock that runs.</summary>
    private static bool MovesWhenRead(TimeProvider clock)
    {
        var (first, second, third) = (clock.GetTimestamp(), clock.GetTimestamp(), clock.GetTimestamp());
        return second - first == third - second && clock.GetElapsedTime(first, second) >= TimeSpan.FromMilliseconds(0.1);
    }

    private TimeProvider EngineTime => _options.TimeProvider ?? Time;

    private CampaignEngine Build()
    {
        var engine = new CampaignEngine(_options);
        RunInTime(() => engine.StartAsync());
        return engine;
    }

    private void Stop() => RunInTime(() => _engine.StopAsync());

    /// <summary>Runs an action to completion, and advances time when the action waits for a timer.</summary>
    private void RunInTime(Func<Task> action)
    {
        var run = Begin(async () =>
        {
            await action();
            return true;
        });
        Settle();
        while (!run.IsDone && Time.AdvanceToNextTimer(TimeSpan.FromDays(1)))
        {
            Settle();
        }

        run.Result();
    }

    private Request<T> Begin<T>(Func<Task<T>> action)
    {
        var run = new Request<T>();
        Task.Factory.StartNew(() => run.FollowAsync(action), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _tasks);
        return run;
    }

    private sealed class Request<T>
    {
        private T? _result;
        private ExceptionDispatchInfo? _error;

        public bool IsDone { get; private set; }

        public async Task FollowAsync(Func<Task<T>> action)
        {
            try
            {
                _result = await action();
            }
            catch (Exception error)
            {
                _error = ExceptionDispatchInfo.Capture(error);
            }

            IsDone = true;
        }

        public T Result()
        {
            _error?.Throw();
            return _result!;
        }
    }
}
