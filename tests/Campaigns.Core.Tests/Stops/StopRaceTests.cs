using System.Collections.Concurrent;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Stops;

/// <summary>
/// Stops against senders at full speed on real threads: after a stop is acknowledged, no forbidden attempt enters a provider.
/// </summary>
public class StopRaceTests
{
    /// <summary>
    /// Fewer calls than the tries of the first thousand contacts, whose retries go before all others. A contact that has ended could not be
    /// stopped.
    /// </summary>
    private const int MostCalls = 150_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private static readonly Suppression Nobody = Suppression.OfContact("default", "nobody");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("campaign", 20)]
    [InlineData("tenant", 20)]
    [InlineData("everything", 20)]
    [InlineData("provider", 20)]
    [InlineData("campaign", 200, Traits = ["Category", "Sweep"])]
    [InlineData("tenant", 200, Traits = ["Category", "Sweep"])]
    [InlineData("everything", 200, Traits = ["Category", "Sweep"])]
    [InlineData("provider", 200, Traits = ["Category", "Sweep"])]
    public async Task No_attempt_enters_a_provider_after_an_acknowledged_stop(string what, int races)
    {
        var (forbidden, leaks, calls) = (false, 0, 0);
        var options = new CampaignsOptions { Store = new MemoryJobStore(new Random(1)) }.AddProvider("voice", new Entered(_ =>
        {
            leaks += Volatile.Read(ref forbidden) ? 1 : 0;
            Interlocked.Increment(ref calls);
        }));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync(Token);
        var client = engine.Client;
        var campaign = await RunAsync(client);
        for (var race = 0; race < races && calls < MostCalls; race++)
        {
            await Stop(client, what, campaign);
            Volatile.Write(ref forbidden, true);
            await client.GetStatisticsAsync(campaign, Token);
            Volatile.Write(ref forbidden, false);
            await Resume(client, what, campaign);
            for (var before = Volatile.Read(ref calls); Volatile.Read(ref calls) < Math.Min(before + 1 + (race % 40), MostCalls);)
            {
                await Task.Yield();
            }
        }

        Assert.Equal(0, leaks);
    }

    [Theory]
    [InlineData("remove")]
    [InlineData("suppress")]
    [InlineData("suppress by number")]
    public async Task Nobody_is_called_after_an_acknowledged_stop_of_the_person(string what)
    {
        var forbidden = new ConcurrentDictionary<string, bool>();
        var (leaks, calls) = (0, 0);
        var options = new CampaignsOptions { Store = new MemoryJobStore() }.AddProvider("voice", new Entered(request =>
        {
            Interlocked.Add(ref leaks, forbidden.ContainsKey(request.Contact.Key) ? 1 : 0);
            Interlocked.Increment(ref calls);
        }));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync(Token);
        var client = engine.Client;
        var campaign = await RunAsync(client);
        foreach (var contact in Many(300).TakeWhile(_ => Volatile.Read(ref calls) < MostCalls))
        {
            try
            {
                await (what switch
                {
                    "remove" => client.RemoveContactAsync(campaign, contact.Key, Token),
                    "suppress" => client.Reports().SuppressAsync(Suppression.OfContact("default", contact.Key), Token),
                    _ => client.Reports().SuppressAsync(Suppression.OfAddress("default", contact.AddressOn("voice")!), Token),
                });
            }
            catch (CampaignException refused) when (refused.Error == CampaignError.IllegalTransition)
            {
                break; // the contact ended before this thread ran
            }

            forbidden[contact.Key] = true;
        }

        await client.Operations().HoldAllAsync(Token);
        Assert.Equal(0, leaks);
    }

    [Fact]
    public async Task Nobody_is_called_at_the_number_of_before_after_an_acknowledged_change()
    {
        var changed = new ConcurrentDictionary<string, string>();
        var (leaks, calls) = (0, 0);
        var options = new CampaignsOptions { Store = new MemoryJobStore() }.AddProvider("voice", new Entered(request =>
        {
            var isLeak = changed.TryGetValue(request.Contact.Key, out var number) && request.Address != number;
            Interlocked.Add(ref leaks, isLeak ? 1 : 0);
            Interlocked.Increment(ref calls);
        }));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync(Token);
        var campaign = await RunAsync(engine.Client);
        foreach (var contact in Many(300, "p").TakeWhile(_ => Volatile.Read(ref calls) < MostCalls))
        {
            var number = contact.Phone.Reveal().Replace("+1555", "+1556", StringComparison.Ordinal);
            await engine.Client.ChangeContactAsync(campaign, contact.Key, old => old.WithPhone(number), Token);
            changed[contact.Key] = number;
        }

        await engine.Operations.HoldAllAsync(Token);
        Assert.Equal(0, leaks);
        Assert.NotEmpty(changed);
    }

    [Fact]
    public async Task Provider_that_waits_for_its_own_pause_or_suppression_is_answered()
    {
        ICampaignClient? client = null;
        var (campaign, asked) = (default(CampaignId), 0);
        var provider = new Entered(request =>
        {
            if (Interlocked.Increment(ref asked) <= 10)
            {
                client!.PauseAsync(campaign).Wait(Limit, Token);
                client!.Reports().SuppressAsync(Nobody).Wait(Limit, Token);
                client!.ResumeAsync(campaign).Wait(Limit, Token);
            }
        });
        var options = new CampaignsOptions { Store = new MemoryJobStore(), MaxConcurrent = 1 };
        await using var engine = new CampaignEngine(options.AddProvider("voice", provider));
        await engine.StartAsync(Token);
        client = engine.Client;
        campaign = await client.CreateAsync(Calls(StepRetryPolicy.None, maxConcurrent: 1), Token);
        await client.AddContactsAsync(campaign, Many(20), Token);
        await client.StartAsync(campaign, Token);

        while (!(await client.GetStatisticsAsync(campaign, Token)).State.IsTerminal())
        {
            await Task.Yield();
        }

        Assert.True(asked >= 20);
    }

    [Fact]
    public async Task Stop_that_waits_when_the_engine_stops_is_answered()
    {
        using var entered = new ManualResetEventSlim();
        var leave = false;
        var options = new CampaignsOptions { Store = new MemoryJobStore(), ShutdownTimeout = TimeSpan.Zero };
        options.AddProvider("voice", new Entered(_ =>
        {
            entered.Set();
            while (!Volatile.Read(ref leave))
            {
                Thread.Yield(); // busy, so that a stop waits for it
            }
        }));
        var engine = new CampaignEngine(options);
        await engine.StartAsync(Token);
        var campaign = await RunAsync(engine.Client);
        Assert.True(entered.Wait(Limit, Token));

        var pause = engine.Client.PauseAsync(campaign, Token);
        var stopping = engine.StopAsync(Token);
        await Task.WhenAny(pause).WaitAsync(Limit, Token); // the pause may complete, or be refused because the engine has stopped

        Volatile.Write(ref leave, true);
        await stopping.WaitAsync(Limit, Token);
    }

    private static async Task<CampaignId> RunAsync(ICampaignClient client)
    {
        var definition = Calls(StepRetryPolicy.Fixed(250, TimeSpan.Zero), maxConcurrent: 1_000) with { KeepOpen = true };
        var campaign = await client.CreateAsync(definition, Token);
        await client.AddContactsAsync(campaign, Many(2_000), Token);
        await client.StartAsync(campaign, Token);
        return campaign;
    }

    private static Task Stop(ICampaignClient client, string what, CampaignId campaign) => what switch
    {
        "campaign" => client.PauseAsync(campaign, Token),
        "tenant" => client.Operations().HoldTenantAsync("default", Token),
        "everything" => client.Operations().HoldAllAsync(Token),
        _ => client.Operations().ChangeProviderAsync("voice-1", new ProviderSettings { Switch = ProviderSwitch.Off }, Token),
    };

    private static Task Resume(ICampaignClient client, string what, CampaignId campaign) => what switch
    {
        "campaign" => client.ResumeAsync(campaign, Token),
        "tenant" => client.Operations().ReleaseTenantAsync("default", Token),
        "everything" => client.Operations().ReleaseAllAsync(Token),
        _ => client.Operations().ResetProviderAsync("voice-1", Token),
    };

    /// <summary>A provider that answers busy immediately, and first notes that it was entered.</summary>
    private sealed class Entered(Action<DispatchRequest> note) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            note(request);
            return new(DispatchResult.Completed(AttemptOutcome.Busy));
        }
    }
}
