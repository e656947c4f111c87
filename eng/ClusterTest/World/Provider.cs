using System.Collections.Concurrent;
using System.Diagnostics;

namespace Campaigns.ClusterTest.World;

/// <summary>A dispatch that reached the provider.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Contact">Whom it reached.</param>
/// <param name="Silo">The silo that sent it.</param>
/// <param name="SentAt">When the silo sent it, as a timestamp: those of all processes are of the same clock.</param>
/// <param name="At">When it arrived, as a timestamp.</param>
internal sealed record Dispatch(string Attempt, string Contact, int Silo, long SentAt, long At);

/// <summary>
/// The provider, outside of the cluster: records each dispatch before it answers, ends calls after a while, and reports them to any silo,
/// again and again until one has taken the report.
/// </summary>
internal sealed class Provider(Silos silos)
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, Call> _calls = [];
    private readonly ConcurrentDictionary<string, byte> _refused = [];
    private readonly ConcurrentQueue<Dispatch> _dispatches = [];
    private readonly ConcurrentDictionary<string, Dispatch> _last = [];
    private readonly ConcurrentDictionary<string, int> _counts = [];
    private readonly ConcurrentDictionary<string, int> _live = [];
    private readonly ConcurrentDictionary<string, byte> _paused = [];
    private readonly ConcurrentQueue<string> _findings = [];
    private readonly ProviderLimits _limits = new();
    private readonly Random _random = new(1);
    private int _untold;
    private int _overCap;
    private int _afterStop;
    private int _stalled;

    public IReadOnlyCollection<Dispatch> Dispatches => _dispatches;

    public IReadOnlyCollection<string> Findings => _findings;

    /// <summary>How often a campaign or a provider had more live calls than its cap.</summary>
    public int OverCap => _overCap + _limits.OverLive;

    /// <summary>The most live calls of the dialer at one time.</summary>
    public int MostLive => _limits.MostLive;

    /// <summary>How many dispatches came after the pause of their campaign was acknowledged.</summary>
    public int AfterStop => _afterStop;

    /// <summary>
    /// How many dispatches came after the provider had told another silo that there would be none: a process stood still between the send
    /// gate and the socket. Only the provider can tell, by the id of the attempt.
    /// </summary>
    public int Stalled => _stalled;

    /// <summary>How many calls have ended that no silo has taken the report of.</summary>
    public int Untold => Volatile.Read(ref _untold);

    public void Pause(string tenant) => _paused[tenant] = 1;

    public void Resume(string tenant) => _paused.TryRemove(tenant, out _);

    public bool IsPaused(string tenant) => _paused.ContainsKey(tenant);

    /// <summary>The last dispatch of a tenant; null for none.</summary>
    public Dispatch? LastOf(string tenant) => _last.GetValueOrDefault(tenant);

    /// <summary>The number of dispatches of a tenant.</summary>
    public int CountOf(string tenant) => _counts.GetValueOrDefault(tenant);

    public string Take(int silo, string attempt, string contact, long sentAt)
    {
        if (_refused.ContainsKey(attempt))
        {
            Interlocked.Increment(ref _stalled);
            return "refused";
        }

        var dispatch = new Dispatch(attempt, contact, silo, sentAt, Stopwatch.GetTimestamp());
        var tenant = TestTenants.TenantOf(contact);
        _dispatches.Enqueue(dispatch);
        _last[tenant] = dispatch;
        _counts.AddOrUpdate(tenant, 1, (_, count) => count + 1);
        if (_paused.ContainsKey(tenant))
        {
            Interlocked.Increment(ref _afterStop);
            _findings.Enqueue($"{contact} was reached by silo {silo} after the pause of {tenant}");
        }

        if (!_calls.TryAdd(attempt, new Call()))
        {
            return "live"; // the judge counts it
        }

        if (_live.AddOrUpdate(tenant, 1, (_, live) => live + 1) > TestTenants.MaxConcurrent)
        {
            Interlocked.Increment(ref _overCap);
            _findings.Enqueue($"{tenant} has {_live[tenant]} live calls with {contact} from silo {silo}");
        }

        if (_limits.Begin(tenant))
        {
            _findings.Enqueue($"the dialer is over its cap with {contact} from silo {silo}");
        }

        return Begin(attempt, tenant);
    }

    public string Find(string attempt)
    {
        if (_calls.TryGetValue(attempt, out var call))
        {
            return call.HasEnded ? "ended" : "live";
        }

        _refused[attempt] = 1;
        return _calls.ContainsKey(attempt) ? "live" : "none";
    }

    private string Begin(string attempt, string tenant)
    {
        TimeSpan life;
        bool endsAtOnce;
        lock (_random)
        {
            (life, endsAtOnce) = (LongestCall * _random.NextDouble(), _random.Next(10) == 0);
        }

        if (endsAtOnce)
        {
            End(attempt, tenant);
            return "ended";
        }

        _ = EndAsync(attempt, tenant, life);
        return "live";
    }

    private void End(string attempt, string tenant)
    {
        _calls[attempt].HasEnded = true;
        _live.AddOrUpdate(tenant, 0, (_, live) => live - 1);
        _limits.End(tenant);
    }

    private async Task EndAsync(string attempt, string tenant, TimeSpan life)
    {
        await Task.Delay(life);
        End(attempt, tenant);
        Interlocked.Increment(ref _untold);
        while (await silos.AskAnyAsync($"report {attempt} {TestTenants.ProviderOf(tenant)}") != Answers.Ok)
        {
            await Task.Delay(Retry);
        }

        Interlocked.Decrement(ref _untold);
    }

    private sealed class Call
    {
        public volatile bool HasEnded;
    }
}
