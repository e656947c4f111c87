using System.Net;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Campaigns;

public sealed class CampaignTests
{
    [Fact]
    public async Task A_campaign_of_another_tenant_does_not_exist()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.Client.CreateAsync(
            new CampaignDefinition { Name = "Spring", Tenant = "acme", Steps = [new ContactStep { Channel = Channels.Voice }] });

        host.Caller = new ApiCaller("acme", ApiRole.Read, "acme");
        var own = await host.Http.GetAsync($"/api/campaigns/{campaign}");
        host.Caller = new ApiCaller("other", ApiRole.Read, "other");
        var foreign = await host.Http.GetAsync($"/api/campaigns/{campaign}");
        host.Caller = null;
        var nobody = await host.Http.GetAsync($"/api/campaigns/{campaign}");

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Unauthorized),
            (own.StatusCode, foreign.StatusCode, nobody.StatusCode));
        Assert.Equal("application/problem+json", foreign.Content.Headers.ContentType?.MediaType);
    }
}
