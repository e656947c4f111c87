using System.Text;
using Campaigns.Webhooks;

namespace Campaigns.AspNetCore.Tests.Webhooks;

/// <summary>The vectors are those of the Standard Webhooks project.</summary>
public sealed class WebhookSignatureTests
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string OtherKey = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Time = "1614265330";
    private const string Good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string Bad = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    private const string Asymmetric = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"test\": 2432232314}");
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Fact]
    public void The_published_vector_is_signed_and_verified()
    {
        Assert.Equal(Good, new WebhookSignature(Key).Sign(Id, Then, Body));
        Assert.Equal(SignatureVerdict.Valid, Verify(new WebhookSignature(Key), Good));
        Assert.Equal(SignatureVerdict.Valid, Verify(new WebhookSignature(Key["whsec_".Length..]), Good));
    }

    [Theory]
    [InlineData($"{Good} {Bad}")]
    [InlineData($"{Bad} {Good}")]
    [InlineData($"{Asymmetric} {Good}")]
    [InlineData($"{Good} {Asymmetric}")]
    [InlineData($"{Bad} {Asymmetric} {Good} {Bad}")]
    [InlineData($"v2,AAAA rubbish v1 v1, {Good}")]
    public void A_valid_signature_may_stand_anywhere_in_the_list(string signatures) =>
        Assert.Equal(SignatureVerdict.Valid, Verify(new WebhookSignature(Key), signatures));

    [Fact]
    public void During_a_rotation_both_keys_sign_and_either_verifies()
    {
        var signatures = new WebhookSignature(OtherKey, Key).Sign(Id, Then, Body);

        Assert.Equal(2, signatures.Split(' ').Length);
        Assert.Equal(SignatureVerdict.Valid, Verify(new WebhookSignature(Key), signatures));
        Assert.Equal(SignatureVerdict.Valid, Verify(new WebhookSignature(OtherKey), signatures));
        Assert.Equal(SignatureVerdict.Valid, Verify(new WebhookSignature(OtherKey, Key), Good));
        Assert.Equal(SignatureVerdict.Valid, Verify(new WebhookSignature(Key, OtherKey), Good));
        Assert.Equal(SignatureVerdict.Wrong, Verify(new WebhookSignature(WebhookSignature.NewKey()), signatures));
    }

    [Theory]
    [InlineData(null, Time, Good, nameof(SignatureVerdict.Missing))]
    [InlineData("", Time, Good, nameof(SignatureVerdict.Missing))]
    [InlineData(Id, null, Good, nameof(SignatureVerdict.Missing))]
    [InlineData(Id, Time, null, nameof(SignatureVerdict.Missing))]
    [InlineData(Id, "-1614265330", Good, nameof(SignatureVerdict.Missing))]
    [InlineData(Id, "1614265330.0", Good, nameof(SignatureVerdict.Missing))]
    [InlineData(Id, "99999999999999999999", Good, nameof(SignatureVerdict.Missing))]
    [InlineData(Id, "9223372036854775807", Good, nameof(SignatureVerdict.OutsideTolerance))]
    [InlineData(Id, "1614265029", Good, nameof(SignatureVerdict.OutsideTolerance))]
    [InlineData(Id, "1614265631", Good, nameof(SignatureVerdict.OutsideTolerance))]
    [InlineData(Id, "1614265331", Good, nameof(SignatureVerdict.Wrong))]
    [InlineData("msg_other", Time, Good, nameof(SignatureVerdict.Wrong))]
    [InlineData(Id, Time, "", nameof(SignatureVerdict.Missing))]
    [InlineData(Id, Time, Bad, nameof(SignatureVerdict.Wrong))]
    [InlineData(Id, Time, Asymmetric, nameof(SignatureVerdict.Wrong))]
    [InlineData(Id, Time, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1A==", nameof(SignatureVerdict.Wrong))]
    [InlineData(Id, Time, "v1,g0hM9SsE", nameof(SignatureVerdict.Wrong))]
    [InlineData(Id, Time, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", nameof(SignatureVerdict.Wrong))]
    public void Everything_else_is_refused(string? id, string? time, string? signatures, string verdict) =>
        Assert.Equal(verdict, new WebhookSignature(Key).Verify((id, time, signatures), Body, Then, FiveMinutes).ToString());

    [Fact]
    public void A_changed_byte_of_the_body_is_noticed()
    {
        var changed = Encoding.UTF8.GetBytes("{\"test\":  2432232314}");
        Assert.Equal(SignatureVerdict.Wrong, new WebhookSignature(Key).Verify((Id, Time, Good), changed, Then, FiveMinutes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64 at all, not at all")]
    public void A_key_that_protects_nothing_is_refused_without_showing_it(string key)
    {
        var error = Assert.Throws<ArgumentException>(() => new WebhookSignature(key));
        Assert.True(key.Length < 7 || !error.Message.Contains(key[6..], StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new WebhookSignature());
    }

    private static SignatureVerdict Verify(WebhookSignature signature, string signatures) =>
        signature.Verify((Id, Time, signatures), Body, Then, FiveMinutes);
}
