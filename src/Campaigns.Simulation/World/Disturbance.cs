namespace Campaigns.Simulation;

/// <summary>Draws the next fault or request, and its time.</summary>
internal sealed class Disturbance
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedHost _host;
    private readonly HostRequests _requests;
    private readonly RequestSender _sender;

    public Disturbance(SimulatedWorld world, SimulatedHost host, RequestSender sender)
    {
        (_world, _host, _sender) = (world, host, sender);
        _requests = new HostRequests(world, sender);
        world.OnAwkwardMoment = HappenBetweenDecisionAndSend;
    }

    /// <summary>The time to the next disturbance, often close to an edge.</summary>
    public TimeSpan NextPause()
    {
        var pause = _world.Next(6) switch
        {
            0 => _world.UpTo(TimeSpan.FromSeconds(5)),
            1 => _world.UpTo(TimeSpan.FromMinutes(20)),
            2 => _world.UpTo(TimeSpan.FromHours(3)),
            3 => UntilQuarter(),
            _ => UntilDue(),
        };
        return _world.Next(3) > 0
            ? pause
            : pause + TimeSpan.FromMilliseconds(_world.Next(20) - 10) is var near && near > TimeSpan.Zero ? near : pause;
    }

    public void Happen()
    {
        var faults = _world.Faults;
        if (_world.Fault(faults.Crash))
        {
            Crash();
        }

        if (_world.Fault(faults.StoreOutage))
        {
            _world.Outage = (_world.Kernel.Mono + _world.UpTo(TimeSpan.FromMinutes(5)).Ticks, _world.Next(2) == 0);
        }

        BreakProviders();
        if (_world.Fault(faults.ProcessPause))
        {
            _host.Process.Pause(_world.UpTo(_world.Next(2) == 0 ? TimeSpan.FromSeconds(5) : TimeSpan.FromMinutes(5)));
        }

        if (_world.Fault(faults.ClockJump))
        {
            Jump();
        }

        if (_world.Fault(faults.Restart))
        {
            _host.Restart();
        }

        if (_world.Chance(faults.Commands))
        {
            _requests.Make();
        }
    }

    private void BreakProviders()
    {
        if (_world.Fault(_world.Faults.ProviderOutage))
        {
            AnyProvider().GoDown(_world.UpTo(TimeSpan.FromHours(1)));
        }

        if (_world.Fault(_world.Faults.ProviderMute))
        {
            AnyProvider().GoMute(_world.UpTo(TimeSpan.FromHours(1)));
        }
    }

    private WorldProvider AnyProvider() => _host.Providers[_world.Next(_host.Providers.Count)];

    /// <summary>Disturbs the time between a decision and its send, so that a committed attempt may no longer be allowed.</summary>
    private void HappenBetweenDecisionAndSend()
    {
        if (_world.Chance(_world.Faults.Commands * 0.03))
        {
            _requests.Make();
        }

        if (_world.Chance(_world.Faults.Commands * 0.02))
        {
            _requests.MakeAboutProviders();
        }

        if (_world.Plan.HasDrips && _world.Chance(_world.Faults.Commands * 0.02))
        {
            _requests.MakeAboutReplies();
        }

        if (_world.Fault(_world.Faults.ClockJump * 0.03))
        {
            Jump();
        }

        if (_world.Fault(_world.Faults.ProcessPause * 0.05))
        {
            _host.Process.Pause(_world.UpTo(TimeSpan.FromMinutes(2)));
        }
    }

    private void Jump()
    {
        var most = _world.Next(2) == 0 ? TimeSpan.FromSeconds(90) : TimeSpan.FromHours(2);
        var company = _world.Next(6);
        if (company == 0)
        {
            FailSoon(); // the store fails, then the clock jumps
            AfterUpTo(TimeSpan.FromSeconds(10), () => Leap((_world.UpTo(most) - (most / 2)).Ticks));
            return;
        }

        Leap((_world.UpTo(most) - (most / 2)).Ticks);
        if (company is 1 or 2)
        {
            AfterUpTo(TimeSpan.FromSeconds(10), FailSoon); // the clock jumps, then the store fails
        }
        else if (company == 3 && _world.Faults.Crash > 0)
        {
            AfterUpTo(TimeSpan.FromMinutes(5), Crash);
        }
    }

    private void AfterUpTo(TimeSpan most, Action act) => _world.Kernel.After(_world.UpTo(most), () =>
    {
        if (!_world.IsCalm)
        {
            act();
        }
    });

    private void Leap(long by)
    {
        _world.Judge.Clock.Leap(by);
        _world.Kernel.WallOffset += by;
        _world.Trace.Note(_world.Kernel, TraceEvent.Jump, _world.Kernel.WallOffset, 0);
    }

    /// <summary>Makes the store fail for a moment, if the run has store outages.</summary>
    private void FailSoon()
    {
        if (_world.Faults.StoreOutage > 0)
        {
            _world.Outage = (Math.Max(_world.Outage.Until, _world.Kernel.Mono + TimeSpan.TicksPerSecond), _world.Next(2) == 0);
        }
    }

    /// <summary>Lifts every stop, so that all campaigns can end.</summary>
    public void Release()
    {
        foreach (var provider in _host.Providers)
        {
            provider.Recover();
        }

        var books = _world.Judge.Books;
        _requests.Release();
        foreach (var campaign in books.Campaigns.Values.Where(campaign => !LegalTransitions.IsEnd(campaign.State)))
        {
            var id = campaign.Id;
            _sender.Insist($"campaign {id}", engine => engine.Client.StartAsync(id));
            _sender.Insist($"campaign {id}", engine => engine.Client.ResumeAsync(id));
            _sender.Insist($"campaign {id}", engine => engine.Client.ChangeAsync(id, settings => settings with { KeepOpen = false }));
        }
    }

    /// <summary>Removes the windows of campaigns that have not ended, and all quotas.</summary>
    public void OpenWindows()
    {
        var books = _world.Judge.Books;
        foreach (var tenant in books.Tenants.Append(books.Everything).Where(tenant => tenant.Row.Latest.Settings.Quotas.Count > 0))
        {
            var (row, name, settings) = (tenant.Row, tenant.Name, tenant.Row.Latest.Settings with { Quotas = [] });
            _sender.Insist($"tenant {name}", engine => engine.ChangeAsync(name, settings), (issued, _) => row.Acknowledge(issued));
        }

        foreach (var provider in books.Providers.Values.Where(provider => provider.Settings.Latest.Quotas.Count > 0))
        {
            var (facts, name, settings) = (provider.Settings, provider.Name, provider.Settings.Latest with { Quotas = [] });
            _sender.Insist(
                $"{provider}",
                engine => engine.Operations.ChangeProviderAsync(name, settings),
                (issued, _) => facts.Acknowledge(issued));
        }

        foreach (var campaign in _world.Judge.Books.Campaigns.Values.Where(campaign => !LegalTransitions.IsEnd(campaign.State)))
        {
            var (id, row) = (campaign.Id, campaign.Row);
            _sender.Insist(
                $"campaign {id}",
                engine => engine.Client.ChangeAsync(id, settings => settings with { Window = null, Quotas = [] }),
                (issued, _) => row.Acknowledge(issued));
        }
    }

    private void Crash()
    {
        _world.NextCrash = (CrashPoint)_world.Next(5);
        _world.StepsToCrash = _world.Next(200);
        if (_world.Next(5) == 0 && !_host.Process.IsDead)
        {
            _world.Crash(_host.Process);
        }
    }

    /// <summary>The time to the next quarter hour, when most windows, starts and expiries fall.</summary>
    private TimeSpan UntilQuarter()
    {
        const long quarter = 15 * TimeSpan.TicksPerMinute;
        return TimeSpan.FromTicks(quarter - (_world.Kernel.Wall.UtcTicks % quarter));
    }

    private TimeSpan UntilDue()
    {
        var now = _world.Kernel.Wall.UtcTicks;
        var next = long.MaxValue;
        foreach (var job in _world.Judge.Books.Jobs.Values)
        {
            if (job.Row.State == JobState.Waiting && job.Row.Due > now && job.Row.Due < next)
            {
                next = job.Row.Due;
            }
        }

        return next == long.MaxValue
            ? _world.UpTo(TimeSpan.FromMinutes(10))
            : TimeSpan.FromTicks(Math.Min(next - now, TimeSpan.TicksPerHour));
    }
}
