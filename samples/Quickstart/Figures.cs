using System.Globalization;
using Spectre.Console;

namespace Campaigns.Samples.Quickstart;

/// <summary>Shows how a campaign stands at an instant.</summary>
internal delegate void ShowFigures(CampaignStatistics figures, DateTimeOffset now);

/// <summary>A campaign's figures as rows of a table, the same while it runs and at the end.</summary>
internal static class Figures
{
    /// <summary>All dispatches, those under way too.</summary>
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
