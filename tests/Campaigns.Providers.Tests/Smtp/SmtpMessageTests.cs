using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Campaigns.Smtp;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Net;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Campaigns.Providers.Tests.Smtp;

/// <summary>Messages as a mail server gets them: a scripted one for the bytes, and a real one for TLS and credentials.</summary>
public class SmtpMessageTests
{
    [Fact]
    public async Task Message_has_the_headers_that_mailbox_providers_ask_for()
    {
        await using var server = new ScriptedSmtp();
        using var provider = new SmtpProvider(Mail.Options(server.Port, options =>
        {
            options.ReplyTo = "replies@acme.example";
            options.BounceAddress = "b+{attempt}@acme.example";
            options.UnsubscribeUrl = new Uri("https://acme.example/unsubscribe?lang=en");
        }));
        var request = Requests.Message(Channels.Email, "Hello Ann. Leave: %unsubscribe_url%", "Grüße aus Köln");

        var result = await provider.DispatchAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("Completed Completed", Answer.Show(result));
        var seal = new Seals([Mail.Key]).Seal(request.Attempt);
        Assert.Contains($"MAIL FROM:<b+{seal}@acme.example>", string.Join('\n', server.Commands), StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<ann@example.com>", server.Commands);
        var text = Assert.Single(server.Messages);
        var message = Parse(text);
        Assert.Equal($"{seal}@acme.example", message.MessageId);
        Assert.Equal(("Grüße aus Köln", "ann@example.com"), (message.Subject, message.To.ToString()));
        Assert.Equal(("\"Acme\" <hello@acme.example>", "replies@acme.example"), (message.From.ToString(), message.ReplyTo.ToString()));
        Assert.Equal("List-Unsubscribe=One-Click", message.Headers["List-Unsubscribe-Post"]);
        var link = message.Headers["List-Unsubscribe"]!.Trim();
        Assert.Matches("^<https://acme\\.example/unsubscribe\\?lang=en&token=[A-Za-z0-9_-]+>$", link);
        Assert.Equal($"Hello Ann. Leave: {link[1..^1]}", message.TextBody!.TrimEnd());
        Assert.DoesNotContain("=?", text.Split("List-Unsubscribe:")[1].Split("\r\n")[0], StringComparison.Ordinal); // not encoded
        Assert.Equal(1, text.Split("\r\n\r\n")[0].Split("token=").Length - 1);
    }

    [Fact]
    public async Task Html_is_sent_as_html_and_a_line_with_a_dot_survives()
    {
        await using var server = new ScriptedSmtp();
        using var provider = new SmtpProvider(Mail.Options(server.Port));
        var step = new ContactStep { Channel = Channels.Email, Subject = "News", Content = "<p>\n.\n..a</p>", Format = ContentFormat.Html };

        await provider.DispatchAsync(Requests.Of(step), TestContext.Current.CancellationToken);

        var message = Parse(Assert.Single(server.Messages));
        Assert.Equal("<p>\n.\n..a</p>", message.HtmlBody!.ReplaceLineEndings("\n").TrimEnd());
    }

    [Theory]
    [InlineData(null, "News", ContentFormat.Text, "NotPlaced the step has no content")]
    [InlineData("Hello", null, ContentFormat.Text, "NotPlaced the step has no subject")]
    [InlineData("<a/>", "News", ContentFormat.Xml, "NotPlaced the content of an e-mail must be text or HTML")]
    [InlineData("Leave: %unsubscribe_url%", "News", ContentFormat.Text,
        "NotPlaced the content has %unsubscribe_url%, but the options have no UnsubscribeUrl")]
    public async Task Content_that_makes_no_message_is_not_sent(string? content, string? subject, ContentFormat format, string answer)
    {
        await using var server = new ScriptedSmtp();
        using var provider = new SmtpProvider(Mail.Options(server.Port));
        var step = new ContactStep { Channel = Channels.Email, Subject = subject, Content = content, Format = format };

        Assert.Equal(answer, Answer.Show(await provider.DispatchAsync(Requests.Of(step), TestContext.Current.CancellationToken)));
        Assert.Empty(server.Commands);
    }

    [Theory]
    [InlineData("info@bücher.example")]
    [InlineData("info@xn--bcher-kva.example")]
    public async Task Address_with_an_international_domain_gets_its_message(string address)
    {
        await using var server = new ScriptedSmtp();
        using var provider = new SmtpProvider(Mail.Options(server.Port));
        var contact = new Dictionary<string, string> { [Channels.Email] = address };
        var capture = new ScriptedProvider(new VirtualTimeProvider());
        using var harness = new CampaignHarness(options => options.AddProvider(Channels.Email, capture));
        var step = new ContactStep { Channel = Channels.Email, Subject = "News", Content = "Hello" };
        harness.Run(new CampaignDefinition { Name = "n", Steps = [step] }, new Contact("ann", addresses: contact));

        var result = await provider.DispatchAsync(capture.Dispatches[0].Request, TestContext.Current.CancellationToken);

        Assert.Equal("Completed Completed", Answer.Show(result));
        Assert.Contains("RCPT TO:<info@xn--bcher-kva.example>", server.Commands);
    }

    [Theory]
    [InlineData("ann@example.com,bob@example.com")]
    [InlineData("ann@@example.com")]
    [InlineData("ann")]
    public async Task Address_that_is_not_one_mailbox_gets_nothing(string address)
    {
        await using var server = new ScriptedSmtp();
        using var provider = new SmtpProvider(Mail.Options(server.Port));
        var contact = new Dictionary<string, string> { ["letters"] = address }; // a channel whose addresses Core does not judge
        var capture = new ScriptedProvider(new VirtualTimeProvider());
        using var harness = new CampaignHarness(options => options.AddProvider("letters", capture));
        var step = new ContactStep { Channel = "letters", Subject = "News", Content = "Hello" };
        harness.Run(new CampaignDefinition { Name = "n", Steps = [step] }, new Contact("ann", addresses: contact));

        var result = await provider.DispatchAsync(capture.Dispatches[0].Request, TestContext.Current.CancellationToken);

        Assert.Equal("Unreachable the address is not one e-mail address", Answer.Show(result));
        Assert.Empty(server.Commands);
    }

    [Theory]
    [InlineData(true, "secret", "Completed Completed")]
    [InlineData(true, "wrong", "Unavailable the mail server refuses the credentials")]
    [InlineData(false, "secret", "Down the TLS handshake failed: is the certificate valid, and the port right?")]
    public async Task Real_server_gets_the_message_over_TLS_with_credentials(bool trusts, string password, string answer)
    {
        var store = new Store();
        using var stop = new CancellationTokenSource();
        var (server, port) = Start(store, stop.Token);
        using var provider = new SmtpProvider(Mail.Options(port, options =>
        {
            options.Security = SmtpSecurity.StartTls;
            (options.UserName, options.Password) = ("acme", password);
            options.CertificateValidation = trusts ? (_, certificate, _, _) => certificate?.Subject == "CN=localhost" : null;
        }));

        var result = await provider.DispatchAsync(Mail.Hello(), TestContext.Current.CancellationToken);

        Assert.Equal(answer, Answer.Show(result));
        Assert.Equal(answer.StartsWith("Completed", StringComparison.Ordinal) ? 1 : 0, store.Messages.Count);
        await stop.CancelAsync();
        await server;
    }

    [Fact]
    public void Problems_of_the_options_are_told_at_once_without_secrets()
    {
        var options = new SmtpOptions
        {
            Port = 0, Security = SmtpSecurity.None, Host = "mail.example.com", Password = "hunter2", From = "acme",
            UnsubscribeUrl = new Uri("http://acme.example/u"), UnsubscribeScope = OptOutScope.None,
        };
        options.SigningKeys.Add("aHVudGVyMg==");

        var refused = Assert.Throws<CampaignException>(() => new SmtpProvider(options));

        Assert.StartsWith("The SMTP provider has 7 problem(s): Port is 0: use 1 to 65535.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", refused.Message, StringComparison.Ordinal);
        options.AllowPlaintext = true;
        Assert.DoesNotContain("Security", Assert.Throws<CampaignException>(options.Validate).Message, StringComparison.Ordinal);
    }

    private static MimeKit.MimeMessage Parse(string text) => MimeKit.MimeMessage.Load(
        new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);

    private static (Task Server, int Port) Start(Store store, CancellationToken stop)
    {
        var endpoint = new EndpointDefinitionBuilder().Endpoint(new IPEndPoint(IPAddress.Loopback, 0)).Certificate(Certificate())
            .AllowUnsecureAuthentication(false).AuthenticationRequired().Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add((IMessageStore)store);
        services.Add((IUserAuthenticator)new DelegatingUserAuthenticator((_, password) => password == "secret"));
        var port = 0;
        var listeners = new EndpointListenerFactory();
        listeners.EndpointStarted += (_, started) => port = ((IPEndPoint)started.LocalEndPoint).Port;
        services.Add(listeners);
        var server = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint).Build(), services);
        var running = server.StartAsync(stop);
        return (running, port);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private sealed class Store : MessageStore
    {
        public List<string> Messages { get; } = [];

        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, System.Buffers.ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken)
        {
            Messages.Add(transaction.To[0].User);
            return Task.FromResult(SmtpResponse.Ok);
        }
    }
}
