using System.Text.RegularExpressions;

namespace Campaigns.PhoneNumbers.Tests;

/// <summary>Numbers as people write them are parsed correctly or refused. None becomes another number.</summary>
public class ReadingTests
{
    public static TheoryData<string, string?, string> Written
    {
        get
        {
            var data = new TheoryData<string, string?, string>();
            foreach (var cells in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "phone-numbers.txt")).Skip(1).Select(
                line => line.Split('\t')))
            {
                data.Add(Regex.Unescape(cells[0]), cells[1].Length == 0 ? null : cells[1], cells[2]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void Number_as_people_write_it_is_read_right_or_refused(string text, string? region, string expected)
    {
        var isRead = new LibPhoneNumbers(region).TryParse(text, null, out var number, out var problem);

        Assert.Equal(expected, isRead ? number.Reveal() : "");
        Assert.Equal(isRead, problem is null);
        Assert.Equal(isRead, !number.IsEmpty);
        Assert.Equal(isRead, new LibPhoneNumbers().TryParse(text, region, out var again, out _) && again == number);
    }

    [Theory]
    [InlineData("020 7946 0958", null, "no country code")]
    [InlineData("020 7946 0958", "US", "too short|too long|length|range")]
    [InlineData("+1 206 555 0141 2", null, "too long for country code 1")]
    [InlineData("+33 1 23 45 67", null, "too short for country code 33")]
    [InlineData("+1 206 555 0141 x3", "US", "extension")]
    [InlineData("030 1234567/68", "DE", "two numbers")]
    [InlineData("20 7946 0958", "Mars", "region of the phone number is unknown")]
    public void Refusal_says_why_and_shows_no_digits(string text, string? region, string reason)
    {
        Assert.False(new LibPhoneNumbers().TryParse(text, region, out var number, out var problem));

        Assert.Matches(reason, problem);
        Assert.DoesNotMatch("7946|0141|1234", problem);
        Assert.True(number.IsEmpty);
    }

    [Theory]
    [InlineData("4915712345678", "DE", null)] // +49 4915 712345678, or +49 157 12345678
    [InlineData("4917612345678", "DE", null)]
    [InlineData("447911123456", "GB", "+447911123456")] // not a valid national number, so 44 is the country code
    [InlineData("12065550141", "US", "+12065550141")]
    [InlineData("79216165544", "RU", "+79216165544")]
    [InlineData("89216165544", "RU", "+79216165544")]
    [InlineData("+49157123456789", "DE", "+49157123456789")]
    [InlineData("00352 621 123 456", "DE", "+352621123456")]
    [InlineData("9112345678", "IN", "+919112345678")]
    public void Country_code_without_its_plus_is_read_where_it_can_be_nothing_else(string text, string region, string? expected)
    {
        var isRead = new LibPhoneNumbers(region).TryParse(text, null, out var number, out var problem);

        Assert.Equal((expected is not null, expected ?? ""), (isRead, number.Reveal()));
        Assert.True(isRead || problem!.Contains("may or may not begin with its country code (49)", StringComparison.Ordinal), problem);
    }

    [Theory]
    [InlineData("+447911123456", PhoneNumberKind.Mobile)]
    [InlineData("+442079460958", PhoneNumberKind.FixedLine)]
    [InlineData("+12065550141", PhoneNumberKind.FixedLineOrMobile)]
    [InlineData("+18003569377", PhoneNumberKind.TollFree)]
    [InlineData("+19002345678", PhoneNumberKind.PremiumRate)]
    [InlineData("+15550100001", PhoneNumberKind.Unknown)]
    public void Kind_of_a_number_is_told(string text, PhoneNumberKind kind)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out _));

        Assert.Equal(kind, new LibPhoneNumbers().KindOf(number));
        Assert.Equal(PhoneNumberKind.Unknown, new LibPhoneNumbers().KindOf(default));
    }

    [Theory]
    [InlineData("XX")]
    [InlineData("")]
    [InlineData("England")]
    public void Default_region_must_be_one(string region) =>
        Assert.Contains(
            "such as GB", Assert.Throws<ArgumentException>(() => new LibPhoneNumbers(region)).Message, StringComparison.Ordinal);

    [Fact]
    public void Default_region_is_taken_in_any_case() =>
        Assert.True(new LibPhoneNumbers(" gb").TryParse("020 7946 0958", null, out _, out _));
}
