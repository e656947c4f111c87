using System.Diagnostics;

namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// A constant number of pending contacts that retries keep pending, and that keeps the engine fully busy: 10 campaigns of 3 tenants. Until
/// every contact has been tried once, each try is followed by a long, doubling delay. Retries go before new contacts, so without the delay
/// the engine would cycle among few contacts. Every later try is due again immediately, so all contacts are due from then on and each gets
/// its turn after all others.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    public const int CampaignCount = 10;

    /// <summary>The number of dispatches that may wait for the provider. The default of 256 suits providers that take their time.</summary>
    public const int MaxDispatching = 1_024;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarmUpAtMost = TimeSpan.FromMinutes(5);
    private readonly int _contacts;
    private readonly NoOpProvider _noOp;

    /// <summary>Builds the engine without starting it.</summary>
    /// <param name="contacts">The number of pending contacts.</param>
    /// <param name="configure">Sets more options.</param>
    /// <param name="wrap">Wraps the provider of the load on the voice channel.</param>
    /// <param name="maxDispatching">The number of dispatches that may wait for the provider.</param>
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

    /// <summary>Defines a campaign by its number.</summary>
    public CampaignDefinition Definition(int campaign) => new()
    {
        Name = $"Steady {campaign}",
        Tenant = Tenants[campaign % Tenants.Count],
        Steps = [CampaignStep.Call(RetryFor(_contacts))],
        MaxConcurrent = 1_000_000,
    };

    /// <summary>
    /// Retries immediately. After a busy line, it waits until all contacts can have been tried once, at 50,000 per second.
    /// </summary>
    public static StepRetryPolicy RetryFor(int contacts)
    {
        var untilAllAreTried = Backoff.Exponential(TimeSpan.FromSeconds(Math.Max(1, contacts / 50_000.0)), cap: TimeSpan.FromMinutes(5));
        return StepRetryPolicy.Fixed(StepRetryPolicy.MaxAttempts, TimeSpan.FromMilliseconds(1)).On(
            AttemptOutcome.Busy, RetryRule.After(untilAllAreTried));
    }

    /// <summary>Creates the campaigns, enrolls their contacts and starts them.</summary>
    /// <param name="define">Defines a campaign by its number.</param>
    /// <param name="zones">The zones of the contacts.</param>
    /// <param name="enrollMore">Enrolls more contacts in a campaign before it starts.</param>
    public async Task StartAsync(
        Func<int, CampaignDefinition> define, IReadOnlyList<string> zones, Func<int, CampaignId, Task>? enrollMore = null)
    {
        for (var i = 0; i < CampaignCount; i++)
        {
            var count = _contacts / CampaignCount;
            var id = await Client.CreateAsync(define(i));
            var enrollment = await Client.AddContactsAsync(id, People.Take(i * count, count, zones));
            Require(enrollment.Refused.Count == 0, $"{enrollment.Refused.Count} contacts were refused");
            await (enrollMore?.Invoke(i, id) ?? Task.CompletedTask);
            Ids.Add(id);
        }

        foreach (var id in Ids)
        {
            await Client.StartAsync(id);
        }
    }

    /// <summary>Waits until every contact is retrying.</summary>
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
    /// Measures recorded attempts per second in the steady state, and the processor time per attempt. The processor time is the more
    /// reliable figure on a shared machine.
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

    /// <summary>The number of attempts in the campaigns' statistics, which counts attempts committed to the store.</summary>
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

    /// <summary>Requires that every contact was retrying to the end. Otherwise, the run does not count.</summary>
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
