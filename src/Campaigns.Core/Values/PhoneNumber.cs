using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Campaigns;

/// <summary>A phone number in E.164 form. Its text is redacted; <see cref="Reveal"/> returns the whole number.</summary>
/// <remarks>
/// A number is read correctly or refused, never changed into another: a plus sign, an assigned country code, 7 to 15 digits in all (ITU-T
/// E.164). The reader accepts spaces, dashes, dots, parentheses, digits of any script, invisible marks and the (0) after a country code. It
/// refuses national numbers, extensions, a trunk zero without parentheses and two numbers in one field. Lengths by country are not checked.
/// </remarks>
public readonly record struct PhoneNumber
{
    private readonly ulong _digits;

    private PhoneNumber(ulong digits) => _digits = digits;

    /// <summary>Whether the value is empty (the default value).</summary>
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
    /// <param name="number">The number, if the text is valid.</param>
    /// <param name="problem">The problem, if the text is invalid. It names the offending character but no digit of the number.</param>
    public static bool TryParse(string? text, out PhoneNumber number, [NotNullWhen(false)] out string? problem)
    {
        problem = PhoneReader.Read(text, out var digits);
        number = new PhoneNumber(digits);
        return problem is null;
    }
}
