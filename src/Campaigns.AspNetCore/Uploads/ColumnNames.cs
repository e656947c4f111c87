using System.Globalization;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>
/// The names under which a kind of list has its columns. The first name of each is canonical: it wins over the others. Names are compared
/// without case, and spaces, hyphens and underscores count as the same.
/// </summary>
internal sealed class ColumnNames
{
    /// <summary>The column that an error file adds. It is not read when the file comes back.</summary>
    public const string Error = "error";

    private readonly (ColumnUse Use, string? Channel, string[] Names)[] _known;

    private ColumnNames(ColumnUse others, params (ColumnUse Use, string? Channel, string[] Names)[] known)
    {
        Others = others;
        _known = known;
    }

    /// <summary>The columns of contacts.</summary>
    public static ColumnNames OfContacts { get; } = new(
        ColumnUse.Data,
        (ColumnUse.Key, null, ["key", "id", "contact_key", "contact_id", "customer_id", "lead_id", "external_id"]),
        (ColumnUse.Phone, null, ["phone", "phone_number", "mobile", "mobile_phone", "telephone", "tel"]),
        (ColumnUse.Zone, null, ["zone", "time_zone", "timezone", "tz"]),
        (ColumnUse.Address, Channels.Email, ["email", "e_mail", "email_address", "mail"]));

    /// <summary>The columns of lists of people that must not be contacted.</summary>
    public static ColumnNames OfSuppressions { get; } = new(
        ColumnUse.Ignored,
        (ColumnUse.Key, null, ["key", "id", "contact_key", "contact_id", "customer_id", "lead_id", "external_id"]),
        (ColumnUse.Address, null,
        [
            "address", "phone", "phone_number", "mobile", "telephone", "tel", "number", "email", "e_mail", "email_address", "mail",
        ]),
        (ColumnUse.Channel, null, ["channel"]));

    /// <summary>What all other columns are.</summary>
    public ColumnUse Others { get; }

    /// <summary>Finds what a name stands for.</summary>
    /// <returns>The use, the channel, and whether the name is canonical; null for a name that stands for nothing.</returns>
    public (ColumnUse Use, string? Channel, bool IsCanonical)? Find(string normalized)
    {
        foreach (var (use, channel, names) in _known)
        {
            var at = Array.IndexOf(names, normalized);
            if (at >= 0)
            {
                return (use, channel, at == 0);
            }
        }

        return null;
    }

    /// <summary>
    /// Reads the part of a map that says what a column is: <c>phone</c>, <c>address.linkedin</c>, <c>data.first_name</c>, <c>ignore</c>.
    /// </summary>
    /// <returns>The use and its name; null if the text is none.</returns>
    public (ColumnUse Use, string? Name)? ReadUse(string text)
    {
        if (text == "ignore")
        {
            return (ColumnUse.Ignored, null);
        }

        var (prefix, name) = text.Split('.', 2) is [var first, var rest] ? (first, rest.Trim()) : (text, null);
        if (name is { Length: > 0 } && prefix == "address")
        {
            return (ColumnUse.Address, name);
        }

        if (name is { Length: > 0 } && prefix == "data" && Others == ColumnUse.Data)
        {
            return (ColumnUse.Data, name);
        }

        return Find(Normalize(text)) is (var use, var channel, true) ? (use, channel) : null;
    }

    /// <summary>The uses that a map can name, for messages.</summary>
    public string Uses => string.Join(
        ", ",
        [
            .. _known.Select(known => known.Names[0]),
            .. Others == ColumnUse.Data ? ["address.CHANNEL", "data.NAME"] : Array.Empty<string>(),
            "ignore",
        ]);

    /// <summary>A name without case, surrounding space and invisible marks, with underscores between its words.</summary>
    public static string Normalize(string name) =>
        string.Join('_', Clean(name).Split([' ', '-', '_', '\u00a0', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>A name without invisible marks and control characters, and without surrounding space.</summary>
    public static string Clean(string name) => string.Concat(name.Where(IsVisible)).Trim();

    /// <summary>Whether a name holds marks that nobody sees.</summary>
    public static bool HidesMarks(string name) => !name.All(IsVisible);

    private static bool IsVisible(char c) =>
        char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control) || c is '\t' or '\n' or '\r';
}
