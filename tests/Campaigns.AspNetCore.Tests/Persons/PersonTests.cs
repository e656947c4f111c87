using System.Net;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Persons;

public sealed class PersonTests
{
    private const string Path = "/api/tenants/acme/persons";

    [Fact]
    public async Task A_person_is_found_over_campaigns_and_erased()
    {
        await using var host = await TestHost.StartAsync();
        var first = await host.EnrolledAsync(new Contact("ann", "+15550100001"), new Contact("anna", "+15550100002"));
        var second = await host.EnrolledAsync(new Contact("a-1", "+15550100001"), new Contact("bo", "+15550100003"));

        var (_, found) = await host.PostJsonAsync(Path + "/find", """{"contactKey":"ann","addresses":["+1 555 010 0001"]}""");
        Assert.Equal(
            [$"{second} a-1", $"{first} ann"],
            found.GetProperty("contacts").EnumerateArray().Select(contact => $"{contact.Text("campaign")} {contact.Text("key")}"));
        host.Caller = new ApiCaller("operator", ApiRole.Operate, "acme");
        Assert.Equal(HttpStatusCode.Forbidden, (await host.PostJsonAsync(Path + "/erase", """{"contactKey":"ann"}""")).Status);
        host.Caller = new ApiCaller("admin", ApiRole.Admin, "acme");
        var (_, erased) = await host.PostJsonAsync(Path + "/erase", """{"contactKey":"ann","addresses":["+15550100001"]}""");
        Assert.Equal(2, erased.Count("contacts"));

        var (_, after) = await host.PostJsonAsync(Path + "/find", """{"contactKey":"ann"}""");
        Assert.Empty(after.GetProperty("contacts").EnumerateArray());
        Assert.Contains(after.GetProperty("suppressions").EnumerateArray(), entry => entry.Text("reason") == "erased");
    }

    [Theory]
    [InlineData("/erase", "{}")]
    [InlineData("/erase", """{"addresses":[" "]}""")]
    [InlineData("/find", """{"contactKey":" "}""")]
    [InlineData("/erase", """{"contactKey":"ann","after":"x"}""")]
    public async Task A_body_that_names_nobody_is_refused(string path, string json)
    {
        await using var host = await TestHost.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await host.PostJsonAsync(Path + path, json)).Status);
    }
}
