using System.Text;
using Campaigns.Twilio;

namespace Campaigns.Providers.Tests.Twilio;

/// <summary>Twilio's published vectors: with other ports, with repeated fields, and with a JSON body.</summary>
public class TwilioSignatureTests
{
    private const string Token = "12345";
    private const string Url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private const string Hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    private static readonly byte[] Json = Encoding.UTF8.GetBytes("""{"property": "value", "boolean": true}""");

    private static readonly KeyValuePair<string, string>[] Form =
    [
        new("CallSid", "CA1234567890ABCDE"), new("Caller", "+14158675309"), new("Digits", "1234"), new("From", "+14158675309"),
        new("To", "+18005551212"),
    ];

    [Theory]
    [InlineData("https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData("https://mycompany.com:443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w=")]
    [InlineData("https://mycompany.com/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w=")] // signed with the port
    [InlineData("https://mycompany.com:443/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")] // signed without it
    [InlineData("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=")]
    [InlineData("http://mycompany.com:80/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4=")]
    [InlineData("http://mycompany.com/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4=")]
    [InlineData("https://mycompany.com:8443/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")] // as Twilio's libraries take it
    [InlineData("https://me:pw@mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")] // signed without the password
    [InlineData("https://me:pw@mycompany.com:8443/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    public void Published_form_is_valid(string url, string signature) =>
        Assert.True(TwilioSignature.IsValid(url, [.. Form.Reverse()], signature, ["other", Token]));

    [Theory]
    [InlineData("https://mycompany.com:8443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w=")] // signed with another port
    [InlineData("http://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData("https://mycompany.com/myapp.php?bar=2&foo=1", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData(Url, "RSOYDt4T1cUTdK1PDd93/VVr8B8")]
    [InlineData(Url, "rSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData(Url, "")]
    [InlineData(Url, null)]
    public void Another_address_or_signature_is_not(string url, string? signature) =>
        Assert.False(TwilioSignature.IsValid(url, Form, signature, [Token]));

    [Fact]
    public void Form_that_was_changed_or_another_token_is_refused()
    {
        const string signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

        Assert.False(TwilioSignature.IsValid(Url, [.. Form, new("CallStatus", "completed")], signature, [Token]));
        Assert.False(TwilioSignature.IsValid(Url, Form[1..], signature, [Token]));
        Assert.False(TwilioSignature.IsValid(Url, Form, signature, ["54321"]));
        Assert.False(TwilioSignature.IsValid(Url, Form, TwilioSignature.Compute(Url, Form, ""), [""])); // an empty token counts for nobody
        Assert.False(TwilioSignature.IsValid(Url, Form, signature, []));
    }

    [Fact]
    public void Repeated_fields_are_sorted_and_count_once_per_value()
    {
        KeyValuePair<string, string>[] form =
            [new("Sid", "CA123"), new("SidAccount", "AC123"), new("Digits", "5678"), new("Digits", "1234"), new("Digits", "1234")];

        Assert.True(TwilioSignature.IsValid(Url, form, "IK+Dwps556ElfBT0I3Rgjkr1wJU=", [Token]));
    }

    [Theory]
    [InlineData(Hash, "a9nBmqA0ju/hNViExpshrM61xv4=", true)]
    [InlineData(Hash, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", false)]
    [InlineData("0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6621", null, false)]
    [InlineData("", null, false)]
    [InlineData(Hash + "&bodySHA256=" + Hash, null, false)]
    public void Body_is_valid_with_its_hash_in_the_signed_address(string hash, string? signature, bool isValid)
    {
        var url = $"{Url}&bodySHA256={hash}";

        Assert.Equal(isValid, TwilioSignature.IsValidBody(url, Json, signature ?? TwilioSignature.Compute(url, [], Token), [Token]));
    }

    [Fact]
    public void Body_that_was_changed_or_has_no_hash_is_refused()
    {
        Assert.False(TwilioSignature.IsValidBody($"{Url}&bodySHA256={Hash}", Json[1..], "a9nBmqA0ju/hNViExpshrM61xv4=", [Token]));
        Assert.False(TwilioSignature.IsValidBody(Url, Json, TwilioSignature.Compute(Url, [], Token), [Token]));
    }
}
