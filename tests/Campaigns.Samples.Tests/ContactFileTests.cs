using System.Text;
using Campaigns.Samples.Quickstart;

namespace Campaigns.Samples.Tests;

/// <summary>Exported files are read correctly or refused. No row is lost silently, and no two people become one.</summary>
public sealed class ContactFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"contacts-{Guid.NewGuid():N}.csv");

    [Fact]
    public void Row_is_a_contact()
    {
        var contact = Assert.Single(Read("id,phone,zone,name\nann,+1 206 555 0141,America/Los_Angeles,Ann\n"));

        Assert.Equal(("ann", "+12065550141", "America/Los_Angeles"), (contact.Key, contact.Phone.Reveal(), contact.Zone));
        Assert.Equal("Ann", contact.Data["name"]);
    }

    [Theory]
    [InlineData("id,phone,zone,name\nann,+12065550141,UTC,\"Ann\nB.\"\nbob,+12065550142,UTC,Bob\n")]
    [InlineData("note,id,phone,zone\n\"a\r\nb\r\nc\",ann,+12065550141,UTC\r\n,bob,+12065550142,UTC\r\n")]
    [InlineData("id;phone;zone;note\nann;+12065550141;UTC;\"say \"\"hi\"\";\n\"\nbob;+12065550142;UTC;\n")]
    public void Line_break_in_a_quoted_field_parts_no_row(string text)
    {
        var contacts = Read(text);

        Assert.Equal(["ann", "bob"], contacts.Select(contact => contact.Key));
        Assert.All(contacts, contact => Assert.Equal("UTC", contact.Zone));
    }

    [Fact]
    public void Quote_that_is_never_closed_is_refused_with_its_line() =>
        Assert.Contains(
            "line 3", Refusal("id,phone,zone,name\nann,+12065550141,UTC,Ann\nbob,+12065550142,UTC,\"Bob\ncid,+12065550143,UTC,Cid\n"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("id,phone,zone")]
    [InlineData("\ufeffID , Phone,\u200bZone")]
    [InlineData("contact_id,phone_number,time_zone")]
    [InlineData("Customer ID,Mobile,Timezone")]
    [InlineData("key,tel,tz")]
    public void Column_is_found_by_the_names_that_exports_use(string header) =>
        Assert.Equal("ann", Assert.Single(Read(header + "\nann,+12065550141,UTC\n")).Key);

    [Fact]
    public void Column_of_its_own_name_counts_before_its_aliases() =>
        Assert.Equal("+12065550141", Read("id,mobile,phone,zone\nann,+12065550149,+12065550141,UTC\n")[0].Phone.Reveal());

    [Theory]
    [InlineData("id,phone,phone,zone", "column 2 \"phone\" and column 3 \"phone\" for phone")]
    [InlineData("id,mobile,tel,zone", "column 2 \"mobile\" and column 3 \"tel\" for phone")]
    [InlineData("id,fax,zone", "no column phone")]
    [InlineData("id,phone", "no column zone")]
    public void Header_that_leaves_a_column_open_is_refused(string header, string reason) =>
        Assert.Contains(reason, Refusal(header + "\nann,+12065550141,+12065550149,UTC\n"), StringComparison.Ordinal);

    [Fact]
    public void Map_names_a_column()
    {
        var map = new Dictionary<string, string> { ["phone"] = "Handset", ["zone"] = "Region" };

        var contact = Assert.Single(Read("id,phone,Handset,region\nann,none,+12065550141,UTC\n", map));

        Assert.Equal(("+12065550141", "UTC"), (contact.Phone.Reveal(), contact.Zone));
        Assert.Contains("no column Handset", Refusal("id,phone,zone\nann,+12065550141,UTC\n", map), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows-1252", "Müller")]
    [InlineData("shift_jis", "田中")]
    public void Encoding_is_named_or_the_file_is_refused(string name, string id)
    {
        File.WriteAllBytes(_path, StrictText.Find(name)!.GetBytes($"id,phone,zone\n{id},+12065550141,UTC\n"));

        Assert.Contains("--encoding", Assert.Throws<SampleException>(() => ReadFile(Options())).Message, StringComparison.Ordinal);
        Assert.Equal(id, Assert.Single(ReadFile(Options() with { Encoding = StrictText.Find(name) })).Key);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("utf-16BE")]
    public void File_that_begins_with_the_mark_of_its_encoding_is_read_in_it(string name)
    {
        File.WriteAllText(_path, "id,phone,zone\nJosé,+12065550141,UTC\n", Encoding.GetEncoding(name));

        Assert.Equal("José", Assert.Single(ReadFile(Options())).Key);
    }

    [Fact]
    public void Rows_that_only_look_empty_are_skipped() =>
        Assert.Equal(
            ["ann", "bob"],
            Read("id,phone,zone\nann,+12065550141,UTC\n,,\n , ,\n\n\"\",,\nbob,+12065550142,UTC\n").Select(contact => contact.Key));

    [Fact]
    public void Field_without_end_costs_its_row_alone()
    {
        var (x, y) = (new string('x', 500_000), new string('y', 5_000_000));
        File.WriteAllText(
            _path, $"id,phone,zone,name\nann,+12065550141,{x},Ann\n\"{y}\",+12065550142,UTC,\ncid,+12065550144,UTC,\"{y}\"\nbob,+12065550143,UTC,{x[..1_000]}\n");
        using var file = ContactFile.Open(Options());

        Assert.Equal("bob", Assert.Single(file.Read()).Key);
        Assert.Equal(["2 the zone", "3 the id", "4 the name"], file.Refused.Select(row => $"{row.Row} {row.Reason.Split(" has")[0]}"));
        Assert.Contains("never closed", Refusal($"id,phone,zone\nann,+12065550141,\"{y}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Row_may_end_early_or_go_on_beyond_the_header()
    {
        var contacts = Read("id,phone,zone,name\nann,+12065550141\nbob,+12065550142,UTC,Bob,more,and more\n");

        Assert.Equal([null, "UTC"], contacts.Select(contact => contact.Zone));
        Assert.Equal("Bob", contacts[1].Data["name"]);
    }

    [Theory]
    [InlineData("id\tphone\tzone\tname\nann\t+12065550141\tUTC\tLee, Ann; B.\n", "Lee, Ann; B.")]
    [InlineData("id;phone;zone;name\r\nann;+12065550141;UTC;Lee, Ann\r\n", "Lee, Ann")]
    [InlineData("id,phone,zone,name\rann,+12065550141,UTC,Ann; B.\r", "Ann; B.")]
    public void Columns_may_be_parted_by_semicolons_and_tabs(string text, string name) =>
        Assert.Equal(name, Assert.Single(Read(text)).Data["name"]);

    [Theory]
    [InlineData("sep=;\r\nid;phone;zone;name\r\nann;+12065550141;UTC;Lee, Ann\r\n")]
    [InlineData("\ufeffSEP=;\nid;phone;zone;name\nann;+12065550141;UTC;Lee, Ann\n")]
    [InlineData("sep=|\nid|phone|zone|name\nann|+12065550141|UTC|Lee, Ann\n")]
    [InlineData("\ufeff\"id\",\"phone\",\"zone\",\"name\"\nann,+12065550141,UTC,\"Lee, Ann\"\n")]
    public void Line_that_tells_a_spreadsheet_the_separator_is_no_header(string text)
    {
        File.WriteAllText(_path, text, new UTF8Encoding(false));

        var contact = Assert.Single(ReadFile(Options()));

        Assert.Equal(("ann", "UTC", "Lee, Ann"), (contact.Key, contact.Zone, contact.Data["name"]));
    }

    [Theory]
    [InlineData("sep=;;;;\nid;phone;zone;name\nann;+12065550141;UTC;\n")]
    [InlineData("\"sep=;\"\nid;phone;zone\nann;+12065550141;UTC\n")]
    public void Such_a_line_that_a_program_has_taken_for_a_row_is_named(string text) =>
        Assert.Contains("leave out its first line", Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void Ids_that_a_spreadsheet_has_cut_are_counted()
    {
        File.WriteAllText(_path, "id,phone,zone\n1.23457E+14,+12065550141,UTC\n\"1,23457E+14\",+12065550142,UTC\n123,+12065550143,UTC\n");
        using var file = ContactFile.Open(Options());

        Assert.Equal((3, 2), (file.Read().Count(), file.PowersOfTen));
    }

    public void Dispose() => File.Delete(_path);

    private List<Contact> Read(string text, Dictionary<string, string>? map = null)
    {
        File.WriteAllText(_path, text);
        return ReadFile(Options() with { Map = map ?? [] });
    }

    private string Refusal(string text, Dictionary<string, string>? map = null) =>
        Assert.Throws<SampleException>(() => Read(text, map)).Message;

    private static List<Contact> ReadFile(SampleOptions options)
    {
        using var file = ContactFile.Open(options);
        return [.. file.Read()];
    }

    private SampleOptions Options() => new()
    {
        RealTime = false,
        CsvPath = _path,
        DatabasePath = null,
        IsResumed = false,
        MaxConcurrent = 1,
        Attempts = 1,
        Delay = TimeSpan.Zero,
        Start = null,
    };
}
