using PhoneNumbers;

namespace Campaigns.PhoneNumbers.Tests;

/// <summary>Compares Core's parsing without numbering plans with the plans of all countries.</summary>
public class PlanTests
{
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    /// <summary>An example number of each kind and region.</summary>
    private static IEnumerable<(string Region, global::PhoneNumbers.PhoneNumber Number)> Examples =>
        from region in Util.GetSupportedRegions()
        from type in new[] { PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.VOIP, PhoneNumberType.PERSONAL_NUMBER }
        let number = Util.GetExampleNumberForType(region, type)
        where number is not null
        select (region, number);

    [Fact]
    public void Number_of_every_country_is_read_as_it_is_written_for_all()
    {
        Assert.All(Examples, example =>
        {
            var written = Util.Format(example.Number, PhoneNumberFormat.E164);
            foreach (var text in new[] { written, Util.Format(
                example.Number, PhoneNumberFormat.INTERNATIONAL), Util.Format(example.Number, PhoneNumberFormat.RFC3966) })
            {
                Assert.True(PhoneNumber.TryParse(text, out var number, out var problem), $"{example.Region} {text} {problem}");
                Assert.Equal(written, number.Reveal());
                Assert.True(new LibPhoneNumbers().TryParse(text, null, out number, out problem), $"{example.Region} {text} {problem}");
                Assert.Equal(written, number.Reveal());
            }
        });
    }

    [Fact]
    public void Prefix_that_is_dialed_inside_a_country_is_never_taken_for_a_digit_of_the_number()
    {
        Assert.All(Examples, example =>
        {
            var prefix = Util.GetMetadataForRegion(example.Region).NationalPrefix;
            var (written, national) = (Util.Format(
                example.Number, PhoneNumberFormat.E164), Util.GetNationalSignificantNumber(example.Number));
            foreach (var text in new[] { $"+{example.Number.CountryCode} {prefix}{national}",
                $"+{example.Number.CountryCode} ({prefix}) {national}", $"+{example.Number.CountryCode} (0) {national}" })
            {
                Assert.True(
                    !PhoneNumber.TryParse(text, out var number, out _) || number.Reveal() == written,
                    $"{example.Region} {text} is read as {number.Reveal()}");
            }
        });
    }

    [Fact]
    public void Number_as_it_is_dialed_inside_its_country_is_read_or_refused()
    {
        var read = 0;
        Assert.All(Examples, example =>
        {
            var text = Util.Format(example.Number, PhoneNumberFormat.NATIONAL);
            var isRead = new LibPhoneNumbers(example.Region).TryParse(text, null, out var number, out _);
            Assert.True(
                !isRead || number.Reveal() == Util.Format(example.Number, PhoneNumberFormat.E164),
                $"{example.Region} {text} is read as {number.Reveal()}");
            read += isRead ? 1 : 0;
        });
        Assert.InRange(read, Examples.Count() * 95 / 100, int.MaxValue);
    }

    [Fact]
    public void Country_codes_are_those_of_the_plans()
    {
        var codes = Util.GetSupportedCallingCodes().Select(code => $"{code}").ToHashSet();
        Assert.True(codes.Count > 200);
        for (var start = 100; start <= 999; start++)
        {
            var digits = $"{start}2345678";
            var code = codes.SingleOrDefault(known => digits.StartsWith(known, StringComparison.Ordinal));
            if (code is null || digits[code.Length] is not ('0' or '1'))
            {
                Assert.Equal(code is not null, PhoneNumber.TryParse($"+{digits}", out _, out _));
            }
        }
    }
}
