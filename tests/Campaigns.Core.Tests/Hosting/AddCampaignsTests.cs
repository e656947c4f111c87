using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Hosting;

/// <summary>
/// The library in a host, on the real clock and the thread pool. Each wait ends with its event; the limit only catches failures.
/// </summary>
public class AddCampaignsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_runs_a_campaign_to_its_end_and_stops()
    {
        using var host = Build(services => services
            .AddCampaigns(options => options.MaxConcurrent = 50).UseMemory().AddProvider<BusyOnce>("voice"));
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<ICampaignClient>();
        // the engine's own clock triggers the retries
        var campaign = await client.CreateAsync(Calls(StepRetryPolicy.Fixed(3, Seconds(0.05))), Cancel);
        await client.AddContactsAsync(campaign, Many(20), Cancel);

        await await client.BeginAsync(campaign);

        var statistics = await client.GetStatisticsAsync(campaign, Cancel);
        Assert.Equal((CampaignState.Completed, 20, 20), (statistics.State, statistics.Completed, statistics.RetriesAttempted));
        await host.StopAsync(Cancel);
        var refusal = await Assert.ThrowsAsync<CampaignException>(() => client.ListAsync(cancellationToken: Cancel));
        Assert.Equal(CampaignError.Stopped, refusal.Error);
    }

    [Fact]
    public async Task Provider_may_take_what_it_reports_to()
    {
        using var host = Build(services => services.AddCampaigns().UseMemory().AddProvider<CallingBack>("voice"));
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<ICampaignClient>();
        var campaign = await client.CreateAsync(Calls(StepRetryPolicy.None), Cancel);
        await client.AddContactsAsync(campaign, Many(20), Cancel);

        await await client.BeginAsync(campaign);

        Assert.Equal(20, (await client.GetStatisticsAsync(campaign, Cancel)).Completed);
        Assert.Same(client, host.Services.GetRequiredService<CallingBack>().Reports); // one object implements all three interfaces
        Assert.Same(client, host.Services.GetRequiredService<ICampaignOperations>());
        Assert.Same(client, host.Services.GetRequiredService<ICampaignFeed>());
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task All_problems_of_the_options_stand_in_the_one_exception_that_ends_the_start()
    {
        var services = (IServiceCollection services) => services
            .AddCampaigns(options =>
            {
                options.Store = null!;
                options.MaxConcurrent = 0;
                options.ShutdownTimeout = TimeSpan.FromSeconds(-1);
                options.StoreTimeout = TimeSpan.Zero;
                options.InboxCapacity = 0;
                options.EventBuffer = -5;
                options.PageSize = 100_000;
                options.MaxWaitingInMemory = 1;
            })
            .AddProvider<BusyOnce>("voice", provider =>
            {
                provider.Name = "twin";
                provider.MaxConcurrent = 0;
                provider.MaxDispatching = 100_001;
                provider.DispatchTimeout = TimeSpan.FromMilliseconds(1);
                provider.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 0, BreakDuration = TimeSpan.FromDays(2),
                    MaxBreakDuration = TimeSpan.FromDays(2) };
            })
            .AddProvider<CallingBack>(" ", provider => provider.Name = "twin");
        using var host = Build(collection => services(collection));

        var refusal = await Assert.ThrowsAsync<CampaignException>(() => host.StartAsync(Cancel));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        string[] problems =
        [
            "16 problem(s): ",
            "Store is missing: give a store, such as new SqliteJobStore(path), or new MemoryJobStore() of Campaigns.InMemory,",
            "MaxConcurrent is 0: use 1 or more.",
            "ShutdownTimeout is -00:00:01: use 0 to 10 minutes.",
            "StoreTimeout is 00:00:00: use 100 ms to 10 minutes.",
            "InboxCapacity is 0: use 1 or more.",
            "EventBuffer is -5: use 1 to 1,000,000.",
            "PageSize is 100000: use 1 to 10,000.",
            "WaitingInMemory is 1: use 2 or more, or null.",
            "Providers[twin].MaxConcurrent is 0: use 1 or more.",
            "Providers[twin].MaxDispatching is 100001: use 1 to 100,000.",
            "Providers[twin].DispatchTimeout is 00:00:00.0010000: use 10 ms to 1 hour.",
            "Providers[twin].CircuitBreaker.ConsecutiveFailures is 0: use 1 or more.",
            "Providers[twin].CircuitBreaker.BreakDuration is 2.00:00:00: use 10 ms to 1 day.",
            "Providers[twin].CircuitBreaker.MaxBreakDuration is 2.00:00:00: use BreakDuration to 1 day.",
            "Providers[twin].Channel is \" \": name a channel.",
            "Providers[twin].Name is twin: give each provider a unique name.",
        ];
        Assert.All(problems, problem => Assert.Contains(problem, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_without_a_provider_does_not_start()
    {
        using var host = Build(services => services.AddCampaigns(options => options.PageSize = 0));

        var refusal = await Assert.ThrowsAsync<CampaignException>(() => host.StartAsync(Cancel));

        Assert.Contains("Providers is a list of 0: add 1 to 250 providers.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("PageSize is 0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_instance_serves_a_provider_class_on_all_its_channels()
    {
        using var host = Build(services => services.AddCampaigns().UseMemory().AddProvider<BusyOnce>("voice").AddProvider<BusyOnce>("sms"));
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<ICampaignClient>();
        var call = CampaignStep.Call(StepRetryPolicy.Fixed(2, Seconds(0)));
        var definition = new CampaignDefinition { Name = "both", Steps = [call, CampaignStep.Message("sms", "hi")] };
        var campaign = await client.CreateAsync(definition, Cancel);
        await client.AddContactsAsync(campaign, [One()], Cancel);

        await await client.BeginAsync(campaign);

        Assert.Equal(3, host.Services.GetRequiredService<BusyOnce>().Calls);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Engine_uses_the_clock_of_the_host_if_it_has_one()
    {
        var time = new VirtualTimeProvider();
        using var host = Build(services => services
            .AddSingleton<TimeProvider>(time).AddCampaigns().UseMemory().AddProvider<BusyOnce>("voice"));
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<ICampaignClient>();

        var campaign = await client.CreateAsync(Calls(StepRetryPolicy.None), Cancel);

        Assert.Equal(Nine, (await client.GetStatisticsAsync(campaign, Cancel)).CreatedAt);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Fault_of_the_engine_stops_the_host()
    {
        var store = new MemoryJobStore();
        using var host = Build(services => services.AddCampaigns(options => options.Store = store).AddProvider<BusyOnce>("voice"));
        await host.StartAsync(Cancel);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);

        await store.OpenAsync(Nine, Cancel); // another engine takes over the store
        var request = host.Services.GetRequiredService<ICampaignClient>().CreateAsync(Calls(StepRetryPolicy.None), Cancel);

        var refusal = await Assert.ThrowsAsync<CampaignException>(() => request.WaitAsync(Limit, Cancel));
        Assert.Equal(CampaignError.Faulted, refusal.Error);
        Assert.IsType<StoreFencedException>(refusal.InnerException);
        await stopping.Task.WaitAsync(Limit, Cancel);
        var fault = host.Services.GetRequiredService<CampaignEngine>().Completion;
        await Assert.ThrowsAsync<StoreFencedException>(() => fault.WaitAsync(Limit, Cancel));
    }

    [Fact]
    public async Task Host_that_is_disposed_without_a_stop_stops_the_engine()
    {
        CampaignEngine engine;
        using (var host = Build(services => services.AddCampaigns().UseMemory().AddProvider<BusyOnce>("voice")))
        {
            await host.StartAsync(Cancel);
            engine = host.Services.GetRequiredService<CampaignEngine>();
            Assert.False(engine.Completion.IsCompleted);
        }

        Assert.True(engine.Completion.IsCompletedSuccessfully);
    }

    private static IHost Build(Action<IServiceCollection> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder.Services);
        return builder.Build();
    }

    /// <summary>Answers immediately: busy for the first try, completed for the second.</summary>
    private sealed class BusyOnce : IProvider
    {
        private int _calls;

        public int Calls => _calls;

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            var isSecond = request.Try > 1 || request.Step.Channel == "sms";
            return new(DispatchResult.Completed(isSecond ? AttemptOutcome.Completed : AttemptOutcome.Busy));
        }
    }

    /// <summary>Accepts, and reports the outcome like a callback: for every other attempt before the dispatch returns.</summary>
    private sealed class CallingBack(ICampaignReports reports) : IProvider
    {
        public ICampaignReports Reports => reports;

        public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            var report = ProviderReport.Ended(request.Attempt, AttemptOutcome.Completed);
            if (request.Attempt.Job % 2 == 0)
            {
                await reports.ReportAsync(report, cancellationToken);
                return DispatchResult.Accepted();
            }

            _ = reports.ReportAsync(report, CancellationToken.None);
            return DispatchResult.Accepted();
        }
    }
}
