using System.Globalization;
using System.Text;

namespace Campaigns;

/// <summary>
/// Reads an e-mail address as people write it. Reads it correctly or refuses it. A valid address has one <c>@</c>, a local part of 1 to 64
/// characters (letters and digits of any script, the special characters of RFC 5322, dots between them) and a domain with a dot. An
/// international domain is written in ASCII, as xn--….
/// </summary>
internal static class EmailReader
{
    /// <summary>The longest e-mail address (RFC 5321).</summary>
    public const int Longest = 254;

    private const int LongestLocal = 64;
    private const int LongestLabel = 63;
    private const string Signs = "!#$%&'*+-/=?^_`{|}~";
    private const string Form = "write it as name@example.com";
    private const string OnlyOne = "if there are two addresses in the field, give one";
    // AllowUnassigned keeps the result independent of the Unicode version.
    private static readonly IdnMapping Domains = new() { AllowUnassigned = true };

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address in lower case, without a display name; empty if it is invalid.</param>
    /// <returns>The problem, which names the offending character but no other part of the address; null for none.</returns>
    public static string? Read(string text, out string address)
    {
        address = Unseen.Trim(text);
        address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? Unseen.Trim(address[7..]) : address;
        var problem = Unseen.FindControl(address) is { } control ? Refuse(control, OnlyOne)
            : address.EndsWith('>') ? TakeOffName(ref address)
            : null;
        problem ??= Unseen.Find(address) is { } unseen ? Refuse(unseen, "write it without") : null;
        problem ??= address.Length is > 0 and <= Longest ? null : Length(address.Length);
        problem ??= JudgeForms(address) ?? Judge(address);
        address = problem is null ? address.ToLowerInvariant() : "";
        return problem ?? WriteDomain(ref address);
    }

    /// <summary>Writes the domain in ASCII. The ASCII form is longer, so it is checked again.</summary>
    private static string? WriteDomain(ref string address)
    {
        if (Ascii.IsValid(address))
        {
            return null;
        }

        string? problem;
        try
        {
            var at = address.IndexOf('@') + 1;
            address = address[..at] + Domains.GetAscii(address, at);
            problem = address.Length > Longest ? Length(address.Length) : Judge(address);
        }
        catch (ArgumentException)
        {
            problem = $"the e-mail address's domain cannot be written as xn--…; {Form}";
        }

        address = problem is null ? address : "";
        return problem;
    }

    private static string Length(int length) => length == 0
        ? "the e-mail address is empty"
        : string.Create(CultureInfo.InvariantCulture, $"the e-mail address has {length} characters; use up to {Longest}");

    /// <summary>Drops the name from <c>Ann Lee &lt;ann@example.com&gt;</c>. Refuses a name that is another address.</summary>
    private static string? TakeOffName(ref string address)
    {
        var open = address.LastIndexOf('<');
        if (open < 0)
        {
            return Refuse(Unseen.NameOf('>'), Form);
        }

        var (name, inner) = (Unseen.Trim(address[..open]), Unseen.Trim(address[(open + 1)..^1]));
        var isQuoted = name.Length >= 2 && name[0] == '"' && name[^1] == '"';
        if (!isQuoted
            && (name.Contains('<') || Array.Exists(name.Split([' ', ',', ';', '\'', '"', '(', ')']), word => IsOther(word, inner))))
        {
            return "the text holds two e-mail addresses; give one";
        }

        address = inner;
        return null;
    }

    private static bool IsOther(string word, string inner) =>
        word.IndexOf('@') is > 0 and var at && at < word.Length - 1 && !word.Equals(inner, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Refuses characters that Unicode compatibility normalization would replace. The result of that normalization depends on how the
    /// process runs, and an address must not.
    /// </summary>
    private static string? JudgeForms(string address)
    {
        foreach (var rune in Ascii.IsValid(address) ? "".EnumerateRunes() : address.EnumerateRunes())
        {
            if (rune.Value is >= 0x0300 and <= 0x036F)
            {
                return "the e-mail address holds an accent as a separate character; write the accented letter";
            }

            if (rune.Value is (>= 0xFF00 and <= 0xFFEF) or (>= 0x2100 and <= 0x214F) or (>= 0xFB00 and <= 0xFB06) or (>= 0x1D400 and <= 0x1D7FF) or 0x0130)
            {
                return Refuse(Unseen.NameOf(rune.Value), "it is a variant, such as a letter of full width: write the plain character");
            }
        }

        return null;
    }

    private static string? Judge(string address)
    {
        var at = address.IndexOf('@');
        if (at < 0)
        {
            return $"the e-mail address holds no @; {Form}";
        }

        return address.LastIndexOf('@') != at
            ? Refuse("more than one @", OnlyOne)
            : JudgeLocal(address.AsSpan(0, at)) ?? JudgeDomain(address.AsSpan(at + 1));
    }

    private static string? JudgeLocal(ReadOnlySpan<char> local)
    {
        if (local.Length is 0 or > LongestLocal)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"the e-mail address has {local.Length} characters before the @; use 1 to {LongestLocal}");
        }

        if (local[0] == '\'')
        {
            return Refuse(Unseen.NameOf('\''), "it may be left over from a spreadsheet: leave it out");
        }

        foreach (var rune in local.EnumerateRunes())
        {
            if (!IsOfWord(rune) && rune.Value != '.' && !(rune.IsAscii && Signs.Contains((char)rune.Value)))
            {
                return Refuse(Unseen.NameOf(rune.Value), rune.Value is ',' or ';' or ' ' ? OnlyOne : Form);
            }
        }

        return local[0] == '.' || local[^1] == '.' || local.IndexOf("..") >= 0 ? "the e-mail address has an extra dot before the @" : null;
    }

    private static string? JudgeDomain(ReadOnlySpan<char> domain)
    {
        var (labels, isNumber) = (0, false);
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
            {
                return $"the e-mail address's domain is invalid: a part is empty, too long, or begins or ends with a hyphen; {Form}";
            }

            foreach (var rune in label.EnumerateRunes())
            {
                if (!IsOfWord(rune) && rune.Value != '-')
                {
                    return Refuse(Unseen.NameOf(rune.Value), rune.Value is ',' or ';' or ' ' or '/' ? OnlyOne : Form);
                }
            }

            (labels, isNumber) = (labels + 1, !label.ContainsAnyExceptInRange('0', '9'));
        }

        return labels < 2 ? $"the e-mail address's domain has no dot; {Form}"
            : isNumber ? $"the e-mail address's domain ends in a number; {Form}"
            : null;
    }

    private static bool IsOfWord(Rune rune) => rune.IsAscii ? char.IsAsciiLetterOrDigit((char)rune.Value) : Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;

    private static string Refuse(string what, string hint) => $"the e-mail address holds {what}; {hint}";
}
