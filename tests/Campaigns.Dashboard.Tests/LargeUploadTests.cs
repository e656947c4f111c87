using System.Text;
using Campaigns.AspNetCore;
using Campaigns.Dashboard.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Tests;

/// <summary>Files beyond the limits that a web server has for other forms.</summary>
public sealed class LargeUploadTests
{
    [Fact]
    public async Task A_file_of_the_size_that_the_API_takes_is_taken()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 0, start: false);
        using var visitor = new Visitor(host);
        var row = "+14155550100;" + new string('x', 100_000) + "\n";
        var file = "phone;note\n" + string.Concat(Enumerable.Repeat(row, 310));
        Assert.True(file.Length > 30_000_000, "Kestrel takes less by itself.");

        using var form = await FormAsync(visitor, file);
        var (status, to, _) = await visitor.SendAsync($"/{campaign}/upload", form);

        Assert.Equal((303, true), (status, to.Contains($"/{campaign}/uploads/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_with_the_limit()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Services.GetRequiredService<CampaignsApiOptions>().Uploads.MaxBodyBytes = 1_000_000;
        var campaign = await host.RunAsync("Reminders", contacts: 0, start: false);
        using var visitor = new Visitor(host);
        using var form = await FormAsync(visitor, new string('x', 2_000_000));
        visitor.Http.DefaultRequestHeaders.ExpectContinue = true; // the answer comes before the file is sent

        var (status, _, html) = await visitor.SendAsync($"/{campaign}/upload", form);

        Assert.Equal(413, status);
        Assert.Contains("<h1>", html, StringComparison.Ordinal);
        Assert.Contains("1,000,000 bytes", html, StringComparison.Ordinal);
    }

    private static async Task<MultipartFormDataContent> FormAsync(Visitor visitor, string file)
    {
        var proof = await visitor.ProofAsync();
        return new()
        {
            { new StringContent(proof.Value), proof.Key },
            { new StringContent("check"), "what" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", "contacts.csv" },
        };
    }
}
