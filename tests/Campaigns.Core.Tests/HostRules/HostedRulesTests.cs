using Campaigns.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.HostRules;

/// <summary>Gates and checks that the host's services create.</summary>
public sealed class HostedRulesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_of_the_services_decide_with_the_engine()
    {
        using var host = Build(services => services.AddSingleton<Allowed>().AddCampaigns().UseMemory()
            .AddProvider<Reaching>("voice").AddGate<NotAnn>().AddCheck<OnlyAllowed>("allowed"));
        await host.StartAsync(Cancel);
        var client = host.Services.GetRequiredService<ICampaignClient>();
        var campaign = await client.CreateAsync(Calls(StepRetryPolicy.None) with { Check = "allowed" }, Cancel);
        await client.AddContactsAsync(
            campaign, [One(), new Contact("bob", "+15550100002"), new Contact("cid", "+15550100003")], Cancel);

        await await client.BeginAsync(campaign);

        var statistics = await client.GetStatisticsAsync(campaign, Cancel);
        Assert.Equal((2, 1), (statistics.Suppressed, statistics.Completed));
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Scoped_rules_end_the_start()
    {
        using var host = Build(services => services.AddScoped<NotAnn>().AddCampaigns().UseMemory().AddProvider<Reaching>("voice")
            .AddGate<NotAnn>());

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancel));

        Assert.Contains(
            "is registered as scoped, but the engine keeps its providers, gates and checks", refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Action<IServiceCollection> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder.Services);
        return builder.Build();
    }

    private sealed class Allowed
    {
        public bool Has(string key) => key == "bob";
    }

    private sealed class NotAnn : IContactGate
    {
        public string Name => "not Ann";

        public GateDecision Judge(in GateCandidate candidate, DateTimeOffset now) =>
            candidate.Contact.Key == "ann" ? GateDecision.Never("not Ann") : GateDecision.Open;
    }

    private sealed class OnlyAllowed(Allowed allowed) : IDispatchCheck
    {
        public ValueTask<CheckResult> CheckAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(allowed.Has(request.Contact.Key) ? CheckResult.Allow : CheckResult.Deny("not allowed"));
    }

    private sealed class Reaching : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Completed(AttemptOutcome.Completed));
    }
}
