using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Hosting;

/// <summary>Dependencies between services in a host's container, and how often each service is created.</summary>
public class ServiceGraphTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Provider_that_takes_the_engine_ends_the_start_instead_of_hanging_it()
    {
        var refusal = await RefusedAsync(services => services.AddCampaigns().UseMemory().AddProvider<TakesEngine>("voice"));

        Assert.StartsWith("CampaignEngine is needed to build itself: a provider cannot take", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ICampaignReports", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Templates_that_take_a_client_end_the_start_instead_of_hanging_it()
    {
        var refusal = await RefusedAsync(services => services
            .AddSingleton<ITemplates, TakeClient>().AddCampaigns().UseMemory().AddProvider<Silent>("voice"));

        Assert.StartsWith("CampaignsOptions is needed to build itself: the store,", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_that_did_not_start_does_not_keep_the_next_one_from_starting()
    {
        await RefusedAsync(services => services.AddCampaigns().UseMemory().AddProvider<TakesEngine>("voice"));

        using var host = Build(services => services.AddCampaigns().UseMemory().AddProvider<Silent>("voice"));

        await host.StartAsync(Cancel);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public void Second_call_of_AddCampaigns_is_refused()
    {
        var services = new ServiceCollection();
        services.AddCampaigns();

        var refusal = Assert.Throws<InvalidOperationException>(() => services.AddCampaigns());

        Assert.StartsWith("AddCampaigns was already called", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_of_one_process_have_an_engine_each()
    {
        using var first = Build(services => services.AddCampaigns().UseMemory().AddProvider<Silent>("voice"));
        using var second = Build(services => services.AddCampaigns().UseMemory().AddProvider<Silent>("voice"));
        await first.StartAsync(Cancel);
        await second.StartAsync(Cancel);
        await Client(first).CreateAsync(Calls(StepRetryPolicy.None), Cancel);

        await first.StopAsync(Cancel);

        Assert.Empty((await Client(second).ListAsync(cancellationToken: Cancel)).Items);
        await second.StopAsync(Cancel);
    }

    [Fact]
    public async Task Scope_that_ends_leaves_the_client_as_it_is()
    {
        using var host = Build(services => services.AddCampaigns().UseMemory().AddProvider<Silent>("voice"));
        await host.StartAsync(Cancel);
        using (var scope = host.Services.CreateScope())
        {
            Assert.Same(Client(host), scope.ServiceProvider.GetRequiredService<ICampaignClient>());
        }

        Assert.Empty((await Client(host).ListAsync(cancellationToken: Cancel)).Items);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Provider_that_the_host_has_as_transient_is_made_once()
    {
        var made = 0;
        using var host = Build(services => services
            .AddTransient(_ =>
            {
                made++;
                return new Silent();
            })
            .AddCampaigns().UseMemory().AddProvider<Silent>("voice").AddProvider<Silent>("sms"));

        await host.StartAsync(Cancel);

        Assert.Equal(1, made);
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Provider_that_the_host_has_as_scoped_ends_the_start()
    {
        var refusal = await RefusedAsync(services => services.AddScoped<Silent>().AddCampaigns().UseMemory().AddProvider<Silent>("voice"));

        Assert.Contains("is registered as scoped, but the engine keeps its providers", refusal.Message, StringComparison.Ordinal);
    }

    private static ICampaignClient Client(IHost host) => host.Services.GetRequiredService<ICampaignClient>();

    private static IHost Build(Action<IServiceCollection> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder.Services);
        return builder.Build();
    }

    /// <summary>Starts a host on another thread, so that a hanging container does not hang the tests.</summary>
    private static Task<InvalidOperationException> RefusedAsync(Action<IServiceCollection> configure) => Task.Run(
        async () =>
        {
            using var host = Build(configure);
            return await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancel));
        },
        Cancel).WaitAsync(Limit, Cancel);

    private sealed class Silent : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Completed(AttemptOutcome.Completed));
    }

    private sealed class TakesEngine(CampaignEngine engine) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException($"{engine}");
    }

    private sealed class TakeClient(ICampaignClient client) : ITemplates
    {
        public Func<TemplateData, string> Compile(string text, ContentFormat format) => throw new NotSupportedException($"{client}");
    }
}
