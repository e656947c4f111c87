using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Uploads;

namespace Campaigns.AspNetCore.Tests.Uploads;

public sealed class JsonReadingTests
{
    [Fact]
    public async Task A_line_that_is_no_object_is_refused_alone()
    {
        byte[] bytes = [.. "\uFEFF{\"key\":\"1\"}\r\n\n{\"key\":\n[1]\n\"x\"\n{\"key\":\""u8, 0xFF,
            .. "\"}\n{\"key\":{}}\n{\"key\":\"\\ud800\"}\n{\"key\":\"1\",\"KEY\":\"2\"}\n{\"key\":\"9\"}"u8];
        var file = await Files.ReadAsync(bytes, "application/x-ndjson", "", null);
        Assert.Equal(["key=1", "key=9"], file.Values);
        Assert.Equal(
            [
                "3: the line is not JSON, from position 8 on", "4: the row is a list", "5: the row is a text",
                    "6: the line has bytes that are not UTF-8",
                "7: the member \"key\" is an object", "8: a text has bytes that are not UTF-8",
                    "9: The columns 1 \"key\" and 2 \"KEY\" give the key. Keep one of them",
            ],
            file.Faults.Select(fault => fault.Split(";")[0].Split(", or")[0].Split(", and")[0]).Select(
                fault => fault.EndsWith(" half a character", StringComparison.Ordinal) ? fault : fault));
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_alone_and_takes_no_memory()
    {
        var text = "{\"key\":\"1\"}\n{\"key\":\"" + new string('x', 3_000_000) + "\"}\n{\"key\":\"2\"}\n";
        var file = await Files.ReadNdjsonAsync(text, options: new UploadOptions { MaxRowBytes = 4_096 });
        Assert.Equal(["key=1", "key=2"], file.Values);
        Assert.StartsWith("2: the line has more than 4096 bytes", Assert.Single(file.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_array_is_read_element_by_element()
    {
        var file = await Files.ReadJsonAsync("[{\"key\":\"1\"}, 7, {\"key\":\"2\",\"data\":{\"a\":\"b\"}}]");
        Assert.Equal(["key=1", "key=2|a=b"], file.Values);
        Assert.Equal("0: the row is a number; send an object", Assert.Single(file.Faults));
    }

    [Theory]
    [InlineData("[{\"key\":\"1\"},{\"key\":", "on line 1")]
    [InlineData("[{\"key\":\"1\"}\n\n", "on line 3")]
    [InlineData("{\"key\":\"1\"}", "on line 1")]
    [InlineData("null]", "on line 1")]
    [InlineData("[{\"key\":\"1\"},[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]", "on line 1")]
    public async Task Broken_syntax_stops_an_array_where_it_is(string text, string place)
    {
        var file = await Files.ReadJsonAsync(text);
        Assert.Contains(place, file.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_element_that_is_too_long_stops_an_array_within_bounds()
    {
        var text = "[{\"key\":\"1\"},{\"key\":\"" + new string('x', 3_000_000) + "\"}]";
        var file = await Files.ReadJsonAsync(text, options: new UploadOptions { MaxRowBytes = 4_096 });
        Assert.Contains("more than 4096 bytes", file.Stopped, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?encoding=utf-8")]
    [InlineData("?delimiter=comma")]
    [InlineData("?header=true")]
    public async Task What_only_csv_has_is_refused(string query) =>
        Assert.Single((await Assert.ThrowsAsync<InvalidRequestException>(() => Files.ReadJsonAsync("[]", query))).Faults);
}
