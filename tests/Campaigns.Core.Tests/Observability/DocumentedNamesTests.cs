using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Observability;

/// <summary>docs/observability.md names exactly the metrics, activities and log entries that exist.</summary>
[Collection(nameof(ListeningAlone))]
public sealed class DocumentedNamesTests : IDisposable
{
    private readonly Recording _seen = new(activities: true);
    private readonly string[] _page = File.ReadAllLines(Path.Combine(Root(), "docs", "observability.md"));

    public void Dispose() => _seen.Dispose();

    [Fact]
    public void Page_names_every_metric_with_its_kind_unit_and_labels()
    {
        using var harness = RunEverything();
        _seen.Look("campaigns.inbox.depth");

        var documented =
            Rows("## Metrics").Select(row => (Name: Plain(row[0]), Kind: row[1], Labels: row[2])).ToDictionary(row => row.Name);
        Assert.Equal(_seen.Instruments.Select(instrument => instrument.Name).Order(), documented.Keys.Order());
        Assert.All(_seen.Instruments, instrument =>
        {
            Assert.Equal($"{Kind(instrument)}, {instrument.Unit}", documented[instrument.Name].Kind);
            Assert.False(string.IsNullOrEmpty(instrument.Description));
        });
        var labels = _seen.Measurements.Select(
            m => (m.Instrument, Labels: string.Join(", ", Regex.Matches(m.Labels, @"campaigns\.\w+(?==)").Select(key => $"`{key}`"))));
        Assert.All(labels.Distinct(), measured => Assert.Equal(documented[measured.Instrument].Labels, measured.Labels));
    }

    [Fact]
    public void Page_names_every_activity_with_its_kind_and_tags()
    {
        using var harness = RunEverything();
        Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(new CampaignId(99))));

        var documented = Rows("## Traces").ToDictionary(row => Plain(row[0]));
        var activities = _seen.Activities.Where(activity => activity.Source.Name == CampaignsTelemetry.ActivitySourceName).ToList();
        Assert.Equal(activities.Select(activity => activity.OperationName).Distinct().Order(), documented.Keys.Order());
        foreach (var (name, row) in documented)
        {
            var own = activities.Where(activity => activity.OperationName == name).ToList();
            var tags = own.SelectMany(activity => activity.TagObjects.Select(tag => tag.Key)).Distinct();
            Assert.Equal(tags.Order(), Regex.Matches(row[2], "`([^`]+)`").Select(tag => tag.Groups[1].Value).Order());
            Assert.All(own, activity => Assert.Equal(row[1], activity.Kind.ToString().ToLowerInvariant()));
        }
    }

    [Fact]
    public void Page_names_every_log_entry_with_its_id_and_level()
    {
        var log = typeof(CampaignEngine).Assembly.GetType("Campaigns.Observability.Log", throwOnError: true)!;
        var entries =
            from method in log.GetMethods(BindingFlags.Static | BindingFlags.Public)
            let message = method.GetCustomAttribute<LoggerMessageAttribute>()!
            orderby message.EventId
            select $"{message.EventId} {method.Name} {message.Level}";

        Assert.Equal(entries, Rows("## Logs").Select(row => $"{row[0]} {Plain(row[1])} {row[2]}"));
    }

    [Fact]
    public void Constants_are_the_names_in_use()
    {
        using var harness = RunEverything();

        Assert.All(_seen.Instruments, instrument => Assert.Equal(CampaignsTelemetry.MeterName, instrument.Meter.Name));
        Assert.Contains($"The meter is `{CampaignsTelemetry.MeterName}`", string.Join('\n', _page), StringComparison.Ordinal);
        Assert.Contains($"The source is `{CampaignsTelemetry.ActivitySourceName}`", string.Join('\n', _page), StringComparison.Ordinal);
        Assert.Contains($"The category is `{CampaignsTelemetry.LogCategory}`", string.Join('\n', _page), StringComparison.Ordinal);
    }

    /// <summary>Runs an answer, an exception, a retry, a report, a store failure, and a commit whose attempts are held back.</summary>
    private CampaignHarness RunEverything()
    {
        var failing = new FailingStore(new MemoryJobStore(new Random(1)));
        var store = new HookStore(failing);
        var harness = new CampaignHarness(options =>
        {
            options.MeterFactory = _seen;
            options.Store = store;
        });
        harness.Provider.Then(_ => throw new InvalidOperationException()).Answers(AttemptOutcome.Busy);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(1))) with { KeepOpen = true }, Many(3));
        harness.Advance(Seconds(2));
        harness.Do(reports => reports.ReportAsync(ProviderReport.OfCall("voice-1", "nobody's", AttemptState.Ended, AttemptOutcome.Busy)));
        failing.FailAt(1, Fault.After);
        Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(campaign)));
        harness.Advance(Seconds(1));
        store.OnAttempts = () => harness.Time.JumpWall(Minutes(2));
        harness.Run(Calls(StepRetryPolicy.None) with { Expiry = harness.Now + Minutes(1) }, Many(1, "q"));
        return harness;
    }

    /// <summary>The cells of the table rows below a heading.</summary>
    private IEnumerable<string[]> Rows(string heading) => _page
        .SkipWhile(line => line != heading)
        .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
        .Skip(1)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray());

    private static string Plain(string cell) => cell.Trim('`');

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        "ObservableUpDownCounter" => "up-down counter",
        var other => other,
    };

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Campaigns.Core.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("This is not the repository.");
        }

        return folder;
    }
}
