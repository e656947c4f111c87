using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Time;

/// <summary>Runs one contact in an engine whose clock is the <see cref="FakeTimeProvider"/> of a user's tests.</summary>
internal abstract class FakeClockRun(DateTimeOffset start, Func<DispatchRequest, DispatchResult> answer) : IAsyncDisposable
{
    public FakeTimeProvider Clock { get; } = new(start);

    /// <summary>The times at which the contact was called.</summary>
    public ConcurrentQueue<DateTimeOffset> Calls { get; } = [];

    protected IProvider Provider => new Answering(request =>
    {
        Calls.Enqueue(Clock.GetUtcNow());
        return new(answer(request));
    });

    public static FakeClockRun New(bool hasThreads, DateTimeOffset start, Func<DispatchRequest, DispatchResult> answer, int seed) =>
        hasThreads ? new OnThreads(start, answer) : new InHarness(start, answer, seed);

    /// <summary>Creates the campaign, enrolls the contact and starts.</summary>
    public abstract Task RunAsync(CampaignDefinition definition);

    /// <summary>Waits until the contact's status satisfies a condition.</summary>
    public abstract Task<ContactStatus> UntilAsync(Func<ContactStatus, bool> shows);

    /// <summary>The contact's status after the engine has processed everything due by now.</summary>
    public abstract Task<ContactStatus> LookAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>
    /// Runs the engine on its own threads, as in a tested host. After moving the clock, the test must ask the engine for the result.
    /// </summary>
    private sealed class OnThreads(DateTimeOffset start, Func<DispatchRequest, DispatchResult> answer) : FakeClockRun(start, answer)
    {
        private static readonly TimeSpan Limit = Minutes(5); // catches hangs, not slowness
        private CampaignEngine? _engine;
        private CampaignId _campaign;

        private static CancellationToken Cancel => TestContext.Current.CancellationToken;

        private ICampaignClient Client => _engine!.Client;

        public override async Task RunAsync(CampaignDefinition definition)
        {
            var options = new CampaignsOptions { Store = new MemoryJobStore(), TimeProvider = Clock };
            _engine = new CampaignEngine(options.AddProvider(Channels.Voice, Provider));
            await _engine.StartAsync(Cancel);
            _campaign = await Client.CreateAsync(definition, Cancel);
            await Client.AddContactsAsync(_campaign, [One()], Cancel);
            await Client.StartAsync(_campaign, Cancel);
        }

        public override async Task<ContactStatus> UntilAsync(Func<ContactStatus, bool> shows)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            limit.CancelAfter(Limit);
            while (true)
            {
                var contact = await Client.GetContactAsync(_campaign, "ann", limit.Token);
                if (shows(contact))
                {
                    return contact;
                }
            }
        }

        public override async Task<ContactStatus> LookAsync()
        {
            for (var steps = 0; steps < 3; steps++) // each request is one step: one opens a window, one reads its jobs
            {
                await Client.GetStatisticsAsync(_campaign, Cancel);
            }

            return await Client.GetContactAsync(_campaign, "ann", Cancel);
        }

        public override ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? default;
    }

    /// <summary>Runs the engine on the test's thread. After it has settled, nothing happens until the clock moves.</summary>
    private sealed class InHarness : FakeClockRun
    {
        private readonly CampaignHarness _harness;
        private CampaignId _campaign;

        public InHarness(DateTimeOffset start, Func<DispatchRequest, DispatchResult> answer, int seed)
            : base(start, answer) =>
            _harness = new CampaignHarness(
                options =>
                {
                    options.TimeProvider = Clock;
                    options.AddProvider(Channels.Voice, Provider);
                },
                seed: seed);

        public override Task RunAsync(CampaignDefinition definition)
        {
            _campaign = _harness.Run(definition, One());
            return Task.CompletedTask;
        }

        public override async Task<ContactStatus> UntilAsync(Func<ContactStatus, bool> shows)
        {
            var contact = await LookAsync();
            Assert.True(shows(contact));
            return contact;
        }

        public override Task<ContactStatus> LookAsync()
        {
            _harness.Settle();
            return Task.FromResult(_harness.Contact(_campaign, "ann"));
        }

        public override ValueTask DisposeAsync()
        {
            _harness.Dispose();
            return default;
        }
    }
}
