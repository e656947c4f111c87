using System.Security.Cryptography;
using System.Text;
using Campaigns.AspNetCore.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.AspNetCore.Tests.Webhooks;

public sealed class TwilioWebhookTests
{
    private const string Token = "12345";
    private static readonly PersonIdentity Ann = new("acme") { Addresses = ["+14155550123"] };
    private static readonly Suppression Listed = Suppression.OfAddress("acme", "+14155550123", Channels.Voice);

    [Theory]
    [InlineData("https://hooks.example.com/app/webhooks/sms?x=%2c+b", 200)]
    [InlineData("https://hooks.example.com:443/app/webhooks/sms?x=%2c+b", 200)]
    [InlineData("https://hooks.example.com/app/webhooks/sms?x=%2C+b", 401)]
    [InlineData("https://hooks.example.com:8443/app/webhooks/sms?x=%2c+b", 401)]
    [InlineData("http://hooks.example.com/app/webhooks/sms?x=%2c+b", 401)]
    public async Task Behind_a_proxy_the_url_is_the_one_that_the_sender_has_called(string url, int status)
    {
        string? seen = null;
        await using var host = await StartAsync(new Uri("https://hooks.example.com/app/"), message =>
        {
            seen = message.Url;
            return new WebhookContent();
        });
        var answer = await host.PostFormAsync("/webhooks/sms?x=%2c+b", "Body=hi&From=%2B14155550123", Sign(url + "Bodyhi" + "From+14155550123"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 200 ? "https://hooks.example.com/app/webhooks/sms?x=%2c+b" : null, seen);
    }

    [Fact]
    public async Task A_repeated_start_does_not_lift_an_opt_out_that_came_after_it()
    {
        await using var host = await StartAsync(null, _ => new WebhookContent { Resumed = [Listed] });
        var (reports, operations) = (host.Services.GetRequiredService<ICampaignReports>(), host.Services.GetRequiredService<ICampaignOperations>());
        var signature = Sign($"{host.Http.BaseAddress}webhooks/sms" + "BodySTART");

        await reports.SuppressAsync(Listed);
        Assert.Equal(200, (int)(await host.PostFormAsync("/webhooks/sms", "Body=START", signature)).StatusCode);
        Assert.Empty(await operations.FindSuppressionsAsync(Ann));

        await reports.SuppressAsync(Listed);
        Assert.Equal(200, (int)(await host.PostFormAsync("/webhooks/sms", "Body=START", signature)).StatusCode);
        Assert.NotEmpty(await operations.FindSuppressionsAsync(Ann));
    }

    [Fact]
    public async Task A_reader_cannot_resume_a_person_of_another_tenant()
    {
        await using var host = await StartAsync(null, _ => new WebhookContent { Resumed = [Listed] }, tenant: "other");
        await host.Services.GetRequiredService<ICampaignReports>().SuppressAsync(Listed);
        Assert.Equal(422, (int)(await host.PostFormAsync("/webhooks/sms", "Body=START", Sign($"{host.Http.BaseAddress}webhooks/sms" + "BodySTART"))).StatusCode);
        Assert.NotEmpty(await host.Services.GetRequiredService<ICampaignOperations>().FindSuppressionsAsync(Ann));
    }

    private static Task<TestHost> StartAsync(Uri? publicUrl, Func<WebhookMessage, WebhookContent> read, string? tenant = null) => TestHost.StartAsync(
        campaigns => campaigns.AddWebhook("sms", options =>
        {
            options.TwilioTokens.Add(Token);
            options.PublicUrl = publicUrl;
            options.Tenant = tenant;
            options.Reader = _ => new ReaderOf(read);
        }),
        map: app => app.MapCampaignsWebhooks());

    private static string Sign(string text) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(text)));
}
