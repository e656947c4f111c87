using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Campaigns;

/// <summary>A phone number in E.164 form. Shown redacted unless <see cref="Reveal"/> is asked.</summary>
/// <remarks>
/// Checked, never guessed: a plus sign, then 7 to 15 digits, the first not zero (ITU-T E.164). A national number without its
/// country code is refused. Spaces, hyphens, dots, slashes and parentheses are dropped.
/// </remarks>
public readonly record struct PhoneNumber
{
    private const int MinDigits = 7;
    private const int MaxDigits = 15;
    private readonly ulong _digits;

    private PhoneNumber(ulong digits) => _digits = digits;

    /// <summary>Whether this is no number at all (the default value).</summary>
    public bool IsEmpty => _digits == 0;

    /// <summary>The digits as one number; 0 for none.</summary>
    internal ulong Digits => _digits;

    /// <summary>The whole number, such as +15550100123. For providers; do not log it.</summary>
    public string Reveal() => IsEmpty ? "" : string.Create(CultureInfo.InvariantCulture, $"+{_digits}");

    /// <summary>The number with all but its first two and last two digits hidden, such as +15•••••••23.</summary>
    public override string ToString()
    {
        if (IsEmpty)
        {
            return "(none)";
        }

        var whole = Reveal();
        return string.Concat(whole.AsSpan(0, 3), new string('•', whole.Length - 5), whole.AsSpan(whole.Length - 2));
    }

    /// <summary>Reads a number.</summary>
    /// <param name="text">The number as people write it, with its country code.</param>
    /// <param name="number">The number, if it is one.</param>
    /// <param name="problem">Otherwise what is wrong with it, without quoting it.</param>
    public static bool TryParse(string? text, out PhoneNumber number, [NotNullWhen(false)] out string? problem)
    {
        number = default;
        ulong digits = 0;
        var count = 0;
        var plus = false;
        foreach (var c in text ?? "")
        {
            if (c == '+' && !plus && count == 0)
            {
                plus = true;
            }
            else if (char.IsAsciiDigit(c))
            {
                digits = (digits * 10) + (ulong)(c - '0');
                if (++count > MaxDigits || digits == 0)
                {
                    break;
                }
            }
            else if (!" -./()\u00a0".Contains(c, StringComparison.Ordinal))
            {
                problem = "the phone number holds a character that is no digit; write it as +, country code, number";
                return false;
            }
        }

        problem = Problem(plus, count, digits);
        if (problem is not null)
        {
            return false;
        }

        number = new PhoneNumber(digits);
        return true;
    }

    private static string? Problem(bool plus, int count, ulong digits) => (plus, count) switch
    {
        (false, 0) => "the phone number is empty",
        (false, _) => "the phone number has no country code; write it as +, country code, number",
        (true, > 0) when digits == 0 => "the phone number's country code starts with 0; no country's does",
        (true, < MinDigits) => $"the phone number has {count} digits; E.164 needs {MinDigits} to {MaxDigits}",
        (true, > MaxDigits) => $"the phone number has more than {MaxDigits} digits; E.164 allows {MinDigits} to {MaxDigits}",
        _ => null,
    };
}
