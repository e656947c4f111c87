using System.Text;
using System.Text.Json;
using Campaigns.InMemory;
using Campaigns.Samples.UpstreamMock;
using Campaigns.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.Recruiting.Tests.Support;

/// <summary>The library on the real engine and the mock's platform, in virtual time on one thread.</summary>
internal sealed class World : IDisposable
{
    private readonly LateProvider _provider = new();
    private readonly MemoryJobStore _jobs = new(new Random(1));
    private readonly EphemeralDataProtectionProvider _protection = new();
    private RecruitingParts _parts = null!;
    private ExecutorEndpoint _endpoint = null!;
    private OutreachPoll _poll = null!;

    public World(Action<RecruitingOptions>? configure = null)
    {
        configure?.Invoke(Options);
        Assert.Empty(Options.Validate());
        Harness = NewHarness(null);
        Platform = new Platform(new HarnessTime(this), Habits.None);
        Http = new PlatformHandler(Platform);
        Connect();
    }

    public CampaignHarness Harness { get; private set; }

    public Platform Platform { get; }

    public PlatformHandler Http { get; }

    public CuttingStore Store { get; } = new(new MemoryRecordStore());

    public RecruitingOptions Options { get; } = new() { BaseAddress = new Uri("http://platform.test/"), MaxPollsPerSecond = 1_000 };

    public IReadOnlyList<Message> Sent => Platform.Sent;

    /// <summary>The texts that a candidate got, in their order.</summary>
    public IEnumerable<string> TextsTo(long candidate) => Sent.Where(message => message.To == candidate).Select(message => message.Body);

    /// <summary>Starts a new process on the same stores.</summary>
    public void Restart()
    {
        Store.CutAt = null;
        Harness.Restart();
        Connect();
    }

    /// <summary>Starts a new process on the same stores, while the former one died without a word.</summary>
    public void Crash()
    {
        Harness = NewHarness(Harness.Now);
        Connect();
    }

    public Answer Put(string body, long candidate = 1, long role = 1, string? credential = "Bearer andreas") =>
        Run(() => PutAsync(body, candidate, role, credential));

    public async Task<Answer> PutAsync(string body, long candidate = 1, long role = 1, string? credential = "Bearer andreas")
    {
        var context = new DefaultHttpContext();
        context.Request.RouteValues["roleId"] = role.ToString();
        context.Request.RouteValues["candidateId"] = candidate.ToString();
        context.Request.Headers.Authorization = credential;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var response = new MemoryStream();
        context.Response.Body = response;
        await _endpoint.HandleAsync(context);
        return new Answer(context.Response.StatusCode, JsonDocument.Parse(response.ToArray()).RootElement);
    }

    /// <summary>Polls what is due.</summary>
    public void Poll() => Run(() => _poll.RunAsync(default));

    /// <summary>Advances time, and polls at the end.</summary>
    public void PollAfter(TimeSpan time)
    {
        Harness.Advance(time);
        Poll();
    }

    /// <summary>Runs something that may wait for time to pass.</summary>
    public T Run<T>(Func<Task<T>> work)
    {
        Task<T>? running = null;
        Harness.Do((ICampaignClient _) =>
        {
            running = work();
            return Task.CompletedTask;
        });
        for (var i = 0; i < 1_000 && !running!.IsCompleted; i++)
        {
            Harness.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.True(running!.IsCompleted, "the work does not end");
        return running.GetAwaiter().GetResult();
    }

    public ContactStatus Status(Answer started)
    {
        var parts = started.CampaignId.Split('-');
        return Harness.Contact(new CampaignId(long.Parse(parts[0])), parts[1]);
    }

    public IReadOnlyList<ChannelStatus> Unavailable(long user = 1001) =>
        Harness.Do((ICampaignOperations operations) => operations.ListChannelsAsync($"user-{user}")).Items;

    public IReadOnlyList<HostRecord> Records(string kind) => Run(() => Store.ListAsync(new RecordQuery(kind), default).AsTask());

    public void Dispose() => Harness.Dispose();

    private CampaignHarness NewHarness(DateTimeOffset? start) => new(
        engine =>
        {
            engine.Store = _jobs;
            foreach (var channel in OutreachProtocol.UsedChannels)
            {
                engine.AddProvider(channel, _provider, provider => RecruitingExtensions.Configure(provider, channel, Options));
            }
        },
        start);

    private void Connect()
    {
        var client = new PlatformClient(() => new HttpClient(Http, disposeHandler: false), Options, Harness.Time);
        _parts = new RecruitingParts(Options, Harness.Time, client, Store, _protection);
        var senders = new SenderBook(_parts, Harness.Operations, NullLogger<SenderBook>.Instance);
        var replies = new ReplyReports(_parts, Harness.Reports, NullLogger<ReplyReports>.Instance);
        var sent = new SentMessages(_parts, NullLogger<SentMessages>.Instance);
        var launcher = new OutreachLauncher(_parts, Harness.Client, NullLogger<OutreachLauncher>.Instance);
        _provider.Provider = new ChatProvider(_parts, senders, replies, sent, NullLogger<ChatProvider>.Instance);
        _endpoint = new ExecutorEndpoint(new CampaignExecutor(_parts, senders, launcher), Options);
        _poll = new OutreachPoll(_parts, senders, launcher, replies, NullLogger<OutreachPoll>.Instance);
    }

    private sealed class HarnessTime(World world) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => world.Harness.Now;
    }

    /// <summary>A provider that is made after the engine.</summary>
    private sealed class LateProvider : IProvider
    {
        public IProvider Provider { get; set; } = null!;

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            Provider.DispatchAsync(request, cancellationToken);

        public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
            Provider.QueryAsync(attempt, providerCallId, cancellationToken);
    }
}

/// <summary>An answer of the endpoint.</summary>
internal sealed record Answer(int Status, JsonElement Body)
{
    public string CampaignId => Body.GetProperty("campaignId").GetString()!;

    public string Detail => Body.GetProperty("detail").GetString()!;

    public IReadOnlyList<string> Faults =>
        Body.TryGetProperty("faults", out var faults)
            ? [.. faults.EnumerateArray().Select(fault => fault.GetProperty("detail").GetString()!)]
            : [];
}

/// <summary>A store that fails at a chosen write, before or after it takes effect, as when the process dies.</summary>
internal sealed class CuttingStore(IRecordStore store) : IRecordStore
{
    private int _writes;

    /// <summary>The number of the first write that fails, from 1; null for none. The ones after it fail, too.</summary>
    public int? CutAt
    {
        get;
        set
        {
            field = value;
            _writes = 0;
        }
    }

    /// <summary>What the next write waits for, while others go on; null for nothing.</summary>
    public Task? NextWaitsFor { get; set; }

    /// <summary>Whether the first write that fails takes effect.</summary>
    public bool TakesEffect { get; set; }

    public ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken) =>
        store.FindAsync(kind, id, cancellationToken);

    public ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken) =>
        store.ListAsync(query, cancellationToken);

    public async ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        if (NextWaitsFor is { } other)
        {
            NextWaitsFor = null;
            await other;
        }

        if (++_writes is var write && write < CutAt || CutAt is null)
        {
            return await store.WriteAsync(changes, cancellationToken);
        }

        if (write == CutAt && TakesEffect)
        {
            await store.WriteAsync(changes, cancellationToken);
        }

        throw new IOException("cut");
    }
}
