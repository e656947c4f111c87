using System.Text;
using Campaigns.Twilio;

namespace Campaigns.Providers.Tests.Twilio;

/// <summary>A Twilio account for tests: its options, and requests as Twilio signs them.</summary>
internal static class Account
{
    public const string Sid = "AC0123456789abcdef0123456789abcdef";
    public const string Token = "12345";
    public const string Call = "CA0123456789abcdef0123456789abcdef";
    public const string Message = "SM0123456789abcdef0123456789abcdef";
    public const string Number = "+15550100099";
    public const string Attempt = "0123456789abcdef-42-1";

    public static TwilioOptions Options(Action<TwilioOptions>? configure = null)
    {
        var options = new TwilioOptions
        {
            AccountSid = Sid, AuthToken = Token, StatusCallback = new Uri("https://host.example.com/twilio"), LookUpDelay = TimeSpan.Zero,
            Voice = new TwilioVoiceOptions { From = Number }, Sms = new TwilioSmsOptions { From = Number }, Tenant = "acme",
        };
        configure?.Invoke(options);
        return options;
    }

    /// <summary>Reads a request with these fields, signed by the account.</summary>
    public static TwilioCallback Read(string fields, string query = $"?attempt={Attempt}", Action<TwilioOptions>? configure = null)
    {
        var body = $"AccountSid={Sid}&{fields}";
        var url = $"https://host.example.com/twilio{query}";
        var form = body.Split('&').Select(pair => pair.Split('=')).Select(
            pair => KeyValuePair.Create(pair[0], Uri.UnescapeDataString(pair[1].Replace('+', ' '))));
        var signature = TwilioSignature.Compute(url, form, Token);
        return new TwilioCallbacks(Options(configure)).Read(query, signature, Encoding.UTF8.GetBytes(body));
    }
}
