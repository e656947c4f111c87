using Spectre.Console;

namespace Campaigns.Samples.Quickstart;

/// <summary>Writes to the console: live figures on a terminal; occasional plain lines without escape codes in a file or pipe.</summary>
internal sealed class Display
{
    /// <summary>The refresh interval. A terminal that refreshes more often only flickers.</summary>
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _lineEvery;
    private readonly bool _isLive;

    /// <summary>Creates the display.</summary>
    /// <param name="realTime">True to show the real clock in local time; false to show the virtual clock in UTC.</param>
    public Display(bool realTime)
    {
        _zone = realTime ? TimeProvider.System.LocalTimeZone : TimeZoneInfo.Utc;
        _lineEvery = realTime ? TimeSpan.FromSeconds(10) : TimeSpan.FromHours(1);
        Console = System.Console.IsOutputRedirected ? PlainConsole() : AnsiConsole.Console;
        _isLive = Console.Profile.Capabilities.Ansi;
    }

    public IAnsiConsole Console { get; }

    /// <summary>Formats an instant on the clock of the run.</summary>
    public string When(DateTimeOffset instant) => $"{TimeZoneInfo.ConvertTime(instant, _zone):yyyy-MM-dd HH:mm:ss}";

    /// <summary>Shows the figures during an action.</summary>
    /// <param name="run">The action. It receives a function that shows figures.</param>
    public Task<T> WatchAsync<T>(Func<ShowFigures, Task<T>> run) =>
        _isLive ? WatchLiveAsync(run) : run(Lines());

    private Task<T> WatchLiveAsync<T>(Func<ShowFigures, Task<T>> run) =>
        Console.Live(new Text("Reading the contacts…")).AutoClear(true).StartAsync(context =>
        {
            long? drawn = null;
            return run((figures, now) =>
            {
                if (drawn is null || TimeProvider.System.GetElapsedTime(drawn.Value) >= Frame)
                {
                    drawn = TimeProvider.System.GetTimestamp();
                    context.UpdateTarget(Draw(figures, now));
                }
            });
        });

    private ShowFigures Lines()
    {
        DateTimeOffset? next = null;
        return (figures, now) =>
        {
            if (next is null || now >= next)
            {
                next = now + _lineEvery;
                System.Console.WriteLine(
                    $"{When(now)}  {figures.State}: {figures.Total} contacts, {figures.Pending} pending, "
                    + $"{figures.WaitingForRetry} waiting, {figures.Live} live, {figures.Completed} completed, "
                    + $"{figures.Failed} failed, {figures.Unknown} unknown; "
                    + $"{Figures.Attempts(figures)} attempts, {figures.AttemptsPerSecond:0.00}/s");
            }
        };
    }

    private Rows Draw(CampaignStatistics figures, DateTimeOffset now)
    {
        var table = new Table().Border(TableBorder.Rounded).Title($"{figures.Name}: {figures.State}").HideHeaders();
        table.AddColumn("").AddColumn(new TableColumn("").RightAligned());
        table.AddRow("Clock", When(now));
        Figures.AddRows(table, figures);
        table.AddRow("Attempts a second", $"{figures.AttemptsPerSecond:0.00}");
        var chart = new BreakdownChart().Width(60)
            .AddItem("completed", figures.Completed, Color.Green)
            .AddItem("failed", figures.Failed, Color.Red)
            .AddItem("unknown", figures.Unknown, Color.Yellow)
            .AddItem("live", figures.Live, Color.Aqua)
            .AddItem("waiting", figures.WaitingForRetry, Color.Blue)
            .AddItem("pending", figures.Pending, Color.Grey);
        return new Rows(table, chart, new Text("Ctrl+C ends the run with its report."));
    }

    /// <summary>
    /// Creates a plain console. Spectre would use colors on some build servers even in a file, and wrap at 80 columns there.
    /// </summary>
    private static IAnsiConsole PlainConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = 140;
        return console;
    }
}
