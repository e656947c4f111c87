using System.Runtime.ExceptionServices;
using Campaigns.Engine;
using Campaigns.Observability;
using Campaigns.Storage;

namespace Campaigns;

/// <summary>
/// The engine: owns a store, decides who is contacted next, and sends through the providers. Use it through <see cref="Client"/>.
/// Start it once, stop it once; a host's <c>AddCampaigns</c> does both.
/// </summary>
public sealed class CampaignEngine : IAsyncDisposable
{
    private readonly EngineParts _parts;
    private readonly EngineLoop _loop;
    private readonly SystemTime? _ownTime;
    private readonly EngineThread? _ownThread;
    private readonly Lock _lock = new();
    private Task? _running;
    private Task? _stopping;
    private CampaignException? _fault;

    /// <summary>Checks the options and builds the engine; nothing runs yet.</summary>
    /// <param name="options">How it runs. Copied: later changes have no effect.</param>
    /// <exception cref="CampaignException">The options have problems; all stand in the message.</exception>
    public CampaignEngine(CampaignsOptions options)
        : this(options, options is null ? throw new ArgumentNullException(nameof(options)) : new Exchange(options))
    {
    }

    internal CampaignEngine(CampaignsOptions options, Exchange exchange)
    {
        options.FindProblems().ThrowIfAny("The configuration of the campaign engine");
        _ownTime = options.TimeProvider is null ? new SystemTime() : null;
        _ownThread = options.TaskScheduler is null ? new EngineThread() : null;
        _parts = EngineParts.From(options, exchange, options.TimeProvider ?? _ownTime!, options.TaskScheduler ?? _ownThread!);
        _loop = new EngineLoop(_parts);
        var client = new CampaignClient(exchange, options.Store!, options.TimeProvider);
        (Client, Reports, Operations) = (client, client, client);
    }

    /// <summary>
    /// Campaigns and contacts. Here as in <see cref="Reports"/> and <see cref="Operations"/> every request fails with
    /// <see cref="CampaignError.NotStarted"/> before <see cref="StartAsync"/> was called, and with <see cref="CampaignError.Faulted"/> and
    /// the cause after a fault.
    /// </summary>
    public ICampaignClient Client { get; }

    /// <summary>Reports of providers, what people did, and the do-not-contact lists.</summary>
    public ICampaignReports Reports { get; }

    /// <summary>Holds, limits, tenants, providers, channels and manual tasks.</summary>
    public ICampaignOperations Operations { get; }

    /// <summary>Completes when the engine has stopped; fails if it stopped because of a fault.</summary>
    public Task Completion => _running ?? Task.CompletedTask;

    /// <summary>Takes the store over and begins to run.</summary>
    /// <param name="cancellationToken">Not used once the store has been read.</param>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task opened;
        lock (_lock)
        {
            RequireNew();
            _parts.Inbox.Open();
            var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            opened = ready.Task;
            _running = Task.Factory
                .StartNew(() => RunAsync(ready), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _parts.Tasks)
                .Unwrap();
        }

        await opened;
    }

    /// <summary>
    /// Stops: nothing more is sent, dispatches under way have <see cref="CampaignsOptions.ShutdownTimeout"/> to answer, those that do not
    /// are recorded as unknown. Accepted attempts stay live in a durable store. Safe to call at any time and more than once.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting; the engine goes on stopping.</param>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _stopping ??= StopOnceAsync();
        }

        return _stopping.WaitAsync(cancellationToken);
    }

    /// <summary>Stops the engine, if it runs.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private void RequireNew()
    {
        var isOver = _stopping is not null || _running?.IsCompleted == true;
        if (isOver)
        {
            throw new CampaignException(
                CampaignError.Stopped, "The engine was stopped, or has failed, and does not start again. Build a new one.");
        }

        if (_running is not null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, "The engine was started before and is running, or about to: use it.");
        }
    }

    private async Task StopOnceAsync()
    {
        if (_running is not null)
        {
            _loop.RequestStop();
            await Task.WhenAny(_running); // a fault is told by Completion, and logged
        }

        Close();
    }

    private async Task RunAsync(TaskCompletionSource ready)
    {
        Spans.Detach(_parts.Telemetry.Faults); // what started the engine is not the parent of what it does
        try
        {
            await _loop.OpenAsync();
            ready.SetResult();
            await _loop.RunAsync();
            Log.Stopped(_parts.Telemetry.Log);
        }
        catch (Exception fault)
        {
            Log.Faulted(_parts.Telemetry.Log, Redaction.Trace(fault));
            _loop.Halt();
            _fault = FaultOf(fault);
            var shown = fault is CampaignException or StoreFencedException ? fault : _fault;
            ready.TrySetException(shown);
            ExceptionDispatchInfo.Throw(shown);
        }
        finally
        {
            Close();
        }
    }

    /// <summary>
    /// What callers are told of a fault. Of the words of others only those that are known to name no person are repeated.
    /// </summary>
    private static CampaignException FaultOf(Exception fault)
    {
        var cause = fault is CampaignException or StoreException or StoreFencedException
            ? fault.Message
            : $"The cause: {Redaction.Describe(fault)}.";
        return new CampaignException(
            CampaignError.Faulted, $"The engine has stopped because of a fault; nothing more is sent. {cause}", fault);
    }

    private void Close()
    {
        var reason = _fault ?? new CampaignException(CampaignError.Stopped, "The engine has stopped.");
        _parts.Inbox.Close(reason);
        _loop.FailWaiting(reason);
        _parts.Events.Close();
        foreach (var executor in _parts.Executors)
        {
            executor.Dispose();
        }

        _parts.Senders.Dispose();
        _parts.Telemetry.Dispose();
        _ownTime?.Dispose();
        _ownThread?.Dispose();
    }
}
