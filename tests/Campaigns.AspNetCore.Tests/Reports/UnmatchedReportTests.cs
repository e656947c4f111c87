using Campaigns.AspNetCore.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Reports;

/// <summary>Reports that match no attempt are shown to people.</summary>
public sealed class UnmatchedReportTests
{
    [Fact]
    public async Task A_report_about_an_unknown_call_is_listed_until_it_is_dismissed()
    {
        await using var host = await TestHost.StartAsync();
        var provider = (await host.GetAsync("/api/providers")).Text("items/0/name");
        await host.Services.GetRequiredService<ICampaignReports>().ReportAsync(
            ProviderReport.OfCall(provider, "CA1", AttemptState.Ended, AttemptOutcome.NoAnswer) with { Raw = "no-answer" });
        var listed = await host.GetAsync("/api/unmatched-reports");
        var dismissed = await host.PostAsync(
            "/api/unmatched-reports/dismiss", $$"""{ "until": "{{listed.Text("items/0/receivedAt")}}" }""");
        var missing = await host.PostAsync("/api/unmatched-reports/dismiss", "{}");

        Assert.Equal(("CA1", "no_answer"), (listed.Text("items/0/callId"), listed.Text("items/0/outcome")));
        Assert.Equal("no-answer", listed.Text("items/0/raw"));
        Assert.Equal((200, "/until"), (dismissed.Status, missing.Faults.Single()));
        Assert.Empty((await host.GetAsync("/api/unmatched-reports")).At("items").EnumerateArray());
    }
}
