using System.Text;
using CsvHelper;

namespace Campaigns.AspNetCore.Uploads.Reading;

/// <summary>Reads the fields of the current row of a CSV reader.</summary>
internal sealed class CsvCells
{
    /// <summary>The most fields that are kept of a row with too many.</summary>
    private const int MostExtra = 100;

    /// <summary>The encoding of the file.</summary>
    public Encoding Encoding { get; set; } = Encoding.UTF8;

    /// <summary>Reads the fields as texts. A byte that is no text becomes U+FFFD.</summary>
    /// <param name="csv">The reader.</param>
    /// <param name="columns">How many columns the file has; fields far beyond are left out.</param>
    public string[] Read(CsvReader csv, int columns = int.MaxValue - MostExtra)
    {
        var cells = new string[Math.Min(csv.FieldCount, columns + MostExtra)];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = csv.GetString(i);
        }

        return cells;
    }

    /// <summary>Whether all fields from a place on are empty.</summary>
    public bool AreEmptyAfter(CsvReader csv, int start)
    {
        for (var i = start; i < csv.FieldCount; i++)
        {
            if (!csv.IsEmpty(i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first field with lost text; null for none.</summary>
    public int? LostIn(string[] cells)
    {
        var isUtf8 = Encoding.CodePage == Encoding.UTF8.CodePage;
        var lost = Array.FindIndex(
            cells, cell => cell.Contains(Encodings.Lost, StringComparison.Ordinal) || (!isUtf8 && cell.Any(IsUndefined)));
        return lost < 0 ? null : lost;
    }

    /// <summary>Control characters U+0080 to U+009F: bytes that an encoding of one byte per character does not define.</summary>
    private static bool IsUndefined(char c) => c is >= '\u0080' and <= '\u009F';
}
