namespace Campaigns.AspNetCore.Uploads.Reading;

/// <summary>
/// Tells whether the first row of a CSV file names the columns, and otherwise which columns hold phone numbers and addresses.
/// </summary>
internal static class HeaderGuess
{
    /// <summary>
    /// Whether the first row names the columns: it does unless one of its cells is a phone number or an email address. The first line of a
    /// plain list of people that must not be contacted is a person, unless it is the name of a column.
    /// </summary>
    public static bool IsHeader(string[] cells, ColumnMap map) => IsPlainList(cells, map)
        ? map.Names.Find(ColumnNames.Normalize(cells[0])) is not null
        : !cells.Any(cell => IsPhone(cell) || IsEmail(cell));

    /// <summary>
    /// Says what the columns of a file without header and without map are. Only what cannot be taken for something else is taken: one
    /// column of numbers that begin with a plus sign, one column of email addresses.
    /// </summary>
    public static List<UploadColumn> Columns(string[] cells, ColumnMap map, List<string> faults)
    {
        var columns = map.Resolve([.. cells.Select((_, index) => $"column {index + 1}")], faults);
        if (IsPlainList(cells, map))
        {
            columns[0].Use = ColumnUse.Address;
            return columns;
        }

        if (map.Names.Others == ColumnUse.Ignored)
        {
            Take(columns.FindAll(column => IsPhone(Cell(column)) || IsEmail(Cell(column))), ColumnUse.Address, null, faults);
            return columns;
        }

        Take(columns.FindAll(column => IsPhone(Cell(column))), ColumnUse.Phone, null, faults);
        Take(columns.FindAll(column => IsEmail(Cell(column))), ColumnUse.Address, Channels.Email, faults);
        return columns;

        string Cell(UploadColumn column) => cells[column.Number!.Value - 1];
    }

    private static void Take(List<UploadColumn> found, ColumnUse use, string? channel, List<string> faults)
    {
        if (found.Count == 1)
        {
            (found[0].Use, found[0].Name) = (use, channel);
        }
        else if (found.Count > 1)
        {
            var (what, name) = channel is null && use == ColumnUse.Phone ? ("phone numbers", "phone") : ("addresses", channel ?? "address");
            faults.Add(
                $"The columns {string.Join(" and ", found.Select(column => column.Number))} hold {what}, and no row names them. "
                + $"Say which counts, as in map={name}:#{found[0].Number}.");
        }
    }

    private static bool IsPlainList(string[] cells, ColumnMap map) =>
        cells.Length == 1 && map.Names.Others == ColumnUse.Ignored && !map.IsGiven;

    private static bool IsPhone(string cell) =>
        cell.Length is >= 8 and <= 30
        && cell[0] == '+'
        && cell.Count(char.IsAsciiDigit) >= 7
        && cell.All(c => char.IsAsciiDigit(c) || c is '+' or ' ' or '-' or '(' or ')' or '.');

    private static bool IsEmail(string cell)
    {
        var at = cell.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && cell.Length <= 320 && cell.IndexOf('.', at) > at + 1 && !cell.Contains(' ', StringComparison.Ordinal);
    }
}
