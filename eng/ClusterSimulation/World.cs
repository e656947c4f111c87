using Campaigns.Orleans.Quotas;

namespace Campaigns.ClusterSimulation;

/// <summary>A cluster in virtual time: shards, messages, coordinators, failures, and the judge.</summary>
internal sealed class World
{
    private readonly Random _random;
    private readonly List<SimulatedShard> _shards = [];
    private readonly MemoryLedger _store;
    private readonly List<SimulatedCoordinator> _coordinators = [];
    private (int Calls, RateLimit Rate) _settings;
    private long _second;
    private long _inSecond;

    public World(SimulationOptions options)
    {
        Options = options;
        _random = new Random(options.Seed);
        _settings = (options.Calls, options.Rate);
        Judge = new Judge(CapNames.Split(options.Rate).Window);
        Judge.SetCalls(options.Calls, 0);
        Judge.SetRate(options.Rate.Count + options.Rate.Burst - 1, 0);
        for (var i = 0; i < options.Shards; i++)
        {
            _shards.Add(new SimulatedShard(this, i, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => NewTenant(i))]));
        }

        _store = new MemoryLedger(this, _shards);
        for (var i = 0; i < options.Coordinators; i++)
        {
            _coordinators.Add(new SimulatedCoordinator(this, new QuotaCoordinator(_store)));
        }
    }

    public SimulationOptions Options { get; }

    public Agenda Agenda { get; } = new();

    public Judge Judge { get; }

    public IReadOnlyList<SimulatedShard> Shards => _shards;

    public long Reports { get; private set; }

    /// <summary>The most reports in a second.</summary>
    public long PeakReports { get; private set; }

    public long Changes => _store.Changes;

    /// <summary>When failures happened that end calls of a lasting owner.</summary>
    public int Failures { get; private set; }

    public long CallLength() => Agenda.Milliseconds(Math.Max(50, Exponential(Options.CallLength.TotalMilliseconds)));

    /// <summary>Runs, and counts figures of the second half.</summary>
    public void Run()
    {
        foreach (var shard in _shards)
        {
            Agenda.After(Agenda.Milliseconds(_random.Next(2_000)), shard.TakeOver);
            foreach (var tenant in shard.Tenants.Where(tenant => !tenant.IsSaturated))
            {
                Agenda.After(Delay(20), () => Arrive(shard, tenant));
            }
        }

        Repeat(Options.BetweenFailures, Fail);
        Repeat(Options.BetweenChanges, Change);
        Repeat(Options.BetweenCoordinators, () => _coordinators[_random.Next(_coordinators.Count)].Forget(new QuotaCoordinator(_store)));
        Repeat(TimeSpan.FromMilliseconds(100), () => Judge.Look(Agenda.Now, _shards.Exists(shard => shard.WantsCalls)), isRegular: true);
        Agenda.RunUntil(Options.Duration.Ticks / 2);
        _shards.ForEach(shard => shard.ResetFigures());
        Agenda.RunUntil(Options.Duration.Ticks);
        _shards.SelectMany(shard => shard.Tenants).ToList().ForEach(tenant => tenant.Note(Agenda.Now));
    }

    /// <summary>Sends a report to a coordinator, and its answer back. Either may be lost, late or repeated.</summary>
    public void Ask(int shard, QuotaReport report, Action<QuotaGrant> answered)
    {
        var coordinator = _coordinators[_random.Next(_coordinators.Count)];
        Count();
        Send(() => coordinator.Take(report, grant => Send(() => answered(grant))));
    }

    private void Count()
    {
        Reports++;
        var second = Agenda.Now / TimeSpan.TicksPerSecond;
        _inSecond = second == _second ? _inSecond + 1 : 1;
        _second = second;
        PeakReports = Math.Max(PeakReports, _inSecond);
    }

    private void Send(Action arrive)
    {
        if (_random.NextDouble() >= Options.Lost)
        {
            Agenda.After((long)(Options.Latency.Ticks * _random.NextDouble()), arrive);
        }

        if (_random.NextDouble() < Options.Repeated)
        {
            Agenda.After(Delay(2), arrive);
        }
    }

    private SimulatedTenant NewTenant(int shard) =>
        new(shard, _random.Next(1, 4), _random.NextDouble() < Options.Saturated, isCaller: _random.Next(2) == 0);

    private void Arrive(SimulatedShard shard, SimulatedTenant tenant)
    {
        if (tenant.Ready == 0)
        {
            tenant.CatchUp(shard.Tenants.Where(other => other.Ready > 0).Select(other => other.Served).DefaultIfEmpty(0).Min());
        }

        tenant.Add(_random.Next(1, 100));
        shard.Owner?.Work();
        Agenda.After(Delay(60), () => Arrive(shard, tenant));
    }

    private void Fail()
    {
        Failures++;
        var (count, isKill) = (1 + _random.Next((int)Math.Max(1, Options.Shards * Options.FailingAtOnce)), _random.Next(2) == 0);
        var first = _random.Next(Options.Shards);
        for (var i = 0; i < count; i++)
        {
            var shard = _shards[(first + i) % Options.Shards];
            if (shard.Owner is null or { IsStill: true } || shard.LeaseUntil < Agenda.Now + SimulatedShard.Lease)
            {
                continue;
            }

            if (isKill)
            {
                shard.Kill();
            }
            else
            {
                shard.StandStill(Agenda.Milliseconds(_random.Next(500, 20_000)));
            }
        }
    }

    /// <summary>An operator changes a limit. The change reaches each shard by itself.</summary>
    private void Change()
    {
        var isCalls = _random.Next(2) == 0;
        _settings = isCalls
            ? (_random.Next(1, Options.Calls * 2), _settings.Rate)
            : (_settings.Calls, RateLimit.PerSecond(new[] { 1, 2, 4, 10, 100, 1_000 }[_random.Next(6)]));
        Judge.SetCalls(_settings.Calls, Agenda.Now);
        Judge.SetRate(_settings.Rate.Count, Agenda.Now);
        foreach (var shard in _shards)
        {
            var settings = _settings;
            Agenda.After(Agenda.Milliseconds(_random.Next(500)), () => shard.Change(settings.Calls, settings.Rate));
        }
    }

    private void Repeat(TimeSpan mean, Action action, bool isRegular = false)
    {
        if (mean < TimeSpan.MaxValue)
        {
            Agenda.After(isRegular ? mean.Ticks : Delay(mean.TotalSeconds), () =>
            {
                action();
                Repeat(mean, action, isRegular);
            });
        }
    }

    private long Delay(double meanSeconds) => Agenda.Seconds(Exponential(meanSeconds));

    private double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());
}
