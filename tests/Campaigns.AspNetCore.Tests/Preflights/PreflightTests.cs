using Campaigns.AspNetCore.Preflights;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Preflights;

/// <summary>A preflight tells what would go wrong before anybody is called.</summary>
public sealed class PreflightTests
{
    [Fact]
    public async Task Rows_of_a_sample_are_checked_as_for_enrollment_and_not_enrolled()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        var answer = await host.PostAsync(
            path + "/preflight",
            """
            { "contacts": [
              { "phone": "+15550100001", "zone": "Europe/Paris" }, { "phone": "12" }, { "key": "c" },
              { "phone": "+15550100002", "zone": "Mars/Base" } ] }
            """);

        Assert.Equal([2, 3, 4], answer.At("refusedRows").EnumerateArray().Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal((0, 0), (answer.Number("openContacts"), (await host.GetAsync(path)).Number("total")));
    }

    [Fact]
    public async Task Contacts_are_counted_by_zone_and_the_slowest_limit_is_named()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(ApiCalls.OneCall.Replace(
            "\"steps\"", "\"maxConcurrent\": 1, \"quotas\": [{ \"count\": 100, \"period\": \"Day\" }], \"steps\""));
        await host.Client.AddContactsAsync(
            new CampaignId(long.Parse(path.Split('/')[^1])),
            Enumerable.Range(0, 300).Select(
                number => new Contact(null, $"+1555010{number:0000}", number < 200 ? "America/New_York" : null)));
        var answer = await host.PostAsync(path + "/preflight");
        var slow = await host.PostAsync(path + "/preflight", """{ "secondsPerAttempt": 3600 }""");

        Assert.Equal(("America/New_York", 200), (answer.Text("zones/0/zone"), answer.Number("zones/0/contacts")));
        Assert.Equal(("Etc/UTC", 100), (answer.Text("zones/1/zone"), answer.Number("zones/1/contacts")));
        Assert.Equal(("2.00:00:00", "12.12:00:00"), (answer.Text("estimate/atLeast"), slow.Text("estimate/atLeast")));
        Assert.Equal("1 live attempts of the campaign", slow.Text("estimate/boundBy"));
        Assert.Contains(slow.At("warnings").EnumerateArray(), warning => warning.GetString()!.Contains("12.5 days"));
        Assert.Empty(answer.At("problems").EnumerateArray());
    }

    [Fact]
    public async Task Windows_that_never_open_together_are_problems()
    {
        await using var host = await TestHost.StartAsync();
        await host.PatchAsync(
            "/api/tenants/default", """{ "window": { "hours": [{ "day": "Monday", "from": "09:00", "to": "12:00" }] } }""", "*");
        var path = await host.CreateAsync(ApiCalls.OneCall.Replace(
            "\"steps\"", "\"window\": { \"hours\": [{ \"day\": \"Monday\", \"from\": \"12:00:00\", \"to\": \"17:00:00\" }] }, \"steps\""));
        var campaign = new CampaignId(long.Parse(path.Split('/')[^1]));
        await host.Client.AddContactsAsync(campaign, [new Contact("a", "+15550100001", "Asia/Tokyo")]);
        var answer = await host.PostAsync(path + "/preflight");

        Assert.Equal(
            [
                "Steps[0] is never sent: the windows of the installation, the tenant, the campaign and the step are never open together.",
                "The window does not open in Asia/Tokyo.",
            ],
            answer.At("problems").EnumerateArray().Select(problem => problem.GetString()));
        Assert.Contains("window", answer.At("zones/0/closedGates").EnumerateArray().Select(gate => gate.GetProperty("gate").GetString()));
    }

    [Theory]
    [InlineData("09:00", "09:01", null, 0)] // not longer than the margin
    [InlineData("09:00", "10:01", null, 7 * 60)]
    [InlineData("22:00", "06:00", null, 7 * 479)] // overnight
    [InlineData("00:00", "00:00", null, 7 * 1440)] // always
    [InlineData("22:00", "06:00", DayOfWeek.Saturday, 2873)]
    public void The_share_of_the_week_counts_margins_nights_and_weekends(string from, string to, DayOfWeek? weekend, int minutes)
    {
        var window = ContactWindow.Daily(TimeOnly.Parse(from), TimeOnly.Parse(to)) with { Weekend = weekend is { } day ? [day] : null };

        Assert.Equal(minutes, WeeklyHours.ShareOf([window]) * 7 * 1440, 6);
    }

    [Fact]
    public async Task Faulty_requests_are_refused()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        var email = await host.PostAsync(path + "/preflight", """{ "contacts": [{ "email": "a@b.c" }] }""");

        Assert.Equal(["/contacts/0/email"], email.Faults);
        Assert.Equal(400, (await host.PostAsync(path + "/preflight", """{ "secondsPerAttempt": 0 }""")).Status);
        Assert.Equal(404, (await host.PostAsync("/api/campaigns/999/preflight")).Status);
    }
}
