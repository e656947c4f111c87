using Campaigns.Smtp;

namespace Campaigns.Providers.Tests.Smtp;

/// <summary>An SMTP provider for tests.</summary>
internal static class Mail
{
    public const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    public const string OldKey = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

    public static SmtpOptions Options(int port = 25, Action<SmtpOptions>? configure = null)
    {
        var options = new SmtpOptions
        {
            Host = "127.0.0.1", Port = port, Security = SmtpSecurity.None, From = "Acme <hello@acme.example>",
            Timeout = TimeSpan.FromSeconds(20),
        };
        options.SigningKeys.Add(Key);
        configure?.Invoke(options);
        return options;
    }

    public static DispatchRequest Hello() => Requests.Message(Channels.Email, "Hello Ann", "News");

    /// <summary>Sends one message to a scripted server and shows the answer.</summary>
    public static async Task<string> SendAsync(ScriptedSmtp server, Action<SmtpOptions>? configure = null)
    {
        using var provider = new SmtpProvider(Options(server.Port, configure));
        return Answer.Show(await provider.DispatchAsync(Hello(), TestContext.Current.CancellationToken));
    }
}
