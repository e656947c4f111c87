using FsCheck;
using FsCheck.Fluent;

namespace Campaigns.Tests.Definition;

public class PhoneNumberTests
{
    [Theory]
    [InlineData("+15550100123", "+15550100123")]
    [InlineData("+1 (555) 010-0123", "+15550100123")]
    [InlineData("+1.555.010.0123", "+15550100123")]
    [InlineData("+1/555/010/0123", "+15550100123")]
    [InlineData("+1\u00a0555\u00a0010\u00a00123", "+15550100123")]
    [InlineData("  +1 555 010 0123 ", "+15550100123")]
    [InlineData("(+1) 555 010 0123", "+15550100123")]
    [InlineData("+1000000", "+1000000")]
    [InlineData("+999999999999999", "+999999999999999")]
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
    [InlineData("0044 20 7946 0000", "has no country code")]
    [InlineData("+1 555 CALL NOW", "a character that is no digit")]
    [InlineData("+1 555 010 0123 x7", "a character that is no digit")]
    [InlineData("+1\t5550100123", "a character that is no digit")]
    [InlineData("+١٥٥٥٠١٠٠١٢٣", "a character that is no digit")]
    [InlineData("1+5550100123", "a character that is no digit")]
    [InlineData("++15550100123", "a character that is no digit")]
    [InlineData("+1555010+0123", "a character that is no digit")]
    [InlineData("+0 555 010 0123", "country code starts with 0")]
    [InlineData("+", "has 0 digits; E.164 needs 7 to 15")]
    [InlineData("+123456", "has 6 digits; E.164 needs 7 to 15")]
    [InlineData("+1234567890123456", "more than 15 digits; E.164 allows 7 to 15")]
    [InlineData("+123456789012345678901234567890123456789", "more than 15 digits")]
    public void Anything_else_is_refused_with_its_reason(string? text, string reason)
    {
        Assert.False(PhoneNumber.TryParse(text, out var number, out var problem));

        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.True(number.IsEmpty);
    }

    [Theory]
    [InlineData("+15550100123", "+15•••••••23")]
    [InlineData("+1234567", "+12•••67")]
    [InlineData("+123456789012345", "+12•••••••••••45")]
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
        foreach (var text in new[] { "5550100123", "+05550100123", "+1234567890123456789", "+5550100123x" })
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
            && number.Reveal() == "+" + string.Concat(text!.Where(char.IsAsciiDigit))
            && shown.Length == number.Reveal().Length && shown.Count(char.IsAsciiDigit) == 4;
    }

    private static PhoneNumber Parse(string text)
    {
        Assert.True(PhoneNumber.TryParse(text, out var number, out var problem), problem);
        return number;
    }
}
