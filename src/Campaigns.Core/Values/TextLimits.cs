using System.Globalization;
using System.Runtime.CompilerServices;

namespace Campaigns;

/// <summary>
/// How long the texts may be that are kept, and how much of a text a message shows. What is given by a caller is refused at the door when
/// it is longer; of what a provider answers the rest is cut off, for the attempt itself must be recorded.
/// </summary>
internal static class TextLimits
{
    /// <summary>Keys, ids of calls and events, reasons, and how much of any text a message shows.</summary>
    public const int Short = 200;

    /// <summary>Names of steps and events.</summary>
    public const int Name = 100;

    /// <summary>An address on any channel.</summary>
    public const int Address = 1_000;

    /// <summary>One value of data, and one value that a condition compares with.</summary>
    public const int Value = 10_000;

    /// <summary>All names and values of one contact, campaign or tenant together, and a contact's own protocol.</summary>
    public const int Data = 100_000;

    /// <summary>The content of one step.</summary>
    public const int Content = 1_000_000;

    /// <summary>A value as a message shows it: text without personal data and in part, instants in ISO 8601.</summary>
    public static string Show(object? value) => value switch
    {
        null => "missing",
        string text => Show(text),
        DateTimeOffset instant => Show(instant),
        DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Show(value.ToString() ?? ""),
    };

    /// <summary>An instant in ISO 8601.</summary>
    public static string Show(DateTimeOffset instant) => instant.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);

    /// <summary>A text without personal data, and no more than 200 characters of it.</summary>
    public static string Show(string text)
    {
        var shown = Redaction.Mask(text.Length <= 2 * Short ? text : text[..(2 * Short)]); // whole, so that no part of a number is left at the cut
        var isCut = text.Length > 2 * Short || shown.Length > Short;
        return isCut ? string.Create(CultureInfo.InvariantCulture, $"{Start(shown, Short - 1)}… ({text.Length} characters)") : shown;
    }

    /// <summary>The beginning of what a provider says.</summary>
    public static string? Cut(string? text) => text is { Length: > Short } ? Start(text, Short) : text;

    /// <summary>
    /// A provider's id for a call. One that is too long is none: no report could name it, and its beginning may be another call's.
    /// </summary>
    public static string? CallId(string? id) => id is { Length: > Short } ? null : id;

    /// <summary>Refuses an argument that is missing or too long.</summary>
    public static void Require(string? text, int longest = Short, [CallerArgumentExpression(nameof(text))] string? argument = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, argument);
        if (text.Length > longest)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The text has {text.Length} characters; use 1 to {longest}."), argument);
        }
    }

    /// <summary>Finds what is wrong with a text that may be missing.</summary>
    public static void AddProblems(Problems problems, string field, string? text, int longest) =>
        problems.Require(text is null || text.Length <= longest, field, text, string.Create(CultureInfo.InvariantCulture, $"use up to {longest:N0} characters"));

    /// <summary>Finds what is wrong with data for templates.</summary>
    public static void AddProblems(Problems problems, string field, IReadOnlyDictionary<string, string> data)
    {
        problems.Require(data.All(pair => pair.Value is not null), field, "without a value for a name", "give each name a value; empty is one");
        if (ProblemOf(data.SelectMany(pair => new[] { pair.Key, pair.Value ?? "" })) is { } problem)
        {
            problems.Require(false, field, "too long", problem);
        }
    }

    /// <summary>Why data is too long; null if it is not.</summary>
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
                    : string.Create(CultureInfo.InvariantCulture, $"a value of its data has {text.Length} characters; use up to {Value:N0}");
            }

            total += text.Length;
        }

        return total <= Data ? null : string.Create(CultureInfo.InvariantCulture, $"its data has {total} characters in all; use up to {Data:N0}");
    }

    private static string Start(string text, int length)
    {
        length = Math.Min(text.Length, length);
        return text[..(length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
