using System.Collections;
using System.Text.RegularExpressions;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Observability;

/// <summary>
/// Sends unique numbers, addresses, names and texts through every path, and searches all output of the library for them: logs, metrics,
/// activities, exceptions, events, and the text of every returned object.
/// </summary>
[Collection(nameof(ListeningAlone))]
public sealed partial class CanaryTests : IDisposable
{
    private const string Number = "+998 77 31-46-529";
    private const string OtherNumber = "+998773146837";
    private const string Mail = "quetzal.zyx@canary.example";
    private const string Word = "Xylophonist";

    /// <summary>The shortest recognizable part of each canary: its last seven digits in any format, or its rarest part.</summary>
    private static readonly string[] Canaries = ["3146529", "3146837", "quetzal", "xylophonist"];

    private static readonly AttemptResult Told = new()
    {
        Recording = new Uri($"https://example.com/{Word}"), Transcript = new Uri($"https://example.com/?to={Mail}"),
        Data = $"\"{Number} {Word}\"",
    };

    private readonly Recording _seen = new(activities: true);
    private readonly List<string> _shown = [];

    public void Dispose() => _seen.Dispose();

    [Fact]
    public void Capture_sees_what_may_be_shown()
    {
        var store = new Talkative(new MemoryJobStore(new Random(1)));
        using var harness = New(store);
        var campaign = SendThroughEveryPath(harness, store);

        var everything = Everything();
        var attempt = harness.Provider.Dispatches[0].Request.Attempt.ToString();
        Assert.Contains(
            everything, text => text.StartsWith("activity", StringComparison.Ordinal) && text.Contains(attempt, StringComparison.Ordinal));
        Assert.Contains(everything, text => text.StartsWith("metric campaigns.attempts", StringComparison.Ordinal));
        Assert.Contains(everything, text => text.StartsWith("log Warning 7 DispatchFailed", StringComparison.Ordinal));
        Assert.Contains(everything, text => text.StartsWith("log Error 3 StoreFailed", StringComparison.Ordinal));
        Assert.Contains(everything, text => text.Contains($"campaign {campaign}: AttemptEnded", StringComparison.Ordinal));
        Assert.Contains(everything, text => text.Contains(
            "CampaignException: The store failed", StringComparison.Ordinal) && text.Contains("IOException", StringComparison.Ordinal));
        Assert.Contains(everything, text => text.Contains("the time zone", StringComparison.Ordinal));
        Assert.Contains(everything, text => text.Contains("names campaign", StringComparison.Ordinal));
        Assert.NotEmpty(Found($"call {Number.Replace("-", ".", StringComparison.Ordinal)}"));
        Assert.NotEmpty(Found($"write to {Mail}"));
    }

    [Fact]
    public void No_canary_is_shown_anywhere()
    {
        var store = new Talkative(new MemoryJobStore(new Random(1)));
        using (var harness = New(store))
        {
            SendThroughEveryPath(harness, store);
        }

        var leaks = Everything().Where(text => Found(text).Any()).Select(text => $"{string.Join(", ", Found(text))} in: {text}").ToList();
        Assert.True(leaks.Count == 0, string.Join("\n\n", leaks));
    }

    [Fact]
    public void Fault_of_the_engine_shows_no_canary_either()
    {
        CampaignException fault;
        Indiscreet? clock = null;
        using (var harness = New(
            new Talkative(new MemoryJobStore(new Random(1))),
            options => options.TimeProvider = clock = new Indiscreet(options.TimeProvider!)))
        {
            clock!.Throws = true;
            fault = Assert.Throws<CampaignException>(() => harness.Run(Call(), Person("one")));
            clock.Throws = false;
        }

        Show("fault", fault);
        Assert.DoesNotContain(Everything(), text => Found(text).Any());
        Assert.Contains(
            _seen.Logged,
            entry => entry.Contains("Faulted", StringComparison.Ordinal) && entry.Contains(nameof(Indiscreet), StringComparison.Ordinal));
    }

    [Fact]
    public void Host_code_that_throws_shows_no_canary()
    {
        var talkative = new TalkativeHost();
        using (var harness = New(new Talkative(new MemoryJobStore(new Random(1))), options =>
        {
            (options.Strategy, options.Templates, options.Random) = (talkative, talkative, new TalkativeDice());
            var other = new ScriptedProvider(options.TimeProvider!);
            options.AddProvider("voice", other.Answers(AttemptOutcome.Busy)).AddProvider("voice", other).UseRouter("voice", talkative);
        }))
        {
            var definition = Call() with { Steps = [CampaignStep.Call(
                StepRetryPolicy.Fixed(3, Seconds(30)) with { Delay = Backoff.Fixed(Seconds(30)).WithJitter(0.1) })] };
            var campaign = harness.Run(definition, Person("one"), new Contact("two", OtherNumber));
            harness.Advance(Minutes(5));
            Try("refused", () => harness.Do(operations => operations.ChangeStrategyAsync(talkative)));
            Try("refused", () => harness.Do(
                client => client.CreateAsync(
                    Call() with { Key = "t", Steps = [CampaignStep.Call() with { Content = "hello", IsTemplate = true }] })));
            Ask(harness, campaign);
        }

        foreach (var code in new[] { "strategy", "router", "template", "random" })
        {
            Assert.Contains(Everything(), text => text.Contains($"Host code ({code}) failed", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(Everything(), text => Found(text).Any());
    }

    private CampaignId SendThroughEveryPath(CampaignHarness harness, Talkative store)
    {
        var events = new List<CampaignEvent>();
        harness.Do(client =>
        {
            _ = ReadAsync(client, events); // runs on the harness's thread until the engine stops
            return Task.CompletedTask;
        });
        var campaign = Enroll(harness);
        Dispatch(harness, campaign);
        Ask(harness, campaign);
        Refuse(harness, campaign);
        FailTheStore(harness, campaign, store);
        events.ForEach(happened => Show("event", happened));
        return campaign;
    }

    private CampaignId Enroll(CampaignHarness harness)
    {
        var definition = Call();
        Show("definition", definition);
        var campaign = harness.Do(client => client.CreateAsync(definition));
        Contact[] contacts =
        [
            Person("one"), Person("one"), new(Number, Number), new(Mail, OtherNumber), new(Word, "+998 77 CALL"),
            new("no zone", OtherNumber, Number), new(
                "mail as zone", OtherNumber, Mail), new("short", "998773146529"), new(Number + Word, Mail),
            .. Enumerable.Range(0, 12).Select(
                i => new Contact($"{Word}{i}", $"+99877314{i:D2}529", data: new Dictionary<string, string> { ["name"] = Word })),
        ];
        Array.ForEach(contacts, contact => Show("contact", contact));
        Show("report", harness.Do(client => client.AddContactsAsync(campaign, contacts)));
        Show("suppression", Suppression.OfAddress("default", Number));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", OtherNumber)));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", Mail)));
        harness.Do(reports => reports.UnsuppressAsync(Suppression.OfAddress("default", "+998 77 314 68 37")));
        return campaign;
    }

    private void Dispatch(CampaignHarness harness, CampaignId campaign)
    {
        harness.Provider
            .Then(_ => DispatchResult.Completed(AttemptOutcome.Busy, $"call-{Number}", Told))
            .Then(_ => DispatchResult.Completed(AttemptOutcome.Busy, null, Told with { Data = Word, Recording = new Uri($"tel:{Word}") }))
            .Then(_ => DispatchResult.NotPlaced($"{Number} is barred for {Word}"))
            .Then(_ => DispatchResult.RetryAt(harness.Now + Seconds(5)))
            .Then(_ => default)
            .Otherwise(request => request.Try == 1
                ? throw new FormatException($"{Number} {Mail} {Word}", new IOException(Number))
                : DispatchResult.Accepted($"{Number}-{Word}"));
        harness.Provider.OnQuery = _ => throw new TimeoutException($"{Number} {Word}");
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(Minutes(10));
        foreach (var dispatch in harness.Provider.Dispatches)
        {
            Show("request", dispatch.Request);
            Show("step", dispatch.Request.Step);
            Show("campaign", dispatch.Request.Campaign);
        }

        var live = harness.Provider.Live.First();
        harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(live, AttemptOutcome.Completed) with { AttemptResult = Told }));
        harness.Advance(Hours(2)); // deadlines pass and lookups fail
    }

    private void Ask(CampaignHarness harness, CampaignId campaign)
    {
        foreach (var key in new[] { "one", new Contact(null, Number).Key, Mail, $"{Word}0", $"{Word}5" })
        {
            Try("status", () => harness.Contact(campaign, key));
            Try("explanation", () => harness.Do(client => client.ExplainAsync(campaign, key)));
        }

        Try("statistics", () => harness.Statistics(campaign));
        Try("list", () => harness.Campaigns());
        Try("unknown", () => harness.Contact(campaign, Number));
        Try("unknown", () => harness.Do(client => client.ExplainAsync(campaign, Mail)));
        Try("unknown", () => harness.Do(client => client.RemoveContactAsync(campaign, $"{Number} {Word}")));
        Try("rerun", () => harness.Do(client => client.RerunContactAsync(campaign, $"{Word}1")));
        Try("reschedule", () => harness.Do(client => client.RescheduleContactAsync(campaign, Word, Nine)));
    }

    private void Refuse(CampaignHarness harness, CampaignId campaign)
    {
        var overlong = string.Concat(Enumerable.Repeat($"{Number} {Mail} ", 10));
        Try("options", () => new CampaignEngine(new CampaignsOptions().AddProvider("", harness.Provider, provider => provider.Name = Number)
            .AddProvider("voice", harness.Provider, provider => provider.Name = Number)));
        Try("definition", () => harness.Do(
            client => client.CreateAsync(Call() with { Name = overlong, Tenant = overlong, Zone = Number })));
        Try("definition", () => harness.Do(client => client.CreateAsync(Call() with { Steps = [CampaignStep.Message(Mail, Word)] })));
        Try("conflict", () => harness.Do(client => client.CreateAsync(Call() with { Weight = 7 })));
        Try("change", () => harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Weight = -1 })));
        Try("tenant", () => harness.Do(operations => operations.ChangeTenantAsync(Number, new TenantSettings { Weight = -1 })));
        Try("report", () => harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(new AttemptId(1, 2, 3), AttemptOutcome.Busy))));
        var told = Told with { Data = $"{{{Word}", Recording = new Uri(Word, UriKind.Relative), Cost = new AttemptCost(1, Word) };
        Try("result", () => harness.Do(reports => reports.ReportAsync(
            ProviderReport.Ended(new AttemptId(1, 2, 3), AttemptOutcome.Busy) with { AttemptResult = told })));
        Try("address", () => Suppression.OfAddress(Number, " "));
    }

    private void FailTheStore(CampaignHarness harness, CampaignId campaign, Talkative store)
    {
        store.FailsQueries = true;
        Try("status", () => harness.Contact(campaign, "one"));
        store.FailsQueries = false;
        store.FailsCommits = true;
        Try("commit", () => harness.Do(client => client.CreateAsync(Call() with { Key = null })));
        store.FailsCommits = false;
        harness.Advance(Minutes(1));
        Try("cancel", () => harness.Do(client => client.CancelAsync(campaign, CancelMode.Abort)));
    }

    /// <summary>Every personal field is a canary. The tenant and the campaign have names that may be shown.</summary>
    private static CampaignDefinition Call() => Calls(StepRetryPolicy.Fixed(3, Seconds(30))) with
    {
        Key = $"{Number} {Mail}",
        Steps = [CampaignStep.Call(
            StepRetryPolicy.Fixed(3, Seconds(30))) with { Content = $"Dear {Word}, we called {Number}", Timeout = Minutes(2) }],
        KeepOpen = true,
    };

    private static Contact Person(string key) => new(
        key, Number, "Europe/Paris", new Dictionary<string, string> { ["email"] = Mail },
        new Dictionary<string, string> { ["name"] = Word });

    private void Try(string what, Func<object> ask)
    {
        try
        {
            Show(what, ask());
        }
        catch (Exception error) when (error is CampaignException or ArgumentException)
        {
            _shown.Add($"{what}: {error}");
        }
    }

    private void Try(string what, Action act) => Try(what, () =>
    {
        act();
        return what;
    });

    /// <summary>Records the text of a returned object, and of its parts that may be shown.</summary>
    private void Show(string what, object given)
    {
        _shown.Add($"{what}: {given}");
        var parts = given switch
        {
            EnrollmentReport report => report.Refused.SelectMany(refused => new object[] { refused, refused.Reason }),
            ContactStatus status => [status.Contact, .. status.Timeline],
            Explanation explanation => explanation.Verdicts,
            IEnumerable list and not string => list.Cast<object>(),
            _ => [],
        };
        _shown.AddRange(parts.Select(part => $"{what}: {part}"));
    }

    private List<string> Everything() =>
    [
        .. _shown,
        .. _seen.Logged.Select(entry => $"log {entry}"),
        .. _seen.Measurements.Select(measured => $"metric {measured}"),
        .. _seen.Activities.Select(activity =>
            $"activity {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} "
            + string.Join(' ', activity.Events.Select(happened => $"{happened.Name} {string.Join(' ', happened.Tags)}"))),
    ];

    private static IEnumerable<string> Found(string text)
    {
        var folded = Separators().Replace(text, "");
        return Canaries.Where(canary => folded.Contains(canary, StringComparison.OrdinalIgnoreCase));
    }

    private CampaignHarness New(Talkative store, Action<CampaignsOptions>? configure = null) => new(options =>
    {
        options.Store = store;
        options.MeterFactory = _seen;
        options.LoggerFactory = _seen;
        configure?.Invoke(options);
    });

    private static async Task ReadAsync(ICampaignClient client, List<CampaignEvent> into)
    {
        await foreach (var happened in client.ReadEventsAsync())
        {
            into.Add(happened);
        }
    }

    [GeneratedRegex(@"[ \-./()\u00a0]")]
    private static partial Regex Separators();

    /// <summary>A store whose exceptions contain personal data.</summary>
    private sealed class Talkative(IJobStore inner) : ForwardingStore(inner)
    {
        public bool FailsCommits { get; set; }

        public bool FailsQueries { get; set; }

        public override IJobQueries Queries => FailsQueries ? throw new IOException($"{Number} {Mail} {Word}") : base.Queries;

        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => FailsCommits
            ? throw new IOException($"duplicate key ({Number}, {Mail}, {Word})", new InvalidDataException(Number))
            : base.CommitAsync(batch, cancellationToken);
    }

    /// <summary>A failing clock. The engine cannot run without a clock.</summary>
    private sealed class Indiscreet(TimeProvider time) : TimeProvider
    {
        public bool Throws { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() =>
            Throws ? throw new KeyNotFoundException($"The given key '{Number}' was not present: {Word}") : time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>Host code whose exceptions contain personal data.</summary>
    private sealed class TalkativeHost : ICampaignStrategy, IProviderRouter, ITemplates
    {
        public CampaignRank RankOf(CampaignView campaign) =>
            throw new KeyNotFoundException($"The given key '{Number}' was not present: {Word}");

        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open) =>
            throw new InvalidOperationException($"nobody for {request.Contact.Key} {Number} {Word}");

        public Func<TemplateData, string> Compile(string text, ContentFormat format) => throw new FormatException($"{Mail} {Word}");
    }

    private sealed class TalkativeDice : Random
    {
        public override double NextDouble() => throw new InvalidOperationException($"{Number} {Word}");
    }
}
