using System.Globalization;
using Spectre.Console;

namespace Campaigns.Samples.Quickstart;

/// <summary>Shows a campaign's figures at an instant.</summary>
internal delegate void ShowFigures(CampaignStatistics figures, DateTimeOffset now);

/// <summary>A campaign's figures as table rows, the same during the run and at its end.</summary>
internal static class Figures
{
    /// <summary>The number of dispatches, including live ones.</summary>
    public static long Attempts(CampaignStatistics figures) => figures.Outcomes.Values.Sum() + figures.Live;

    public static void AddRows(Table table, CampaignStatistics figures)
    {
        Add(table, "Contacts", figures.Total);
        Add(table, "Pending", figures.Pending);
        Add(table, "Waiting for a retry", figures.WaitingForRetry);
        Add(table, "Live", figures.Live);
        Add(table, "Completed", figures.Completed);
        Add(table, "Failed", figures.Failed);
        Add(table, "Unknown", figures.Unknown);
        Add(table, "Attempts", Attempts(figures));
    }

    public static void Add(Table table, string name, long value) =>
        table.AddRow(new Text(name), new Text(value.ToString("N0", CultureInfo.InvariantCulture)));
}
