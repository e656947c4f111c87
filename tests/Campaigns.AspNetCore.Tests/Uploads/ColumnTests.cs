using Campaigns.AspNetCore.Problems;

namespace Campaigns.AspNetCore.Tests.Uploads;

public sealed class ColumnTests
{
    [Theory]
    [InlineData("id,phone,email,time zone,First name", "key phone email zone First name")]
    [InlineData(" Contact-ID ,PHONE NUMBER,E-Mail,TimeZone,notes", "key phone email zone notes")]
    [InlineData("\u200Bkey,tel\u00AD,Mail", "key phone email")]
    [InlineData("key,id,phone,mobile", "key id phone mobile")]
    [InlineData("phone,,", "phone column 2 column 3")]
    [InlineData("error,key,name", "ignored key name")]
    public async Task Columns_are_known_by_the_names_of_common_exports(string header, string columns) =>
        Assert.Equal(columns, (await Files.ReadCsvAsync(header + "\n")).Columns);

    [Theory]
    [InlineData("Ref,Handset,Vorname", "?map=key:ref&map=phone:Handset&map=data.first_name:vorname", "key phone first_name")]
    [InlineData("a,b,c", "?map=phone:%232&map=ignore:c", "a phone ignored")]
    [InlineData("phone,handset", "?map=phone:handset", "phone phone")]
    [InlineData("key,profile", "?map=address.linkedin:profile", "key linkedin")]
    public async Task A_map_wins(string header, string map, string columns) =>
        Assert.Equal(columns, (await Files.ReadCsvAsync(header + "\n", map)).Columns);

    [Theory]
    [InlineData("phone,Phone\n", "", "columns 1 \"phone\" and 2 \"Phone\" give the phone number")]
    [InlineData("key,mobile,tel\n", "", "columns 2 \"mobile\" and 3 \"tel\" give the phone number")]
    [InlineData("key,name,name\n", "", "columns 2 \"name\" and 3 \"name\" have the same name")]
    [InlineData("a,b\n", "", "No column is a key, a phone number or an address. The columns are \"a\", \"b\"")]
    [InlineData("key,phone\n", "?map=phone:handset", "no column of the map's entry \"phone:handset\"")]
    [InlineData("key\n", "?map=telephone:key", "is no entry of a map")]
    [InlineData("key\n", "?map=phone:a&map=phone:b", "another entry has")]
    [InlineData("key\n", "?dryrun=true", "There is no such parameter")]
    [InlineData("key\n", "?delimiter=x", "Use comma, semicolon, tab or pipe")]
    [InlineData("key\n", "?encoding=utf-9", "no known encoding")]
    [InlineData("key\n", "?encoding=utf-7", "no known encoding")]
    [InlineData("key\n", "?header=yes", "Use true or false")]
    [InlineData("7,015550100001\n8,015550100002\n", "?map=key:%231&map=phone:%232", "Say header=true or header=false")]
    [InlineData("+15550100001,+15550100002\n", "", "hold phone numbers, and no row names them")]
    public async Task Columns_that_cannot_be_told_are_refused_with_what_to_do(string text, string query, string advice)
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Files.ReadCsvAsync(text, query));
        Assert.Contains(refused.Faults, fault => fault.Detail.Contains(advice, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_faults_of_a_header_are_told_at_once()
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Files.ReadCsvAsync("phone,phone,a,a\n", "?map=zone:tz"));
        Assert.Equal(3, refused.Faults.Count);
    }

    [Fact]
    public async Task A_list_without_header_is_read_by_what_its_cells_are()
    {
        var file = await Files.ReadCsvAsync("+1 555 010 0001,ann@example.com,Ann\n+1 555 010 0002,bo@example.com,Bo\n");
        Assert.Equal((false, "phone email column 3"), (file.ReadAs.Header, file.Columns));
        Assert.Equal(2, file.Rows.Count);

        var mapped = await Files.ReadCsvAsync("7,015550100001\n", "?header=false&map=key:%231&map=phone:%232");
        Assert.Equal(["key=7|phone=015550100001"], mapped.Values);
        var told = await Files.ReadCsvAsync("Ref,Handset\n7,015550100001\n", "?header=true&map=key:%231&map=phone:%232");
        Assert.Equal(["key=7|phone=015550100001"], told.Values);
        var known = await Files.ReadCsvAsync("Ref,Phone\n7,015550100001\n", "?map=key:%231");
        Assert.Equal(["key=7|phone=015550100001"], known.Values);
    }

    [Fact]
    public async Task Json_members_are_columns_too()
    {
        var file = await Files.ReadNdjsonAsync(
            """
            {"id":1,"mobile":"+15550100001","vip":true,"note":null,"addresses":{"linkedin":"ann"},"data":{"first name":"Ann"}}
            {"Handset":"+15550100002","age":31.50}
            """, "?map=phone:handset");
        Assert.Equal(["key=1|mobile=+15550100001|vip=true|linkedin=ann|first name=Ann", "phone=+15550100002|age=31.50"], file.Values);
    }
}
