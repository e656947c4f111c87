namespace Campaigns.Tests.Definition;

public class AttemptIdTests
{
    [Theory]
    [InlineData(0x0123456789abcdefUL, 42, 3, "0123456789abcdef-42-3")]
    [InlineData(1UL, 1, 1, "0000000000000001-1-1")]
    [InlineData(ulong.MaxValue, long.MaxValue, int.MaxValue, "ffffffffffffffff-9223372036854775807-2147483647")]
    public void Text_form_is_read_back(ulong store, long job, int number, string text)
    {
        var id = new AttemptId(store, job, number);

        Assert.Equal(text, id.ToString());
        Assert.True(AttemptId.TryParse(text, out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("attempt")]
    [InlineData("--")]
    [InlineData("0123456789abcdef-42")]
    [InlineData("0123456789abcdef-42-3-4")]
    [InlineData("0123456789abcdef-42-")]
    [InlineData("-0123456789abcdef-42-3")]
    [InlineData("0123456789abcdeg-42-3")]
    [InlineData("0x23456789abcdef-42-3")]
    [InlineData("1-42-3")]
    [InlineData("0123456789ABCDEF-42-3")]
    [InlineData("0123456789abcdef-042-3")]
    [InlineData("0123456789abcdef-42-3\0")]
    [InlineData(" 0123456789abcdef-42-3")]
    [InlineData("0123456789abcdef-42-3 ")]
    [InlineData("0123456789abcdef-+42-3")]
    [InlineData("0123456789abcdef-4,2-3")]
    [InlineData("0123456789abcdef-42-3.0")]
    [InlineData("0123456789abcdef0-42-3")]
    [InlineData("0123456789abcdef-9223372036854775808-3")]
    [InlineData("0123456789abcdef-42-2147483648")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(AttemptId.TryParse(text, out var id));
        Assert.Equal(default, id);
    }

    [Fact]
    public void Text_form_needs_no_escape_in_a_url()
    {
        var text = new AttemptId(0xfedcba9876543210UL, 17, 2).ToString();

        Assert.Equal(text, Uri.EscapeDataString(text));
    }
}
