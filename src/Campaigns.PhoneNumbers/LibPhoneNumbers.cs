using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PhoneNumbers;

namespace Campaigns.PhoneNumbers;

/// <summary>
/// The numbering plans of Google's libphonenumber. The length of a number with a country code is checked. A number written as it is dialed
/// inside a country must also be in a range that is in use there, because otherwise it likely belongs to another country.
/// </summary>
/// <remarks>The plans are those of the installed libphonenumber-csharp package. Update the package to update them.</remarks>
public sealed class LibPhoneNumbers : INumberingPlans
{
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();
    private readonly string? _defaultRegion;

    /// <summary>Creates a reader of numbers.</summary>
    /// <param name="defaultRegion">
    /// The region of numbers without a country code: an ISO 3166-1 code such as GB, in any case. Null, the default: such numbers are
    /// refused.
    /// </param>
    /// <exception cref="ArgumentException">The region is unknown.</exception>
    public LibPhoneNumbers(string? defaultRegion = null)
    {
        _defaultRegion = defaultRegion is null ? null : Known(defaultRegion)
            ?? throw new ArgumentException(
                "The region is unknown: use an ISO 3166-1 code of two letters, such as GB.", nameof(defaultRegion));
    }

    /// <inheritdoc/>
    public bool TryParse(string? text, string? region, out PhoneNumber number, [NotNullWhen(false)] out string? problem)
    {
        if (PhoneNumber.TryParse(text, out number, out problem))
        {
            return Check(ref number, out problem);
        }

        if (Spelling.Digits(text) is not { } digits)
        {
            return false; // the text is invalid in every country
        }

        var where = region is null ? _defaultRegion : Known(region);
        if (where is null && !digits.StartsWith('+'))
        {
            problem = region is null
                ? $"{problem}, or give the region in which it is dialed"
                : "the region of the phone number is unknown; use a code such as GB";
            return false;
        }

        return Complete(digits, where ?? "ZZ", ref problem, out number);
    }

    /// <inheritdoc/>
    public PhoneNumberKind KindOf(PhoneNumber number) =>
        (Parse(number.Reveal(), "ZZ") is { } parsed ? Util.GetNumberType(parsed) : PhoneNumberType.UNKNOWN) switch
    {
        PhoneNumberType.FIXED_LINE => PhoneNumberKind.FixedLine,
        PhoneNumberType.MOBILE => PhoneNumberKind.Mobile,
        PhoneNumberType.FIXED_LINE_OR_MOBILE => PhoneNumberKind.FixedLineOrMobile,
        PhoneNumberType.TOLL_FREE => PhoneNumberKind.TollFree,
        PhoneNumberType.PREMIUM_RATE => PhoneNumberKind.PremiumRate,
        PhoneNumberType.SHARED_COST => PhoneNumberKind.SharedCost,
        PhoneNumberType.VOIP => PhoneNumberKind.Voip,
        PhoneNumberType.PERSONAL_NUMBER => PhoneNumberKind.Personal,
        PhoneNumberType.PAGER => PhoneNumberKind.Pager,
        PhoneNumberType.UAN => PhoneNumberKind.Company,
        PhoneNumberType.VOICEMAIL => PhoneNumberKind.Voicemail,
        _ => PhoneNumberKind.Unknown,
    };

    private static string? Known(string region) =>
        Util.GetSupportedRegions().Contains(region.Trim().ToUpperInvariant()) ? region.Trim().ToUpperInvariant() : null;

    /// <summary>
    /// Checks a number that was read without a plan. The plan may find a prefix in the number that is dialed inside the country only.
    /// </summary>
    private static bool Check(ref PhoneNumber number, [NotNullWhen(false)] out string? problem)
    {
        var parsed = Parse(number.Reveal(), "ZZ");
        problem = parsed is null ? "the phone number's country code is not in any plan" : Problem(parsed);
        var written = parsed is null ? "" : Util.Format(parsed, PhoneNumberFormat.E164);
        if (problem is null && written != number.Reveal())
        {
            problem = Util.IsValidNumber(parsed)
                ? null
                : "the phone number has digits in it that are dialed inside its country only; leave them out";
            PhoneNumber.TryParse(written, out number, out _);
        }

        number = problem is null ? number : default;
        return problem is null;
    }

    /// <summary>Reads a number as dialed in a region.</summary>
    private static bool Complete(string digits, string region, [NotNullWhen(false)] ref string? problem, out PhoneNumber number)
    {
        number = default;
        var parsed = Parse(digits, region);
        if (parsed is null)
        {
            return Refuse(
                ref problem, $"the phone number cannot be read as one of the region {region}; write it as +, country code, number");
        }

        if (Problem(parsed) is { } length)
        {
            return Refuse(ref problem, length);
        }

        if (HasTwoReadings(digits, parsed))
        {
            return Refuse(
                ref problem,
                $"the phone number may or may not begin with its country code ({parsed.CountryCode}); write it as +, country code, number");
        }

        return (Util.IsValidNumber(parsed) && PhoneNumber.TryParse(Util.Format(parsed, PhoneNumberFormat.E164), out number, out problem))
            || Refuse(ref problem, $"the phone number is not in a range that is in use in its country ({Util.GetRegionCodeForCountryCode(parsed.CountryCode)}); write it as +, country code, number");
    }

    /// <summary>
    /// Whether the digits are a valid number of the country, and also another valid number if they begin with the country code.
    /// </summary>
    private static bool HasTwoReadings(string digits, global::PhoneNumbers.PhoneNumber asItStands) =>
        digits.StartsWith(asItStands.CountryCode.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        && Util.GetNationalSignificantNumber(asItStands) == digits
        && Parse($"+{digits}", "ZZ") is { } other && Util.IsValidNumber(other);

    private static bool Refuse([NotNull] ref string? problem, string reason)
    {
        problem = reason;
        return false;
    }

    private static global::PhoneNumbers.PhoneNumber? Parse(string text, string region)
    {
        try
        {
            return Util.Parse(text, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>The problem with the length; null for none.</summary>
    private static string? Problem(global::PhoneNumbers.PhoneNumber number)
    {
        var country = $"country code {number.CountryCode}";
        return Util.IsPossibleNumberWithReason(number) switch
        {
            PhoneNumberUtil.ValidationResult.IS_POSSIBLE => null,
            PhoneNumberUtil.ValidationResult.IS_POSSIBLE_LOCAL_ONLY => $"the phone number lacks its area code ({country})",
            PhoneNumberUtil.ValidationResult.TOO_SHORT => $"the phone number is too short for {country}",
            PhoneNumberUtil.ValidationResult.TOO_LONG => $"the phone number is too long for {country}",
            PhoneNumberUtil.ValidationResult.INVALID_LENGTH => $"the phone number has a length that no number of {country} has",
            _ => "the phone number's country code is not in any plan",
        };
    }
}
