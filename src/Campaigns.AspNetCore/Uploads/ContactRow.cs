using System.Text.RegularExpressions;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>Makes contacts of rows.</summary>
internal static partial class ContactRow
{
    /// <summary>More characters than any phone number, zone, key or address has.</summary>
    private const int Longest = 1_000;

    /// <summary>Makes the contact of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="problem">Why it cannot be made; null if it can. The engine judges the values.</param>
    public static Contact? Make(UploadRow row, out string? problem)
    {
        Dictionary<string, string>? addresses = null;
        Dictionary<string, string>? data = null;
        foreach (var (column, value) in row.Values)
        {
            if (column.Use != ColumnUse.Data && value.Length > Longest)
            {
                problem = $"the column \"{Texts.Cut(column.Header)}\" has {value.Length} characters; use up to {Longest}";
                return null;
            }

            if (column.Use is ColumnUse.Address or ColumnUse.Data)
            {
                var values = column.Use == ColumnUse.Data ? data ??= [] : addresses ??= [];
                values[column.Name!] = value;
            }
        }

        problem = null;
        return new Contact(row.ValueOf(ColumnUse.Key), row.ValueOf(ColumnUse.Phone), row.ValueOf(ColumnUse.Zone), addresses, data);
    }

    /// <summary>Whether a spreadsheet seems to have written the key as a power of ten, which loses its last digits.</summary>
    public static bool HasRoundedKey(UploadRow row) => row.ValueOf(ColumnUse.Key) is { Length: < 40 } key && PowerOfTen().IsMatch(key);

    [GeneratedRegex(@"^\d([.,]\d+)?E\+?\d+$", RegexOptions.IgnoreCase)]
    private static partial Regex PowerOfTen();
}
