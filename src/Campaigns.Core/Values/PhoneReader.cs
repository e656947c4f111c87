using System.Globalization;

namespace Campaigns;

/// <summary>
/// Reads a phone number as people write it. Reads it correctly or refuses it. A text that may mean another number is refused, for example
/// two numbers in one field or an ambiguous zero.
/// </summary>
internal ref struct PhoneReader
{
    private const int MinDigits = 7;
    private const int MaxDigits = 15;

    /// <summary>
    /// In some countries, a slash separates the area code from the number. After more digits than this, the slash may separate two numbers.
    /// </summary>
    private const int MostBeforeSlash = 6;

    private const string Form = "write it as +, country code, number";
    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _count;
    private ulong _code;
    private bool _hasPlus;

    private PhoneReader(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The digits read so far, country code first.</summary>
    public ulong Digits { get; private set; }

    /// <summary>Reads a number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="digits">The digits; 0 if the text is invalid.</param>
    /// <returns>The problem; null for none.</returns>
    public static string? Read(string? text, out ulong digits)
    {
        var trimmed = text.AsSpan().Trim();
        var reader = new PhoneReader(trimmed.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? trimmed[4..] : trimmed);
        var problem = reader.ReadAll() ?? reader.Judge();
        digits = problem is null ? reader.Digits : 0;
        return problem;
    }

    private string? ReadAll()
    {
        string? problem = null;
        for (; problem is null && _at < _text.Length; _at++)
        {
            problem = ReadCharacter(_text[_at]);
        }

        return problem;
    }

    private string? ReadCharacter(char c)
    {
        if (CharUnicodeInfo.GetDecimalDigitValue(c) is var digit and >= 0)
        {
            return Accept(digit);
        }

        return c switch
        {
            '+' or '\uFF0B' => TakePlus(),
            '(' => SkipTrunkZero(),
            '/' => _count <= MostBeforeSlash ? null : Refuse(c, "if there are two numbers in the field, give one"),
            '.' => IsDecimalPoint() ? "the phone number ends in .0, as a spreadsheet writes a number; format the column as text" : null,
            ')' or '\t' or '\u2212' => null,
            _ => IsSilent(c) ? null : Refuse(c, Cause(c)),
        };
    }

    private string? Accept(int digit)
    {
        Digits = (Digits * 10) + (ulong)digit;
        _count++;
        if (_code == 0 && CountryCodes.IsAssigned(Digits))
        {
            _code = Digits;
        }

        return !_hasPlus ? null
            : Digits == 0 ? "the phone number's country code starts with 0; no country code does"
            : _code == 0 && _count == 3 ? "the phone number's country code is assigned to no country"
            : _count > MaxDigits ? $"the phone number has more than {MaxDigits} digits; E.164 allows {MinDigits} to {MaxDigits}"
            : null;
    }

    private string? TakePlus()
    {
        if (_hasPlus || _count > 0)
        {
            return Refuse('+', "write it once, at the start; if there are two numbers in the field, give one");
        }

        _hasPlus = true;
        return null;
    }

    /// <summary>Skips the zero of <c>+44 (0)20</c>, which is dialed inside the country only.</summary>
    private string? SkipTrunkZero()
    {
        var rest = _text[(_at + 1)..];
        var close = rest.IndexOf(')');
        if (close < 0 || rest[..close].Trim() is not "0")
        {
            return null;
        }

        if (!_hasPlus || _code == 0 || Digits != _code || CountryCodes.KeepsZero(_code))
        {
            return "the phone number has a (0) that may or may not belong to it; write it as it is dialed from abroad";
        }

        _at += close + 1;
        return null;
    }

    private readonly string? Judge()
    {
        var afterCode = _code == 0 || _count == Length(_code) ? -1 : FirstDigitAfter(_code);
        return (_hasPlus, _count) switch
        {
            (false, 0) => "the phone number is empty",
            (false, _) when _text.TrimStart(" (").StartsWith("00") =>
                $"the phone number begins with 00, which is dialed in some countries only; {Form}",
            (false, _) => $"the phone number has no country code; {Form}",
            (true, < MinDigits) => $"the phone number has {_count} digits; E.164 needs {MinDigits} to {MaxDigits}",
            _ when afterCode == 0 && !CountryCodes.KeepsZero(_code) =>
                "the phone number has a 0 after its country code, which is dialed inside the country only; leave it out",
            _ when CountryCodes.IsTrunk(_code, afterCode, _count - Length(_code)) =>
                $"the phone number has the digit {afterCode} after its country code, which is dialed inside the country only; leave it out",
            _ when afterCode == 1 && _code == 1 => "the phone number's area code starts with 1; no area code of country code 1 does",
            _ => null,
        };
    }

    /// <summary>Whether only zeros follow, and they do not look like a last group of digits between dots.</summary>
    private readonly bool IsDecimalPoint()
    {
        var rest = _text[(_at + 1)..];
        return _count >= MinDigits
            && rest.Length > 0
            && rest.TrimStart('0').Length == 0
            && (rest.Length == 1 || !_text[.._at].Contains('.'));
    }

    private readonly int FirstDigitAfter(ulong code)
    {
        var rest = Digits;
        for (var left = _count - Length(code) - 1; left > 0; left--)
        {
            rest /= 10;
        }

        return (int)(rest % 10);
    }

    private static int Length(ulong code) => code < 10 ? 1 : code < 100 ? 2 : 3;

    /// <summary>Spaces and dashes of any kind, and invisible marks such as a byte-order mark or a writing-direction mark.</summary>
    private static bool IsSilent(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation or UnicodeCategory.Format;

    private static string Refuse(char c, string hint) => $"the phone number holds {Name(c)}; {hint}";

    private static string Name(char c) => c switch
    {
        '\n' or '\r' or '\u2028' or '\u2029' => "a line break",
        _ when char.IsControl(c) || char.IsSurrogate(c) => string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)c:X4}"),
        _ => $"the character \"{c}\"",
    };

    private readonly string Cause(char c) => c switch
    {
        'e' or 'E' when _at + 1 < _text.Length && _text[_at + 1] is '+' or '-' or (>= '0' and <= '9') =>
            "a spreadsheet has written it as a power of ten and lost digits: format the column as text and export it again",
        'x' or 'X' or 'e' or 'E' or ',' or ';' or '#' or 'p' or 'P' or 'w' or 'W' when _count >= MinDigits =>
            "an extension cannot be dialed: leave it out",
        '\n' or '\r' or '\u2028' or '\u2029' or '|' or '&' => "if there are two numbers in the field, give one",
        '\'' or '"' or '\u2019' or '=' => "it may be left over from a spreadsheet or a CSV file: leave it out",
        _ when char.IsLetter(c) => $"letters are not dialed: {Form}",
        _ => Form,
    };
}
