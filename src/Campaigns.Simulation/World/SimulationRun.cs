namespace Campaigns.Simulation;

/// <summary>One run: sets up campaigns, disturbs them, then stops all faults and waits for everything to end.</summary>
internal sealed class SimulationRun
{
    private readonly SimulationPlan _plan;
    private readonly SimulatedWorld _world;
    private readonly SimulatedHost _host;
    private readonly RequestSender _sender;
    private readonly Disturbance _disturbance;
    private readonly WorkCheck _work;

    public SimulationRun(SimulationPlan plan)
    {
        _plan = plan;
        _world = new SimulatedWorld(plan);
        var reports = new Reports(_world);
        _host = new SimulatedHost(_world, reports.Bring);
        reports.Sender = _sender = new RequestSender(_world, _host);
        _disturbance = new Disturbance(_world, _host, _sender);
        _work = new WorkCheck(_world, _host);
    }

    public SimulationReport Play()
    {
        try
        {
            SetUp();
            Disturb();
            Finish();
        }
        catch (SimulationStuckException stuck)
        {
            _world.Judge.Violate(5, stuck.Message);
        }
        finally
        {
            _host.Dispose();
        }

        _world.Judge.Require(_world.Kernel.ForeignItems == 0, 5, () => $"{_world.Kernel.ForeignItems} items ran on another thread");
        return new SimulationReport
        {
            Options = _plan.Options,
            Faults = _plan.Faults,
            Attempts = _world.Judge.Sends,
            Crashes = _world.Crashes,
            FaultCount = _world.FaultCount,
            Commands = _host.Requests,
            StoreCalls = _world.StoreCalls,
            Replies = _world.Judge.Replies.Hits,
            SimulatedTime = TimeSpan.FromTicks(_world.Kernel.Mono),
            TraceHash = _world.Trace.Hash,
            Violations = _world.Judge.Violations,
            Trace = _world.Trace.Lines,
        };
    }

    private void SetUp()
    {
        _host.Boot();
        Pass(TimeSpan.FromSeconds(1));
        foreach (var (tenant, settings) in _plan.Workload.Tenants)
        {
            _sender.Insist($"tenant {tenant}", engine => engine.ChangeAsync(tenant.Length == 0 ? null : tenant, settings));
        }

        new EventRequests(_world, _sender, _plan.Random(17)).Begin(); // the campaigns do not exist yet
        foreach (var campaign in _plan.Workload.Campaigns)
        {
            SetUp(campaign);
        }

        Pass(TimeSpan.FromMilliseconds(100));
        _world.BeginFaults();
        if (_plan.Options.RepliesAfter > 0)
        {
            new SequenceRequests(_world, _sender, _plan.Random(9)).ReplyAt(_plan.Options.RepliesAfter);
        }
    }

    private void SetUp(SimulatedCampaign campaign)
    {
        CampaignId id = default;
        var subject = $"campaign {campaign.Definition.Key}";
        _sender.Insist(
            subject,
            async engine => id = await engine.Client.CreateAsync(campaign.Definition),
            then: () => _sender.Insist(
                subject,
                engine => engine.Client.AddContactsAsync(id, campaign.Contacts),
                then: () => _sender.Insist(subject, engine => engine.Client.StartAsync(id))));
    }

    private void Disturb()
    {
        for (var i = 0; i < _plan.Options.Disturbances; i++)
        {
            Pass(_disturbance.NextPause());
            _disturbance.Happen();
        }
    }

    private void Finish()
    {
        _world.Calm();
        Pass(TimeSpan.FromMinutes(30));
        Pass(_work.UntilExpiry());
        _work.JudgeExpired(); // while paused campaigns and held tenants are still closed
        _disturbance.Release();
        Pass(TimeSpan.FromMinutes(1));
        for (var hour = 0; hour < 72 && !HasEnded(); hour++)
        {
            Watch();
        }

        _disturbance.OpenWindows(); // the windows of a tenant and a campaign may not overlap
        Pass(TimeSpan.FromMinutes(1));
        var end = _world.Kernel.Mono + _plan.Workload.Patience.Ticks;
        while (_world.Kernel.Mono < end && !HasEnded())
        {
            Watch();
        }

        Pass(TimeSpan.FromHours(4)); // late reports have arrived by then
        Watch();
        var reasons = Explain();
        EndCheck.Ended(_world.Judge, reasons);
        _world.Judge.Feed.JudgeEnd();
        CompareFigures();
    }

    /// <summary>Lets an hour pass without faults, and judges that the engine does exactly the work there is.</summary>
    private void Watch()
    {
        _work.BeginHour();
        Pass(TimeSpan.FromHours(1));
        _work.JudgeReady();
        _work.JudgeExpired();
        _world.Judge.Exclusives.JudgeQueues();
        _work.EndHour();
    }

    /// <summary>Asks the engine why open contacts are not contacted.</summary>
    private Dictionary<CampaignFacts, string> Explain()
    {
        var reasons = new Dictionary<CampaignFacts, string>();
        foreach (var campaign in _world.Judge.Books.Campaigns.Values.Where(campaign => !LegalTransitions.IsEnd(campaign.State)))
        {
            if (campaign.Jobs.Find(job => !LegalTransitions.IsEnd(job.Row.State)) is { } job)
            {
                _sender.Ask("reasons", async engine =>
                {
                    var explanation = await engine.Client.ExplainAsync(campaign.Id, job.Contact.Key);
                    reasons[campaign] = string.Join(
                        ", ", explanation.Verdicts.Where(gate => !gate.IsOpen).Select(
                            gate => $"{gate.Gate}: {gate.Reason} until {gate.Until:O}"));
                });
            }
        }

        Pass(TimeSpan.FromMinutes(1));
        return reasons;
    }

    private void CompareFigures()
    {
        var compared = 0;
        foreach (var campaign in _world.Judge.Books.Campaigns.Values)
        {
            _sender.Ask("figures", async engine =>
            {
                EndCheck.Figures(_world.Judge, campaign, await engine.Client.GetStatisticsAsync(campaign.Id));
                // a removed key may be enrolled again
                var newest = campaign.Jobs.GroupBy(job => job.Contact.Key).Select(jobs => jobs.MaxBy(job => job.Row.Id)!);
                if (newest.MaxBy(job => job.Attempts.Count) is { } most)
                {
                    var told = await engine.Client.GetContactAsync(campaign.Id, most.Contact.Key);
                    EndCheck.Timeline(_world.Judge, most, told);
                    _world.Judge.Results.Timeline(most, told);
                }

                compared++;
            });
        }

        _sender.Ask("figures", async engine =>
        {
            EndCheck.Providers(_world.Judge, await engine.Operations.ListProvidersAsync());
            var unmatched = new List<UnmatchedReport>();
            await foreach (var report in CampaignPages.ReadAllAsync(after => engine.Operations.ListUnmatchedReportsAsync(after)))
            {
                unmatched.Add(report);
            }

            EndCheck.Unmatched(_world.Judge, unmatched);
        });
        new EventRequests(_world, _sender, _plan.Random(18)).CompareLog();
        Pass(TimeSpan.FromMinutes(1));
        _world.Judge.Require(compared == _world.Judge.Books.Campaigns.Count, 5, () => "the engine no longer answers");
    }

    private bool HasEnded() => _world.Judge.Books.Campaigns.Values.All(campaign => LegalTransitions.IsEnd(campaign.State));

    private void Pass(TimeSpan duration) => _world.Kernel.RunUntil(_world.Kernel.Mono + duration.Ticks);
}
