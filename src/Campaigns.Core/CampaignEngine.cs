using System.Runtime.ExceptionServices;
using Campaigns.Engine;
using Campaigns.Observability;
using Campaigns.Storage;

namespace Campaigns;

/// <summary>
/// The engine: owns a store, decides which contact is next, and sends attempts through the providers. Use it through <see cref="Client"/>.
/// Start it once and stop it once. A host's <c>AddCampaigns</c> does both.
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

    /// <summary>Checks the options and builds the engine. Nothing runs yet.</summary>
    /// <param name="options">The options. Copied: later changes have no effect.</param>
    /// <exception cref="CampaignException">The options have problems. One message lists all of them.</exception>
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
        var client = new CampaignClient(exchange, options.Store!, StoreDeadline.Of(options), options.TimeProvider);
        (Client, Reports, Operations, Feed) = (client, client, client, client);
    }

    /// <summary>
    /// Campaigns and contacts. Before <see cref="StartAsync"/>, every request through this property, <see cref="Reports"/> or
    /// <see cref="Operations"/> fails with <see cref="CampaignError.NotStarted"/>. After a fault, every request fails with
    /// <see cref="CampaignError.Faulted"/> and the cause.
    /// </summary>
    public ICampaignClient Client { get; }

    /// <summary>Provider reports, events of contacts, and the do-not-contact lists.</summary>
    public ICampaignReports Reports { get; }

    /// <summary>Holds, limits, tenants, providers, channels and manual tasks.</summary>
    public ICampaignOperations Operations { get; }

    /// <summary>The change feed.</summary>
    public ICampaignFeed Feed { get; }

    /// <summary>Completes when the engine has stopped. Fails if the engine stopped because of a fault.</summary>
    public Task Completion => _running ?? Task.CompletedTask;

    /// <summary>
    /// How long the engine may still send without another commit, because no other engine can take over the store until then. Zero: the
    /// lease has ended, and nothing is sent until a commit renews it. Null for a store without leases, and before the start. Every commit
    /// renews the lease, and an idle engine renews it in time.
    /// </summary>
    public TimeSpan? LeaseLeft => _parts.Lease.TimeLeft;

    /// <summary>Takes over the store and starts the engine.</summary>
    /// <param name="cancellationToken">Checked once, before the engine starts. It has no effect afterwards.</param>
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
    /// Stops the engine. Nothing more is sent. Dispatches in progress have <see cref="CampaignsOptions.ShutdownTimeout"/> to answer, and
    /// those that do not answer are recorded as unknown. Accepted attempts stay live in a durable store. Safe to call at any time and more
    /// than once.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait. The engine continues to stop.</param>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _stopping ??= StopOnceAsync();
        }

        return _stopping.WaitAsync(cancellationToken);
    }

    /// <summary>Stops the engine if it is running.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private void RequireNew()
    {
        var isOver = _stopping is not null || _running?.IsCompleted == true;
        if (isOver)
        {
            throw new CampaignException(
                CampaignError.Stopped, "The engine was stopped or has failed, and cannot start again. Build a new one.");
        }

        if (_running is not null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, "The engine was already started and is running, or about to run. Use it.");
        }
    }

    private async Task StopOnceAsync()
    {
        if (_running is not null)
        {
            _loop.RequestStop();
            await Task.WhenAny(_running); // Completion reports a fault, and the log does too.
        }

        Close();
    }

    private async Task RunAsync(TaskCompletionSource ready)
    {
        Spans.Detach(_parts.Telemetry.Faults); // The caller's span must not become the parent of the engine's spans.
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
    /// Builds the exception that callers see after a fault. Includes a foreign message only if it is known to contain no personal data.
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
        _parts.Feed.Close();
        foreach (var executor in _parts.Executors)
        {
            executor.Dispose();
        }

        _parts.Checks.Dispose();
        _parts.Lease.Close();
        _parts.Senders.Dispose();
        _parts.Telemetry.Dispose();
        _ownTime?.Dispose();
        _ownThread?.Dispose();
    }
}
