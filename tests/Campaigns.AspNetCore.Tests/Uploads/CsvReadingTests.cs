using System.Text;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Uploads;

namespace Campaigns.AspNetCore.Tests.Uploads;

public sealed class CsvReadingTests
{
    [Theory]
    [InlineData("key,phone,first name\n1,+15550100001,Ann\n", ",")]
    [InlineData("key;phone;first name\r\n1;+15550100001;Ann\r\n", ";")]
    [InlineData("key\tphone\tfirst name\n1\t+15550100001\tAnn", "\t")]
    [InlineData("key|phone|first name\r1|+15550100001|Ann\r", "|")]
    [InlineData("sep=;\nkey;phone;first name\n1;+15550100001;Ann\n", ";")]
    [InlineData("\n\n,,\nkey,phone,first name\n,,\n1,+15550100001,Ann\n , ,\n\n", ",")]
    [InlineData("key, phone ,first name\n 1 ,\"+15550100001\" , Ann \n", ",")]
    public async Task Delimiters_line_ends_and_blank_rows_are_found(string text, string delimiter)
    {
        var file = await Files.ReadCsvAsync(text);
        Assert.Equal((delimiter, true), (file.ReadAs.Delimiter, file.ReadAs.Header));
        Assert.Equal(["key=1|phone=+15550100001|first name=Ann"], file.Values);
    }

    [Fact]
    public async Task A_delimiter_that_the_request_names_wins()
    {
        var file = await Files.ReadCsvAsync("key;name\n1;a,b,c,d\n", "?delimiter=semicolon");
        Assert.Equal(["key=1|name=a,b,c,d"], file.Values);
    }

    [Fact]
    public async Task Quoted_fields_hold_delimiters_quotes_and_line_breaks()
    {
        var file = await Files.ReadCsvAsync("key,note\n1,\"a,b \"\"c\"\"\r\nd\"\n2,plain\n3,say \"hi\"\n");
        Assert.Equal(["key=1|note=a,b \"c\"\r\nd", "key=2|note=plain", "key=3|note=say \"hi\""], file.Values);
        Assert.Equal([2L, 4L, 5L], file.Rows.Select(row => row.Line));
    }

    [Fact]
    public async Task Rows_with_another_number_of_fields_are_refused_alone()
    {
        var file = await Files.ReadCsvAsync("key,phone,name\n1\n2,+15550100002,Bo\n3,+15550100003,Cy,more\n4,+15550100004,Di,,,\n");
        Assert.Equal(["key=2|phone=+15550100002|name=Bo", "key=4|phone=+15550100004|name=Di"], file.Values);
        Assert.Equal(["2: the row has 1 fields", "4: the row has 4 fields"], file.Faults.Select(fault => fault.Split(',')[0]));
    }

    [Fact]
    public async Task Excel_leaves_empty_cells_out_at_the_end_of_a_row()
    {
        var file = await Files.ReadCsvAsync("key;phone;name;city\n1;+15550100001\n2;+15550100002;Bo, the second, of two\n");
        Assert.Equal(["key=1|phone=+15550100001", "key=2|phone=+15550100002|name=Bo, the second, of two"], file.Values);
    }

    [Fact]
    public async Task Text_after_a_closing_quote_is_refused_alone()
    {
        var file = await Files.ReadCsvAsync("key,name\n1,\"Ann\"ie\n2,Bo\n");
        Assert.Equal(["key=2|name=Bo"], file.Values);
        Assert.StartsWith("2: a quoted field has text after its closing quote", Assert.Single(file.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_stops_the_file_at_its_row()
    {
        var file = await Files.ReadCsvAsync("key,name\n1,Ann\n2,\"Bo\n3,Cy\n");
        Assert.Equal(["key=1|name=Ann"], file.Values);
        Assert.Contains("begins on line 3", file.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_in_a_long_file_stops_it_within_bounds()
    {
        var text = "key,name\n1,Ann\n2,\"" + string.Concat(Enumerable.Repeat("Bo\n", 200_000));
        var file = await Files.ReadCsvAsync(text, options: new UploadOptions { MaxRowBytes = 4_096 });
        Assert.Equal(["key=1|name=Ann"], file.Values);
        Assert.Contains("begins on line 3 has more than 4096 bytes", file.Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_a_million_columns_is_refused_alone()
    {
        var text = "key,name\n1,Ann\n" + string.Join(',', Enumerable.Repeat("x", 200_000)) + "\n" + new string(',', 400_000) + "\n2,Bo\n";
        var file = await Files.ReadCsvAsync(text);
        Assert.Equal(["key=1|name=Ann", "key=2|name=Bo"], file.Values);
        Assert.StartsWith("3: the row has 200000 fields", Assert.Single(file.Faults), StringComparison.Ordinal);

        var wide = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Files.ReadCsvAsync(string.Join(',', Enumerable.Repeat("x", 200_000)) + "\n"));
        Assert.Contains("has 200000 columns", wide.Faults[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    public async Task Encodings_are_found_by_their_marks(string name, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes("key;naïve 名\n1;Zoë 🚀\n")];
        var file = await Files.ReadCsvAsync(bytes);
        Assert.Equal(["key=1|naïve 名=Zoë 🚀"], file.Values);
        Assert.Equal((encoding.WebName, hasMark), (file.ReadAs.Encoding, file.ReadAs.ByteOrderMark));
    }

    [Theory]
    [InlineData("windows-1252", "Zoë €")]
    [InlineData("shift_jis", "日本")]
    [InlineData("koi8-r", "Аня")]
    public async Task Another_encoding_is_read_when_the_request_names_it(string name, string value)
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(name)!.GetBytes($"key,name\n1,{value}\n");
        var file = await Files.ReadCsvAsync(bytes, $"?encoding={name}");
        Assert.Equal([$"key=1|name={value}"], file.Values);
        Assert.Equal(name, file.ReadAs.Encoding);

        var unnamed = await Files.ReadCsvAsync(bytes);
        Assert.Empty(unnamed.Values);
        Assert.Contains("?encoding=windows-1252", Assert.Single(unnamed.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_faults_of_their_rows()
    {
        byte[] bytes = [.. "key,name\n1,Z"u8, 0xFF, 0xFE, .. "\n2,Bo\n3,lost \uFFFD\n"u8];
        var file = await Files.ReadCsvAsync(bytes);
        Assert.Equal(["key=2|name=Bo"], file.Values);
        Assert.Equal(2, file.Faults.Count());
        Assert.All(file.Faults, fault => Assert.Contains("bytes that are not text in utf-8", fault, StringComparison.Ordinal));

        var first = await Files.ReadCsvAsync([.. "+15550100001,"u8, 0xFF, .. "\n+15550100002,Bo\n"u8]);
        Assert.Equal(["phone=+15550100002|column 2=Bo"], first.Values);
        var header = await Assert.ThrowsAsync<InvalidRequestException>(() => Files.ReadCsvAsync([.. "key,"u8, 0xFF, .. "\n1,Bo\n"u8]));
        Assert.Contains("first row cannot be read", header.Faults[0].Detail, StringComparison.Ordinal);

        var undefined = await Files.ReadCsvAsync([.. "key,name\n1,"u8, 0x81, .. "\n2,Bo\n"u8], "?encoding=windows-1252");
        Assert.Equal(["key=2|name=Bo"], undefined.Values);
    }

    [Fact]
    public async Task Nul_reaches_the_engine_which_refuses_it_in_keys()
    {
        var file = await Files.ReadCsvAsync("key,name\n1\0,Ann\n2,Bo\n");
        Assert.Equal(["key=1\0|name=Ann", "key=2|name=Bo"], file.Values);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n,,\n")]
    public async Task A_file_without_rows_is_refused(string text)
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Files.ReadCsvAsync(text));
        Assert.Contains("holds no row", refused.Faults[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_alone_is_an_upload_without_rows() => Assert.Empty((await Files.ReadCsvAsync("\uFEFFkey,phone\n")).Rows);

    [Theory]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 20, 0 }, "workbook")]
    [InlineData(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1 }, "workbook")]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0 }, "compressed")]
    [InlineData(new byte[] { 0x6B, 0, 0x65, 0, 0x79, 0 }, "UTF-16 without a byte order mark")]
    public async Task What_is_no_text_is_refused_with_advice(byte[] bytes, string advice)
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Files.ReadCsvAsync(bytes));
        Assert.Contains(advice, refused.Faults[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_that_contradicts_the_request_is_refused()
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Files.ReadCsvAsync("\uFEFFkey\n1\n", "?encoding=windows-1252"));
        Assert.Contains("mark of utf-8", refused.Faults[0].Detail, StringComparison.Ordinal);
    }
}
