using System.Text;
using Campaigns.Webhooks;

namespace Campaigns.AspNetCore.Tests.Webhooks;

/// <summary>The vectors are those of Twilio's own libraries.</summary>
public sealed class TwilioSchemeTests
{
    private const string Token = "12345";
    private const string Url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private const string Signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    private const string Form = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
    private const string Json = "{\"property\": \"value\", \"boolean\": true}";
    private const string JsonUrl = Url + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    private const string JsonSignature = "a9nBmqA0ju/hNViExpshrM61xv4=";

    [Theory]
    [InlineData(Url, Signature)]
    [InlineData("https://mycompany.com:443/myapp.php?foo=1&bar=2", Signature)]
    [InlineData(Url, "kvajT1Ptam85bY51eRf/AJRuM3w=")]
    [InlineData("https://mycompany.com:443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w=")]
    [InlineData("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=")]
    [InlineData("http://mycompany.com/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4=")]
    public void The_published_vectors_are_valid_with_and_without_the_standard_port(string url, string signature) =>
        Assert.True(Verify(signature, url, Form));

    [Fact]
    public void Fields_are_sorted_and_each_value_of_a_name_counts_once()
    {
        const string Duplicates = "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234";
        Assert.True(Verify("IK+Dwps556ElfBT0I3Rgjkr1wJU=", Url, Duplicates));
    }

    [Fact]
    public void A_body_that_is_no_form_is_bound_by_its_hash_in_the_url()
    {
        Assert.True(Verify(JsonSignature, JsonUrl, Json, isForm: false));
        Assert.False(Verify(JsonSignature, JsonUrl, Json + " ", isForm: false));
        Assert.False(Verify(JsonSignature, JsonUrl.Replace("0a1f", "0a1e", StringComparison.Ordinal), Json,
            isForm: false));
    }

    [Fact]
    public void A_body_that_nothing_binds_is_refused()
    {
        var overUrlAlone = Sign(Url);
        Assert.True(Verify(overUrlAlone, Url, "", isForm: false));
        Assert.False(Verify(overUrlAlone, Url, Json, isForm: false));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not base64!")]
    [InlineData("")]
    [InlineData("RSOYDt4T1cUTdK1PDd93")]
    [InlineData("AAAYDt4T1cUTdK1PDd93/VVr8B8=")]
    public void Everything_else_is_refused(string? signature) => Assert.False(Verify(signature, Url, Form));

    [Fact]
    public void Two_hashes_of_a_body_in_a_url_count_as_none() =>
        Assert.False(Verify(Sign(JsonUrl + "&bodySHA256=00"), JsonUrl + "&bodySHA256=00", Json, isForm: false));

    [Fact]
    public void Either_token_verifies_during_a_rotation()
    {
        var body = Encoding.UTF8.GetBytes(Form);
        Assert.True(TwilioScheme.IsSigned(Url, body, isForm: true, Signature, ["new", Token]));
        Assert.False(TwilioScheme.IsSigned(Url, body, isForm: true, Signature, ["new"]));
        Assert.False(TwilioScheme.IsSigned(Url, body, isForm: true, Signature, [])); // nobody has signed it
    }

    private static bool Verify(string? signature, string url, string body, bool isForm = true) =>
        TwilioScheme.IsSigned(url, Encoding.UTF8.GetBytes(body), isForm, signature, [Token]);

    private static string Sign(string text) =>
        Convert.ToBase64String(System.Security.Cryptography.HMACSHA1.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(text)));
}
