using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Observability;

/// <summary>Each metric changes as docs/observability.md says.</summary>
public sealed class MetricsTests : IDisposable
{
    private const string Voice = "campaigns.channel=voice campaigns.provider=voice-1";
    private static readonly bool IsOptimized =
        typeof(CampaignEngine).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    private readonly Recording _seen = new();

    public void Dispose() => _seen.Dispose();

    [Fact]
    public void Attempts_are_counted_once_each_by_provider_and_outcome()
    {
        using var harness = New();
        harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Busy);
        harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), Many(2));
        harness.Advance(Minutes(1));

        Assert.Equal(4, _seen.Sum("campaigns.attempts"));
        Assert.Equal(1, _seen.Sum("campaigns.attempts", $"{Voice} campaigns.outcome=no_answer"));
        Assert.Equal(1, _seen.Sum("campaigns.attempts", $"{Voice} campaigns.outcome=busy"));
        Assert.Equal(2, _seen.Sum("campaigns.attempts", $"{Voice} campaigns.outcome=completed"));
    }

    [Fact]
    public void Counts_are_added_once_a_step_whatever_the_number_of_attempts()
    {
        using var harness = New();
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100), Many(100));

        Assert.Equal([100.0], _seen.Values("campaigns.attempts"));
    }

    [Fact]
    public void Report_that_revises_an_outcome_is_not_counted_again()
    {
        using var harness = New();
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches.Single().Request.Attempt;

        harness.Report(attempt, AttemptOutcome.Completed);
        harness.Report(attempt, AttemptOutcome.Busy);

        Assert.Equal(1, _seen.Sum("campaigns.attempts"));
        Assert.Equal(1, _seen.Sum("campaigns.attempts", "completed"));
    }

    [Fact]
    public void Attempt_duration_reaches_from_commit_to_outcome()
    {
        using var harness = New();
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Seconds(42));
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);

        Assert.Equal([42.0], _seen.Values("campaigns.attempt.duration", $"{Voice} campaigns.outcome=completed"));
    }

    [Fact]
    public void Dispatch_delay_reaches_from_due_to_the_send_and_is_told_of_retries_only()
    {
        using var harness = New();
        harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10))), One());
        harness.Do(client => client.PauseAsync(campaign));
        harness.Advance(Seconds(14));
        harness.Do(client => client.ResumeAsync(campaign));

        Assert.Equal([4.0], _seen.Values("campaigns.dispatch.delay", Voice));
    }

    [Fact]
    public void Dispatch_duration_reaches_from_the_send_to_the_answer()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        using var harness = New(options => options.AddProvider("voice", new Answering(request =>
            request.Contact.Key == "p00001" ? new(answer.Task) : throw new InvalidOperationException("no"))));
        harness.Run(Calls(StepRetryPolicy.None), Many(2));
        harness.Advance(Seconds(3));
        answer.SetResult(DispatchResult.Accepted());
        harness.Settle();

        Assert.Equal([3.0], _seen.Values("campaigns.dispatch.duration", $"{Voice} campaigns.answer=accepted"));
        Assert.Equal([0.0], _seen.Values("campaigns.dispatch.duration", $"{Voice} campaigns.answer=failed"));
    }

    [Fact]
    public void Attempts_held_back_are_counted_by_the_reason_their_timeline_gives()
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var harness = New(options => options.Store = store);
        store.OnAttempts = () => harness.Time.JumpWall(Minutes(2));
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Expiry = Nine + Minutes(1) }, Many(3));

        var note = harness.Contact(campaign, "p00001").Timeline.Single().Note;
        Assert.NotNull(note);
        Assert.Equal((3, 3), (_seen.Sum("campaigns.not_sent", $"campaigns.reason={note}"), _seen.Sum("campaigns.attempts", "not_sent")));
    }

    [Fact]
    public void Gauges_show_where_jobs_attempts_and_providers_stand()
    {
        using var harness = New(
            options => options.AddProvider("voice", new ScriptedProvider(options.TimeProvider!).Accepts().Answers(AttemptOutcome.Busy)));
        harness.Run(Calls(StepRetryPolicy.Fixed(2, Hours(1)), maxConcurrent: 2), Many(5));

        Assert.Equal(
            (2, 1, 2),
            (_seen.Look("campaigns.jobs", "new"), _seen.Look("campaigns.jobs", "waiting"), _seen.Look("campaigns.jobs", "live")));
        Assert.Equal(
            (2, 0, 1),
            (_seen.Look(
                "campaigns.live", Voice), _seen.Look("campaigns.dispatching", Voice), _seen.Look("campaigns.provider.open", Voice)));
    }

    [Fact]
    public void Dispatches_without_an_answer_are_shown()
    {
        using var harness = New(options => options.AddProvider("voice", Answering.Never()));
        harness.Run(Calls(StepRetryPolicy.None), Many(3));

        Assert.Equal((3, 3), (_seen.Look("campaigns.dispatching"), _seen.Look("campaigns.live")));
    }

    [Fact]
    public void Provider_that_is_left_alone_shows_as_closed_until_it_may_be_probed()
    {
        using var harness = New();
        harness.Provider.Otherwise(_ => throw new InvalidOperationException("down"));
        harness.Run(Calls(StepRetryPolicy.None), Many(20));
        Assert.Equal(0, _seen.Look("campaigns.provider.open"));

        harness.Provider.Accepts();
        harness.Advance(Seconds(31));
        Assert.Equal(1, _seen.Look("campaigns.provider.open"));
    }

    [Fact]
    public void Oldest_due_age_grows_while_a_due_contact_waits_within_its_hours()
    {
        using var harness = New(options => options.MaxConcurrent = 1);
        harness.Provider.Answers(AttemptOutcome.Busy).Accepts();
        harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10))), Many(2)); // the second contact holds the only slot
        harness.Advance(Seconds(9));
        Assert.Equal(0, _seen.Look("campaigns.due.oldest_age"));

        harness.Advance(Seconds(121));
        Assert.Equal(120, _seen.Look("campaigns.due.oldest_age"));
    }

    [Fact]
    public void Step_age_grows_while_the_store_hangs_and_stays_small_while_the_engine_idles()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = New(options => options.Store = store);
        harness.Advance(Hours(1));
        Assert.InRange(_seen.Look("campaigns.loop.last_step_age")!.Value, 0, 30);

        store.FailAt(1, Fault.Never, forGood: true);
        Assert.Throws<InvalidOperationException>(() => harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None))));
        harness.Advance(Minutes(5));
        Assert.InRange(_seen.Look("campaigns.loop.last_step_age")!.Value, 300, 330);
        store.Mend();
    }

    [Fact]
    public void Requests_that_wait_for_the_loop_are_shown()
    {
        using var harness = New();
        _ = harness.Client.ListAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1, _seen.Look("campaigns.inbox.depth"));
        harness.Settle();
        Assert.Equal(0, _seen.Look("campaigns.inbox.depth"));
    }

    [Fact]
    public void Commits_are_measured_and_the_store_s_failures_counted_with_the_rehydration_that_follows()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = New(options => options.Store = store);
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }, Many(10));
        Assert.Contains(10, _seen.Values("campaigns.commit.size")); // the enrollment
        Assert.NotEmpty(_seen.Values("campaigns.commit.duration"));
        Assert.Equal(0, _seen.Sum("campaigns.store.failures"));

        store.FailAt(1, Fault.After);
        Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(campaign)));
        harness.Advance(Seconds(1));
        Assert.Equal(
            (1, 1), (_seen.Sum("campaigns.store.failures", "campaigns.operation=CommitAsync"), _seen.Sum("campaigns.rehydrations")));
    }

    [Fact]
    public void Figures_are_right_for_those_who_begin_to_listen_late_and_after_the_store_was_read_again()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = New(options => options.Store = store);
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 3), Many(8));
        Assert.Equal((5, 3), (_seen.Look("campaigns.jobs", "new"), _seen.Look("campaigns.jobs", "live")));

        store.FailAt(1, Fault.After);
        Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(campaign)));
        harness.Advance(Seconds(1));
        harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        Assert.Equal((5, 2), (_seen.Look("campaigns.jobs", "new"), _seen.Look("campaigns.jobs", "live")));

        harness.Do(client => client.CancelAsync(campaign));
        Assert.Equal((0, 2), (_seen.Look("campaigns.jobs", "new"), _seen.Look("campaigns.jobs", "live")));
    }

    [Fact]
    public void Nothing_is_noted_while_nobody_measures()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(StepRetryPolicy.None), Many(3));

        Assert.False(
            harness.Do(
                (ICampaignClient client) => ((Engine.CampaignClient)client).AskAsync(scheduler => scheduler.State.WantsEnds, default)));
    }

    [Fact]
    public void Measuring_allocates_nothing_for_an_attempt()
    {
        var meters = new List<Meter>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            // unoptimized async methods always allocate
            if (meters.Contains(instrument.Meter)
                && (IsOptimized || !instrument.Name.StartsWith("campaigns.dispatch.", StringComparison.Ordinal)))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        var counted = 0;
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => counted++);
        listener.Start();

        var without = BytesAnAttempt(null);
        Assert.Equal(0, counted);
        var with = BytesAnAttempt(new Factory(meters));

        Assert.True(counted > 10_000, $"{counted} durations measured");
        Assert.InRange(with - without, -4, 4);
    }

    [Fact]
    public async Task Host_s_own_meter_factory_is_used()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IMeterFactory>(_seen);
        builder.Services.AddCampaigns().UseMemory().AddProvider<Silent>("voice");
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Contains(_seen.Instruments, instrument => instrument.Name == "campaigns.attempts");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Engine_that_has_stopped_shows_nothing()
    {
        using (New())
        {
            Assert.NotNull(_seen.Look("campaigns.inbox.depth"));
        }

        Assert.Null(_seen.Look("campaigns.inbox.depth"));
    }

    private static double BytesAnAttempt(IMeterFactory? meters)
    {
        using var harness = new CampaignHarness(options =>
        {
            options.MeterFactory = meters;
            options.AddProvider(
                "voice", new Silent(DispatchResult.Completed(AttemptOutcome.Busy)), provider => provider.MaxDispatching = 1_000);
        });
        harness.Run(Calls(StepRetryPolicy.Fixed(100, Seconds(1)), maxConcurrent: 1_000), Many(1_000));
        harness.Advance(Seconds(3)); // by then, everything that grows once has grown
        var before = GC.GetAllocatedBytesForCurrentThread();
        harness.Advance(Seconds(10));
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 10_000.0;
    }

    private CampaignHarness New(Action<CampaignsOptions>? configure = null) => new(options =>
    {
        options.MeterFactory = _seen;
        configure?.Invoke(options);
    });

    private sealed class Silent(DispatchResult answer) : IProvider
    {
        public Silent()
            : this(DispatchResult.Accepted())
        {
        }

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) => new(answer);
    }

    private sealed class Factory(List<Meter> meters) : IMeterFactory
    {
        public Meter Create(MeterOptions options)
        {
            meters.Add(new Meter(options));
            return meters[^1];
        }

        public void Dispose()
        {
        }
    }
}
