using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Campaigns.Tests.Definition;

public class PhoneNumberTests
{
    [Theory]
    [InlineData("+15550100123", "+15550100123")]
    [InlineData("+1 (555) 010-0123", "+15550100123")]
    [InlineData("+1.555.010.0123", "+15550100123")]
    [InlineData("+49 30/1234567", "+49301234567")]
    [InlineData("+43 1/5550123", "+4315550123")]
    [InlineData("+1\t5550100123", "+15550100123")]
    [InlineData("+\u0661\u0665\u0665\u0665\u0660\u0661\u0660\u0660\u0661\u0662\u0663", "+15550100123")]
    [InlineData("\uFF0B44 20 7946 0958", "+442079460958")]
    [InlineData("+1\u2010206\u2013555\u22120141", "+12065550141")]
    [InlineData("\u200E+44\u200B2079\uFEFF46\u00AD0958", "+442079460958")]
    [InlineData("+1\u202F206\u2009555\u30000141", "+12065550141")]
    [InlineData("tel:+44-20-7946-0958", "+442079460958")]
    [InlineData("+ (44) 20 7946 0958\r\n", "+442079460958")]
    [InlineData("+49 (0)30 1234567", "+49301234567")]
    [InlineData("+44 ( 0 ) 20 7946 0958", "+442079460958")]
    [InlineData("(+44)(0)20 7946 0958", "+442079460958")]
    [InlineData("+39 06 1234 5678", "+390612345678")]
    [InlineData("+225 01 02 03 04 05", "+2250102030405")]
    [InlineData("+683 4002", "+6834002")]
    [InlineData("+800 1234 5678", "+80012345678")]
    [InlineData("+1\u00a0555\u00a0010\u00a00123", "+15550100123")]
    [InlineData("  +1 555 010 0123 ", "+15550100123")]
    [InlineData("(+1) 555 010 0123", "+15550100123")]
    [InlineData("+882999999999999", "+882999999999999")]
    [InlineData("+33.1.23.45.67.00", "+33123456700")]
    [InlineData("+7 800 123 45 67", "+78001234567")]
    [InlineData("+7 812 123 45 67", "+78121234567")]
    public void Number_as_people_write_it_is_read(string text, string expected)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out var problem), problem);

        Assert.Equal(expected, number.Reveal());
        Assert.False(number.IsEmpty);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData(null, "is empty")]
    [InlineData("", "is empty")]
    [InlineData(" - ", "is empty")]
    [InlineData("5550100123", "has no country code")]
    [InlineData("0044 20 7946 0000", "begins with 00")]
    [InlineData("(00 44) 20 7946 0000", "begins with 00")]
    [InlineData("4.47911E11", "power of ten")]
    [InlineData("=\"+442079460958\"", "\"=\"; it may be left over from a spreadsheet")]
    [InlineData("+447911123456.00", "ends in .0")]
    [InlineData("+7 8 916 123 45 67", "has the digit 8 after its country code")]
    [InlineData("+375 8 29 491 19 11", "has the digit 8 after its country code")]
    [InlineData("+993 8 66 123456", "has the digit 8 after its country code")]
    [InlineData("+52 1 33 1234 5678", "has the digit 1 after its country code")]
    [InlineData("+1 555 CALL NOW", "\"C\"; letters are not dialed")]
    [InlineData("+1 555 010 0123 x7", "\"x\"; an extension cannot be dialed")]
    [InlineData("+1 555 010 0123 ext. 7", "\"e\"; an extension cannot be dialed")]
    [InlineData("tel:+1-555-010-0123;ext=7", "\";\"; an extension cannot be dialed")]
    [InlineData("+15550100123,,123#", "\",\"; an extension cannot be dialed")]
    [InlineData("1+5550100123", "\"+\"; write it once, at the start")]
    [InlineData("++15550100123", "\"+\"; write it once, at the start")]
    [InlineData("+1555010+0123", "two numbers")]
    [InlineData("+44 20 7946 0958/+44 7911 123456", "two numbers")]
    [InlineData("+49 30 1234567/68", "two numbers")]
    [InlineData("+32 2 555 12 12 / 13", "two numbers")]
    [InlineData("+683 4002/4003", "two numbers")]
    [InlineData("+44 20 7946 0958\n+44 7911 123456", "a line break; if there are two numbers")]
    [InlineData("4.47911E+11", "\"E\"; a spreadsheet has written it as a power of ten")]
    [InlineData("+447911123456.0", "ends in .0")]
    [InlineData("'+442079460958", "left over from a spreadsheet")]
    [InlineData("+44_20_7946_0958", "the character \"_\"")]
    [InlineData("+44\u00002079460958", "the character U+0000")]
    [InlineData("+44 020 7946 0958", "a 0 after its country code")]
    [InlineData("+7 (0) 916 (0) 1234567", "may or may not belong to it")]
    [InlineData("+39 (0)6 1234 5678", "may or may not belong to it")]
    [InlineData("(0)20 7946 0958", "may or may not belong to it")]
    [InlineData("+49 30 (0) 1234567", "may or may not belong to it")]
    [InlineData("+49 (0)0 1234567", "a 0 after its country code")]
    [InlineData("+1 000 000 0000", "a 0 after its country code")]
    [InlineData("+1 123 456 7890", "area code starts with 1")]
    [InlineData("+999 123 456 789", "assigned to no country")]
    [InlineData("+210 123 456 789", "assigned to no country")]
    [InlineData("+0044 20 7946 0958", "country code starts with 0")]
    [InlineData("+0 555 010 0123", "country code starts with 0")]
    [InlineData("+", "has 0 digits; E.164 needs 7 to 15")]
    [InlineData("+44 1234", "has 6 digits; E.164 needs 7 to 15")]
    [InlineData("+4934567890123456", "more than 15 digits; E.164 allows 7 to 15")]
    [InlineData("+493456789012345678901234567890123456789", "more than 15 digits")]
    public void Anything_else_is_refused_with_its_reason(string? text, string reason)
    {
        Assert.False(PhoneNumber.TryParse(text, out var number, out var problem));

        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.True(number.IsEmpty);
    }

    [Theory]
    [InlineData("+15550100123", "+15•••••••23")]
    [InlineData("+6834002", "+68•••02")]
    [InlineData("+493456789012345", "+49•••••••••••45")]
    public void Number_is_shown_with_its_middle_hidden(string text, string shown)
    {
        var number = Parse(text);

        Assert.Equal(shown, number.ToString());
        Assert.Equal(shown, $"{number}");
    }

    [Fact]
    public void No_number_is_shown_as_such_and_reveals_nothing()
    {
        Assert.Equal("(none)", default(PhoneNumber).ToString());
        Assert.Equal("", default(PhoneNumber).Reveal());
        Assert.True(default(PhoneNumber).IsEmpty);
    }

    [Fact]
    public void Numbers_are_equal_however_they_were_written()
    {
        Assert.Equal(Parse("+1 555 010 0123"), Parse("+1-555-010-0123"));
        Assert.NotEqual(Parse("+1 555 010 0123"), Parse("+1 555 010 0124"));
    }

    [Fact]
    public void Reason_never_quotes_the_number()
    {
        foreach (var text in new[] { "5550100123", "+05550100123", "+4934567890123456789", "+15550100123x", "+44 (0)5550(0)34567",
            "+44 05550100123" })
        {
            Assert.False(PhoneNumber.TryParse(text, out _, out var problem));
            Assert.DoesNotContain("555", problem, StringComparison.Ordinal);
            Assert.DoesNotContain("34567", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Any_text_is_either_refused_with_a_reason_or_read_the_same_again()
    {
        var anything = ArbMap.Default.GeneratorFor<string?>();
        var almostNumbers = Of("+0123456789 -./()\u00a0x\u0661");
        var numbers = Of("0123456789 -").Select(text => (string?)("+" + text));
        var property = Prop.ForAll(Gen.OneOf(anything, almostNumbers, numbers).ToArbitrary(), IsRefusedOrReadTheSameAgain);

        property.Check(Config.QuickThrowOnFailure.WithMaxTest(5_000)); // a failure names the seed to replay

        static Gen<string?> Of(string characters) =>
            Gen.Elements(characters.ToCharArray()).ArrayOf().Select(chars => (string?)new string(chars));
    }

    private static bool IsRefusedOrReadTheSameAgain(string? text)
    {
        if (!PhoneNumber.TryParse(text, out var number, out var problem))
        {
            return number.IsEmpty && problem.Length > 0;
        }

        var shown = number.ToString();
        return problem is null
            && PhoneNumber.TryParse(number.Reveal(), out var again, out _) && again == number
            && number.Reveal() == "+" + string.Concat(
                text!.Replace("(0)", "", StringComparison.Ordinal).Select(CharUnicodeInfo.GetDecimalDigitValue).Where(d => d >= 0))
            && shown.Length == number.Reveal().Length && shown.Count(char.IsAsciiDigit) == 4;
    }

    private static PhoneNumber Parse(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out var problem), problem);
        return number;
    }
}
