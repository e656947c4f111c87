using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.Webhooks;
using Microsoft.AspNetCore.DataProtection;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>Messages are signed, and secrets are kept safe.</summary>
public sealed class SecretTests
{
    [Fact]
    public async Task Both_secrets_sign_while_the_receiver_changes_over()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var (endpoint, former) = await harness.AddEndpointAsync("a.test");
        await SendAsync(harness, 1);
        var secret = await harness.Webhooks.RotateAsync(endpoint, TimeSpan.FromHours(24), default);
        await SendAsync(harness, 2);
        harness.Time.Advance(TimeSpan.FromHours(24));
        await SendAsync(harness, 3);

        var sent = harness.Receivers.All;
        Assert.Equal((true, false), (IsSigned(sent[0], former), IsSigned(sent[0], secret!)));
        Assert.Equal((true, true), (IsSigned(sent[1], former), IsSigned(sent[1], secret!)));
        Assert.Equal((false, true), (IsSigned(sent[2], former), IsSigned(sent[2], secret!)));
    }

    [Fact]
    public void The_published_vector_is_signed_as_published() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}"u8));

    [Fact]
    public async Task Without_data_protection_no_secret_is_stored_unless_the_host_says_so()
    {
        await using var harness = await WebhookHarness.StartAsync(options => options.AllowPlainSecrets = false);
        var refusal = await Assert.ThrowsAsync<CampaignException>(() => harness.AddEndpointAsync("a.test"));
        Assert.Contains("AddDataProtection", refusal.Message);
    }

    [Fact]
    public void A_stored_secret_does_not_show_the_secret_and_needs_the_same_keys()
    {
        var protection = new EphemeralDataProtectionProvider();
        var stored = new SecretProtector(protection, false).Protect("whsec_abc");
        Assert.DoesNotContain("abc", stored);
        Assert.Equal("whsec_abc", new SecretProtector(protection, false).Unprotect(stored));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => new SecretProtector(null, true).Unprotect(stored));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(
            () => new SecretProtector(new EphemeralDataProtectionProvider(), true).Unprotect(stored));
    }

    private static async Task SendAsync(WebhookHarness harness, int count)
    {
        harness.Change();
        await Until.HoldsAsync(() => harness.Receivers.All.Count == count);
    }

    private static bool IsSigned((SendRequest Request, DateTimeOffset At) sent, string secret) =>
        new WebhookSignature(secret).Verify(
            (sent.Request.Id, sent.Request.Timestamp, sent.Request.Signatures),
            sent.Request.Body, sent.At, TimeSpan.FromMinutes(1)) == SignatureVerdict.Valid;
}
