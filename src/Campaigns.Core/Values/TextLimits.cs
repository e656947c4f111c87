using System.Globalization;
using System.Runtime.CompilerServices;

namespace Campaigns;

/// <summary>
/// The maximum lengths of stored texts, and of a text in a message, in characters. A text from a caller that is too long is refused. A text
/// from a provider is cut instead, because the attempt must be recorded.
/// </summary>
internal static class TextLimits
{
    /// <summary>Keys, ids of calls and events, reasons, and a text in a message.</summary>
    public const int Short = 200;

    /// <summary>Names of steps and events.</summary>
    public const int Name = 100;

    /// <summary>An address on any channel.</summary>
    public const int Address = 1_000;

    /// <summary>One value of data, or one value that a condition compares with.</summary>
    public const int Value = 10_000;

    /// <summary>All names and values of one contact, campaign or tenant together. Also a contact's own protocol.</summary>
    public const int Data = 100_000;

    /// <summary>The content of one step.</summary>
    public const int Content = 1_000_000;

    /// <summary>Shows a value in a message: texts are masked and cut, instants are in ISO 8601.</summary>
    public static string Show(object? value) => value switch
    {
        null => "missing",
        string text => Show(text),
        DateTimeOffset instant => Show(instant),
        DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Show(value.ToString() ?? ""),
    };

    /// <summary>Shows an instant in ISO 8601.</summary>
    public static string Show(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);

    /// <summary>Masks personal data in a text and cuts the result to 200 characters.</summary>
    public static string Show(string text)
    {
        // Mask before cutting, so that no part of a number is left at the cut.
        var shown = Redaction.Mask(text.Length <= 2 * Short ? text : text[..(2 * Short)]);
        var isCut = text.Length > 2 * Short || shown.Length > Short;
        return isCut ? string.Create(CultureInfo.InvariantCulture, $"{Start(shown, Short - 1)}… ({text.Length} characters)") : shown;
    }

    /// <summary>Cuts a text from a provider to 200 characters, and replaces what no database keeps.</summary>
    public static string? Cut(string? text) => Storable.Clean(text is { Length: > Short } ? Start(text, Short) : text);

    /// <summary>
    /// Returns a provider's call id, or null if it is too long. No report could name a longer id, and its beginning may belong to another
    /// call.
    /// </summary>
    public static string? CallId(string? id) => id is { Length: > Short } ? null : Storable.Clean(id);

    /// <summary>Throws if an argument is missing or too long, or cannot be stored.</summary>
    public static void Require(string? text, int longest = Short, [CallerArgumentExpression(nameof(text))] string? argument = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, argument);
        if (text.Length > longest)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The text has {text.Length} characters; use 1 to {longest}."), argument);
        }

        if (Storable.Find(text) is { } found)
        {
            throw new ArgumentException($"The text holds {found}; write it without.", argument);
        }
    }

    /// <summary>Adds a problem if an optional text is too long, and one if it cannot be stored.</summary>
    public static void AddProblems(Problems problems, string field, string? text, int longest)
    {
        problems.Require(
            text is null || text.Length <= longest, field, text,
            string.Create(CultureInfo.InvariantCulture, $"use up to {longest:N0} characters"));
        Storable.AddProblems(problems, field, text);
    }

    /// <summary>Adds the problems with template data.</summary>
    public static void AddProblems(Problems problems, string field, IReadOnlyDictionary<string, string> data)
    {
        problems.Require(
            data.All(pair => pair.Value is not null), field, "without a value for a name", "give each name a value; empty is one");
        if (ProblemOf(data.SelectMany(pair => new[] { pair.Key, pair.Value ?? "" })) is { } problem)
        {
            problems.Require(false, field, "unusable", problem);
        }
    }

    /// <summary>Returns why data is too long or cannot be stored; null for no reason.</summary>
    /// <param name="pairs">Name, value, name, value…</param>
    public static string? ProblemOf(IEnumerable<string> pairs)
    {
        var (isName, total) = (false, 0L);
        foreach (var text in pairs)
        {
            isName = !isName;
            if (text.Length > (isName ? Short : Value))
            {
                return isName
                    ? $"the name \"{Show(text)}\" has more than {Short} characters; use a shorter one"
                    : string.Create(
                        CultureInfo.InvariantCulture, $"a value of its data has {text.Length} characters; use up to {Value:N0}");
            }

            if (Storable.Find(text) is { } found)
            {
                return $"its data holds {found}; write it without";
            }

            total += text.Length;
        }

        return total <= Data
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"its data has {total} characters in all; use up to {Data:N0}");
    }

    private static string Start(string text, int length)
    {
        length = Math.Min(text.Length, length);
        return text[..(length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
