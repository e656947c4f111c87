using System.Diagnostics;

namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// A number of contacts that stays pending through retries, and keeps the engine as busy as it can be: 10 campaigns of 3 tenants. Until
/// every contact has been tried once, tries are followed by a long delay that doubles (retries go before new contacts, so without it
/// the engine would go round among few). Every later try is due again at once, so that from then on all are due, and each comes up
/// when all others have.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    public const int CampaignCount = 10;

    /// <summary>How many dispatches may wait for the provider. The default of 256 is for providers that take their time.</summary>
    public const int MaxDispatching = 1_024;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarmUpAtMost = TimeSpan.FromMinutes(5);
    private readonly int _contacts;
    private readonly NoOpProvider _noOp;

    /// <summary>Builds the engine; nothing runs yet.</summary>
    /// <param name="contacts">How many contacts stay pending.</param>
    /// <param name="configure">What else to set.</param>
    /// <param name="wrap">What to put before the provider that answers for the load on the voice channel.</param>
    /// <param name="maxDispatching">How many dispatches may wait for the provider.</param>
    public SteadyLoad(
        int contacts, Action<CampaignsOptions>? configure = null, Func<IProvider, IProvider>? wrap = null,
        int maxDispatching = MaxDispatching)
    {
        _contacts = contacts;
        _noOp = new NoOpProvider(contacts);
        var options = new CampaignsOptions { Store = new MemoryJobStore(), MaxConcurrent = int.MaxValue };
        options.AddProvider(Channels.Voice, wrap?.Invoke(_noOp) ?? _noOp, settings => settings.MaxDispatching = maxDispatching);
        configure?.Invoke(options);
        Engine = new CampaignEngine(options);
    }

    public static IReadOnlyList<string> Tenants { get; } = ["acme", "bravo", "cargo"];

    public CampaignEngine Engine { get; }

    public ICampaignClient Client => Engine.Client;

    public List<CampaignId> Ids { get; } = [];

    /// <summary>One of the campaigns.</summary>
    public CampaignDefinition Definition(int campaign) => new()
    {
        Name = $"Steady {campaign}",
        Tenant = Tenants[campaign % Tenants.Count],
        Steps = [CampaignStep.Call(RetryFor(_contacts))],
        MaxConcurrent = 1_000_000,
    };

    /// <summary>Due again at once, but after a busy line only when all can have been tried once, at 50,000 a second.</summary>
    public static StepRetryPolicy RetryFor(int contacts)
    {
        var untilAllAreTried = Backoff.Exponential(TimeSpan.FromSeconds(Math.Max(1, contacts / 50_000.0)), cap: TimeSpan.FromMinutes(5));
        return StepRetryPolicy.Fixed(StepRetryPolicy.MaxAttempts, TimeSpan.FromMilliseconds(1)).On(
            AttemptOutcome.Busy, RetryRule.After(untilAllAreTried));
    }

    /// <summary>Creates the campaigns, enrols their contacts and starts them.</summary>
    /// <param name="define">A campaign by its number.</param>
    /// <param name="zones">Where the contacts live.</param>
    /// <param name="enrolMore">Enrols more contacts in a campaign before it starts.</param>
    public async Task StartAsync(
        Func<int, CampaignDefinition> define, IReadOnlyList<string> zones, Func<int, CampaignId, Task>? enrolMore = null)
    {
        for (var i = 0; i < CampaignCount; i++)
        {
            var count = _contacts / CampaignCount;
            var id = await Client.CreateAsync(define(i));
            var enrolment = await Client.AddContactsAsync(id, People.Take(i * count, count, zones));
            Require(enrolment.Refused.Count == 0, $"{enrolment.Refused.Count} contacts were refused");
            await (enrolMore?.Invoke(i, id) ?? Task.CompletedTask);
            Ids.Add(id);
        }

        foreach (var id in Ids)
        {
            await Client.StartAsync(id);
        }
    }

    /// <summary>Runs until every contact is in its retries.</summary>
    public async Task WarmUpAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (!_noOp.HasTriedAll || await AttemptsAsync() < 2L * _contacts)
        {
            Require(Stopwatch.GetElapsedTime(began) < WarmUpAtMost, "the load did not become steady");
            await Task.Delay(100);
        }

        await Task.Delay(Settle);
    }

    /// <summary>
    /// Attempts recorded per second, over some seconds of the steady state, and what each costs the process: of the two, the second
    /// says more on a machine that others use too.
    /// </summary>
    public async Task<IReadOnlyList<Sample>> MeasureAsync(int seconds)
    {
        var before = await AttemptsAsync();
        var processor = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var attempts = await AttemptsAsync() - before;
        var took = Stopwatch.GetElapsedTime(began);
        processor = Environment.CpuUsage.TotalTime - processor;
        await RequireSteadyAsync();
        return
        [
            new(ThroughputScenario.Metric, attempts / took.TotalSeconds, "1/s"),
            new("cpu_per_attempt", processor.TotalMicroseconds / attempts, "us"),
        ];
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    /// <summary>The attempts recorded for the campaigns of the load, as their statistics tell: committed to the store.</summary>
    private async Task<long> AttemptsAsync()
    {
        long attempts = 0;
        foreach (var id in Ids)
        {
            var statistics = await Client.GetStatisticsAsync(id);
            attempts += statistics.Outcomes.GetValueOrDefault(
                AttemptOutcome.Busy) + statistics.Outcomes.GetValueOrDefault(AttemptOutcome.NoAnswer);
        }

        return attempts;
    }

    /// <summary>A run counts only if every contact was in its retries, to the end.</summary>
    private async Task RequireSteadyAsync()
    {
        long retrying = 0;
        foreach (var id in Ids)
        {
            var statistics = await Client.GetStatisticsAsync(id);
            retrying += statistics.WaitingForRetry + statistics.Live;
        }

        Require(retrying >= _contacts, $"only {retrying} of {_contacts} contacts were in their retries");
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
