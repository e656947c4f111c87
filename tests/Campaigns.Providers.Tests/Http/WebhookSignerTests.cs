using System.Globalization;
using System.Text;
using Campaigns.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Providers.Tests.Http;

/// <summary>Standard Webhooks 1.0.0, with its published vector, and the orders of signatures that break other libraries.</summary>
public class WebhookSignerTests
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string OldKey = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string Bad = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    private const string Ed25519 = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
    private const long Timestamp = 1_614_265_330;
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly string Sent = Timestamp.ToString(CultureInfo.InvariantCulture);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(Timestamp));

    [Fact]
    public void Published_message_is_signed_as_published() =>
        Assert.Equal(Good, new WebhookSigner([Key], _time).Sign(Id, _time.GetUtcNow(), Body));

    [Theory]
    [InlineData(Good)]
    [InlineData($"{Good} {Bad}")]
    [InlineData($"{Bad} {Good}")] // old, new
    [InlineData($"{Ed25519} {Good}")] // v1a, v1
    [InlineData($"{Good} {Ed25519}")]
    [InlineData($"v2,x v1,not-base64 v1, {Bad}  {Good}")]
    public void Right_signature_counts_in_any_order(string signatures) =>
        Assert.Equal(WebhookVerdict.Valid, new WebhookSigner([Key], _time).Verify(Id, Sent, signatures, Body));

    [Theory]
    [InlineData(Bad)]
    [InlineData(Ed25519)]
    [InlineData("v1,")]
    [InlineData("v1,g0hM")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Other_signatures_are_wrong(string signatures) =>
        Assert.Equal(WebhookVerdict.WrongSignature, new WebhookSigner([Key], _time).Verify(Id, Sent, signatures, Body));

    [Fact]
    public void Every_key_signs_and_any_key_verifies_while_keys_rotate()
    {
        var both = new WebhookSigner([OldKey, Key], _time);
        var signatures = both.Sign(Id, _time.GetUtcNow(), Body);

        Assert.Equal(2, signatures.Split(' ').Length);
        Assert.Equal(WebhookVerdict.Valid, new WebhookSigner([Key], _time).Verify(Id, Sent, signatures, Body));
        Assert.Equal(WebhookVerdict.Valid, new WebhookSigner([OldKey], _time).Verify(Id, Sent, signatures, Body));
        Assert.Equal(WebhookVerdict.Valid, both.Verify(Id, Sent, Good, Body));
        Assert.Equal(WebhookVerdict.WrongSignature, new WebhookSigner([OldKey], _time).Verify(Id, Sent, Good, Body));
    }

    [Theory]
    [InlineData(300, WebhookVerdict.Valid)]
    [InlineData(301, WebhookVerdict.TooOld)]
    [InlineData(-300, WebhookVerdict.Valid)]
    [InlineData(-301, WebhookVerdict.TooNew)]
    public void Tolerance_counts_in_both_directions(int seconds, WebhookVerdict verdict)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Timestamp).AddSeconds(seconds));

        Assert.Equal(verdict, new WebhookSigner([Key], time).Verify(Id, Sent, Good, Body));
    }

    [Theory]
    [InlineData(null, "1614265330", Good)]
    [InlineData("", "1614265330", Good)]
    [InlineData("msg.1", "1614265330", Good)] // a dot would move the border between the signed parts
    [InlineData(Id, null, Good)]
    [InlineData(Id, "now", Good)]
    [InlineData(Id, "-1614265330", Good)]
    [InlineData(Id, "1614265330.0", Good)]
    [InlineData(Id, "1614265330", null)]
    [InlineData(Id, "1614265330", "")]
    public void Missing_or_odd_headers_are_refused(string? id, string? timestamp, string? signatures) =>
        Assert.Equal(WebhookVerdict.MissingHeader, new WebhookSigner([Key], _time).Verify(id, timestamp, signatures, Body));

    [Fact]
    public void One_changed_byte_or_another_id_is_refused()
    {
        var signer = new WebhookSigner([Key], _time);
        byte[] changed = [.. Body];
        changed[^2] ^= 1;

        Assert.Equal(WebhookVerdict.WrongSignature, signer.Verify(Id, Sent, Good, changed));
        Assert.Equal(WebhookVerdict.WrongSignature, signer.Verify(Id + "x", Sent, Good, Body));
        Assert.Equal(WebhookVerdict.WrongSignature, signer.Verify(Id, "1614265331", Good, Body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64")]
    public void Weak_keys_are_refused_and_not_shown(string key)
    {
        var refused = Assert.Throws<ArgumentException>(() => new WebhookSigner([Key, key]));

        Assert.StartsWith("The key at index 1 is not valid", refused.Message, StringComparison.Ordinal);
        Assert.False(WebhookSigner.IsKey(key));
        Assert.Throws<ArgumentException>(() => new WebhookSigner([]));
    }
}
