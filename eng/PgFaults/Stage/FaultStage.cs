using System.Diagnostics;
using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.PgFaults;

/// <summary>Where an engine works while its server breaks.</summary>
/// <param name="Server">The server.</param>
/// <param name="Database">Its database.</param>
/// <param name="Connection">How the engine connects to it.</param>
internal sealed record StageSettings(PostgreSqlServer Server, string Database, string Connection)
{
    /// <summary>Changes the options of the store.</summary>
    public Action<PostgreSqlStoreOptions>? Configure { get; init; }

    /// <summary>A commit that the store must have; null if none is remembered.</summary>
    public long? LastCommit { get; init; }

    /// <summary>The clock of the engine.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>An engine that contacts people all the time, and is never restarted.</summary>
internal sealed class FaultStage : IAsyncDisposable
{
    private const int Ahead = 60; // contacts that wait
    private const int Portion = 20;

    /// <summary>The engine's longest pause before it tries the store again is 30 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);
    private readonly CancellationTokenSource _end = new();
    private readonly PostgreSqlJobStore _store;
    private readonly CampaignEngine _engine;
    private Task _feeding = Task.CompletedTask;
    private CampaignId _campaign;
    private int _enrolled;

    private FaultStage(StageSettings settings)
    {
        Settings = settings;
        Errors = new StoreErrors(settings.Database);
        _store = new PostgreSqlJobStore(settings.Connection, settings.Configure);
        var options = new CampaignsOptions { Store = _store, TimeProvider = settings.Time, LastCommit = settings.LastCommit };
        options.AddProvider(Channels.Voice, Provider, use => use.Name = RecordingProvider.Name);
        _engine = new CampaignEngine(options);
        Provider.Reports = _engine.Reports;
    }

    public StageSettings Settings { get; }

    public RecordingProvider Provider { get; } = new();

    public StoreErrors Errors { get; }

    public ICampaignOperations Operations => _engine.Operations;

    public IJobQueries Queries => _store.Queries;

    public ICampaignReports Reports => _engine.Reports;

    /// <summary>The number of contacts whose enrollment was acknowledged.</summary>
    public int Enrolled => _enrolled;

    public static async Task<FaultStage> StartAsync(StageSettings settings)
    {
        var stage = new FaultStage(settings);
        await stage._engine.StartAsync();
        stage._campaign = await stage._engine.Client.CreateAsync(new CampaignDefinition
        {
            Name = "faults",
            Key = "faults",
            KeepOpen = true,
            MaxConcurrent = 16,
            Rate = RateLimit.PerSecond(150),
            Steps = [CampaignStep.Call(StepRetryPolicy.None)],
        });
        if ((await stage._engine.Client.GetStatisticsAsync(stage._campaign)).State == CampaignState.Draft)
        {
            await stage._engine.Client.StartAsync(stage._campaign);
        }

        stage._feeding = stage.FeedAsync();
        return stage;
    }

    /// <summary>Waits for more dispatches: the engine works.</summary>
    public Task GoOnAsync(int dispatches = 15)
    {
        var goal = Provider.Count + dispatches;
        return UntilAsync(() => Provider.Count >= goal, "the engine sends nothing");
    }

    /// <summary>Waits for an error of the store.</summary>
    /// <param name="before">The number of errors before.</param>
    public Task FailAsync(int before) => UntilAsync(() => Errors.Count > before, "the store does not notice the fault");

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds, string otherwise)
    {
        for (var began = Stopwatch.GetTimestamp(); !holds(); await Task.Delay(Moment))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"After {Patience}, {otherwise}.");
            }
        }
    }

    /// <summary>Enrolls nobody more, and waits until everybody was contacted.</summary>
    public async Task FinishAsync()
    {
        await _end.CancelAsync();
        await _feeding;
        var hasEnded = false;
        for (var began = Stopwatch.GetTimestamp(); !hasEnded && Stopwatch.GetElapsedTime(began) < Patience;)
        {
            try
            {
                await _engine.Client.ChangeAsync(_campaign, settings => settings with { KeepOpen = false });
                hasEnded = (await _engine.Client.GetStatisticsAsync(_campaign)).State.IsTerminal();
            }
            catch (CampaignException)
            {
                // The store has failed once more, or the campaign has just ended.
                hasEnded = (await _engine.Client.GetStatisticsAsync(_campaign)).State.IsTerminal();
            }

            await Task.Delay(Moment);
        }
    }

    /// <summary>Enrolls nobody more.</summary>
    public async Task StopFeedingAsync()
    {
        await _end.CancelAsync();
        await _feeding;
    }

    public async ValueTask DisposeAsync()
    {
        await StopFeedingAsync();
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
        Errors.Dispose();
        _end.Dispose();
    }

    private async Task FeedAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            if (_enrolled - Provider.Count >= Ahead)
            {
                await Task.Delay(Moment);
                continue;
            }

            try
            {
                await _engine.Client.AddContactsAsync(_campaign, Enumerable.Range(_enrolled, Portion).Select(ContactOf));
                _enrolled += Portion;
            }
            catch (CampaignException)
            {
                await Task.Delay(Moment); // the same contacts again: those that are enrolled are told as duplicates
            }
        }
    }

    private static Contact ContactOf(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"p{number}"), string.Create(CultureInfo.InvariantCulture, $"+1555{number:D7}"));
}
