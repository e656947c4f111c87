namespace Campaigns.AspNetCore.Uploads.Reading;

/// <summary>Tells whether the first row of a CSV file names the columns, and otherwise which columns hold phone numbers and addresses.</summary>
internal static class HeaderGuess
{
    /// <summary>Whether the first row names the columns: it does unless one of its cells is a phone number or an email address.</summary>
    public static bool IsHeader(string[] cells) => !cells.Any(cell => IsPhone(cell) || IsEmail(cell));

    /// <summary>
    /// Says what the columns of a file without header and without map are. Only what cannot be taken for something else is taken: one
    /// column of numbers that begin with a plus sign, one column of email addresses.
    /// </summary>
    public static List<UploadColumn> Columns(string[] cells, ColumnMap map, List<string> faults)
    {
        var columns = map.Resolve([.. cells.Select((_, index) => $"column {index + 1}")], faults);
        Take(cells, columns, IsPhone, column => column.Use = ColumnUse.Phone, "phone numbers", "phone", faults);
        Take(cells, columns, IsEmail, column => (column.Use, column.Name) = (ColumnUse.Address, Channels.Email), "email addresses", "email", faults);
        return columns;
    }

    private static void Take(
        string[] cells, List<UploadColumn> columns, Func<string, bool> holds, Action<UploadColumn> take, string what, string use, List<string> faults)
    {
        var found = columns.Where(column => holds(cells[column.Number!.Value - 1])).ToList();
        if (found.Count == 1)
        {
            found[0].Name = null;
            take(found[0]);
        }
        else if (found.Count > 1)
        {
            faults.Add($"The columns {string.Join(" and ", found.Select(column => column.Number))} hold {what}, and no row names them. Say which counts, as in map={use}:#{found[0].Number}.");
        }
    }

    private static bool IsPhone(string cell) =>
        cell.Length is >= 8 and <= 30 && cell[0] == '+' && cell.Count(char.IsAsciiDigit) >= 7 && cell.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-' or '(' or ')' or '.');

    private static bool IsEmail(string cell)
    {
        var at = cell.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && cell.Length <= 320 && cell.IndexOf('.', at) > at + 1 && !cell.Contains(' ', StringComparison.Ordinal);
    }
}
