using System.Globalization;
using Spectre.Console;

namespace Campaigns.Samples.Quickstart;

/// <summary>The final output: the figures, the refused rows, and one contact's timeline.</summary>
/// <param name="isResumed">Whether this run continued an earlier one.</param>
internal sealed class Report(Display display, ContactFile file, bool isResumed)
{
    public void Show(RunResult result)
    {
        ShowStatistics(result.Statistics);
        ShowRefused([.. result.Enrollment.Refused.Where(row => !isResumed || !row.IsDuplicate)]);
        if (file.PowersOfTen > 0)
        {
            Write($"{file.PowersOfTen} ids look like 1.23E+14: a spreadsheet has cut long numbers. Format the column as text and export it again.");
        }

        if (isResumed)
        {
            Write($"{result.Enrollment.Duplicates} rows were enrolled before, {result.Enrollment.Added} now.");
        }

        if (result.Example is { } example)
        {
            ShowTimeline(example);
        }

        if (result.FailedReports.Count > 0)
        {
            Write($"{result.FailedReports.Count} reports of the provider were not taken; the first because: {result.FailedReports.First}");
        }

        Write(Ending(result.Statistics));
    }

    private void ShowStatistics(CampaignStatistics figures)
    {
        var table = NewTable($"{figures.Name}: {figures.State}", "", "");
        table.HideHeaders();
        table.Columns[1].RightAligned();
        Figures.AddRows(table, figures);
        Figures.Add(table, "Retries", figures.RetriesAttempted);
        foreach (var (outcome, count) in figures.Outcomes.OrderByDescending(outcome => outcome.Value))
        {
            Figures.Add(table, $"Outcome {outcome}", count);
        }

        display.Console.Write(table);
    }

    private void ShowRefused(IReadOnlyList<RefusedContact> refused)
    {
        if (refused.Count + file.Refused.Count == 0)
        {
            Write("No row was refused.");
            return;
        }

        var table = NewTable("Refused rows", "Row", "Reason");
        foreach (var (row, reason) in refused.Select(row => (Row: file.RowOf(row.Row), row.Reason)).Concat(file.Refused)
            .OrderBy(row => row.Row))
        {
            AddRow(table, row.ToString(CultureInfo.InvariantCulture), reason);
        }

        display.Console.Write(table);
    }

    private void ShowTimeline(ContactStatus contact)
    {
        var name = contact.Contact.Data.GetValueOrDefault("name", "somebody");
        var table = NewTable($"{name}, {contact.Contact}: {contact.State}", "Try", "Called", "Ended", "Outcome", "Note");
        foreach (var entry in contact.Timeline)
        {
            AddRow(
                table,
                entry.Try.ToString(CultureInfo.InvariantCulture),
                display.When(entry.CommittedAt),
                entry.EndedAt is { } ended ? display.When(ended) : "",
                entry.State == AttemptState.Ended ? $"{entry.Outcome}" : $"{entry.State}",
                entry.Note ?? "");
        }

        display.Console.Write(table);
    }

    private string Ending(CampaignStatistics figures) => (figures.StartedAt, figures.EndedAt) switch
    {
        ({ } start, { } end) => $"Ran from {display.When(start)} to {display.When(end)}.",
        ({ } start, null) => $"Stopped before the end, with {figures.Live} calls live. Ran from {display.When(start)}.",
        _ => "Stopped before the start.",
    };

    private void Write(string line) => display.Console.WriteLine(line);

    private static Table NewTable(string title, params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(new TableTitle(Markup.Escape(title)));
        return table.AddColumns(columns);
    }

    /// <summary>
    /// Adds plain text instead of markup, because text from a file may hold brackets and control characters of the terminal.
    /// </summary>
    private static void AddRow(Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(Visible(cell))));

    private static string Visible(string text) => string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:X4}" : $"{c}"));
}
