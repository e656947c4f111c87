using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>
/// Providers whose calls last a while, with a record of all calls. It checks limits at every instant and over every pair of sends, without
/// knowledge of the engine.
/// </summary>
internal sealed class Line(TimeSpan length)
{
    private readonly Queue<(DateTimeOffset EndsAt, AttemptId Attempt)> _live = [];
    private CampaignHarness? _harness;

    public sealed record Call(string Provider, string Tenant, CampaignId Campaign, long At)
    {
        public long EndedAt { get; set; } = long.MaxValue;
    }

    public List<Call> Sent { get; } = [];

    private Dictionary<AttemptId, Call> ByAttempt { get; } = [];

    public CampaignHarness Harness(params (string Name, ProviderSettings Settings)[] providers) =>
        _harness = new CampaignHarness(options =>
        {
            foreach (var (name, settings) in providers)
            {
                options.AddProvider("voice", new Answering(request => new(Take(name, request))), own =>
                    (own.Name, own.MaxConcurrent, own.Rate) = (name, settings.MaxConcurrent, settings.Rate));
            }
        });

    /// <summary>Lets time pass, and ends each call after its length: every second call succeeds.</summary>
    public void Run(CampaignHarness harness, TimeSpan duration)
    {
        var end = harness.Now + duration;
        while (harness.Now < end)
        {
            var next = _live.TryPeek(out var first) && first.EndsAt < end ? first.EndsAt : end;
            var step = harness.Now + Seconds(0.5) < next ? harness.Now + Seconds(0.5) : next; // also ends calls that begin meanwhile
            harness.AdvanceTo(step);
            while (_live.TryPeek(out var over) && over.EndsAt <= harness.Now)
            {
                _live.Dequeue();
                ByAttempt[over.Attempt].EndedAt = harness.Now.UtcTicks;
                var outcome = over.Attempt.Job % 2 == 0 ? AttemptOutcome.Completed : AttemptOutcome.Busy;
                harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(over.Attempt, outcome)));
            }
        }
    }

    /// <summary>Checks that the calls of a kind kept a concurrency cap at every instant, and a rate.</summary>
    public void Check(string what, Func<Call, bool> isOne, int maxConcurrent, RateLimit rate)
    {
        var calls = Sent.Where(isOne).ToList();
        foreach (var call in calls)
        {
            var live = calls.Count(other => other.At <= call.At && other.EndedAt > call.At);
            Assert.True(live <= maxConcurrent, $"{what}: {live} live");
        }

        CheckRate(what, [.. calls.Select(call => call.At)], rate);
    }

    /// <summary>Checks that any interval t has at most ⌈t·n/T⌉ + burst − 1 sends, over all pairs of sends.</summary>
    public static void CheckRate(string what, List<long> sends, RateLimit rate)
    {
        for (var first = 0; first < sends.Count; first++)
        {
            for (var last = first; last < sends.Count; last++)
            {
                var interval = sends[last] - sends[first] + 1;
                var allowed = Math.Ceiling(interval * (double)rate.Count / rate.Per.Ticks) + rate.Burst - 1;
                Assert.True(last - first + 1 <= allowed, $"{what}: {last - first + 1} sends in {TimeSpan.FromTicks(interval)}");
            }
        }
    }

    private DispatchResult Take(string provider, DispatchRequest request)
    {
        var call = new Call(provider, request.Campaign.Tenant, request.Campaign.Id, _harness!.Now.UtcTicks);
        Sent.Add(call);
        ByAttempt[request.Attempt] = call;
        _live.Enqueue((_harness.Now + length, request.Attempt));
        return DispatchResult.Accepted();
    }
}
