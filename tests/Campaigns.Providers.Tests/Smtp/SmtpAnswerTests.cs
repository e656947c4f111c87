using System.Net;
using System.Net.Sockets;
using Campaigns.Smtp;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Providers.Tests.Smtp;

/// <summary>What each answer of a mail server means, and what a cut connection means before and after the message's text.</summary>
public class SmtpAnswerTests
{
    [Theory]
    [InlineData("greeting", "421 4.3.2 too busy", "Down SMTP 421 4.3.2")]
    [InlineData("greeting", "554 5.7.1 no service for you", "Down SMTP 554 5.7.1")]
    [InlineData("EHLO", "550 5.7.1 go away", "Down")]
    [InlineData("MAIL", "450 4.7.1 slow down", "ProviderRetryAt past")]
    [InlineData("MAIL", "452 4.3.1 no space", "ProviderRetryAt past")]
    [InlineData("MAIL", "421 4.7.0 closing", "Down SMTP 421 4.7.0")]
    [InlineData("MAIL", "530 5.7.0 sign in first", "Unavailable the mail server asks for credentials")]
    [InlineData("MAIL", "553 5.1.8 sender refused", "Unavailable SMTP 553 5.1.8")]
    [InlineData("MAIL", "552 5.3.4 too large", "Completed Failed")]
    [InlineData("RCPT", "550 5.1.1 <ann@example.com>: user unknown", "Unreachable SMTP 550 5.1.1")]
    [InlineData("RCPT", "550 5.1.2 bad domain", "Unreachable SMTP 550 5.1.2")]
    [InlineData("RCPT", "556 5.1.10 null MX", "Unreachable SMTP 556 5.1.10")]
    [InlineData("RCPT", "550 5.2.1 mailbox disabled", "Unreachable SMTP 550 5.2.1")]
    [InlineData("RCPT", "550 no such user", "Unreachable SMTP 550")]
    [InlineData("RCPT", "550 mailbox unavailable", "Unreachable SMTP 550")]
    [InlineData("RCPT", "553 mailbox name not allowed", "Unreachable SMTP 553")]
    [InlineData("RCPT", "550 5.7.1 blocked using a list", "NotPlaced SMTP 550 5.7.1")]
    [InlineData("RCPT", "550 relay access denied", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "554 5.7.1 <spam@example.com>: no", "NotPlaced SMTP 554 5.7.1")]
    [InlineData("RCPT", "550 5.4.1 Recipient address rejected: Access denied", "NotPlaced SMTP 550 5.4.1")]
    [InlineData("RCPT", "550 Sender verify failed", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "550 Verification failed for sender", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "550 <me@example.com>: Sender address rejected: Domain not found", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "550 Reverse DNS lookup failed", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "550 Client host rejected: cannot find your hostname", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "550 Invalid HELO", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "550 Too many messages", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "550 Your IP is banned", "NotPlaced SMTP 550")]
    [InlineData("RCPT", "550 Recipient address rejected: undeliverable address: Recipient verify failed", "Unreachable SMTP 550")]
    [InlineData("RCPT", "550 Address verification failed", "Unreachable SMTP 550")]
    [InlineData("RCPT", "550 5.1.1 Your message to ann could not be delivered: the sender used a wrong address", "Unreachable SMTP 550")]
    [InlineData("RCPT", "552 5.2.2 mailbox full", "Completed Failed")]
    [InlineData("RCPT", "450 4.2.1 greylisted", "NotPlaced SMTP 450 4.2.1")]
    [InlineData("RCPT", "451 4.7.1 try later", "NotPlaced SMTP 451 4.7.1")]
    [InlineData("RCPT", "452 4.2.2 mailbox full", "NotPlaced SMTP 452 4.2.2")]
    [InlineData("RCPT", "421 4.7.0 closing", "Down SMTP 421 4.7.0")]
    [InlineData("DATA", "451 4.3.0 later", "NotPlaced SMTP 451 4.3.0")]
    [InlineData("DATA", "554 5.5.1 no valid recipients", "Completed Failed")]
    [InlineData(".", "451 4.3.0 later", "NotPlaced SMTP 451 4.3.0")]
    [InlineData(".", "421 4.3.0 closing", "Down SMTP 421 4.3.0")]
    [InlineData(".", "550 5.1.1 user unknown", "Unreachable SMTP 550 5.1.1")]
    [InlineData(".", "554 5.7.1 spam", "Completed Failed")]
    [InlineData(".", "552 5.3.4 too large", "Completed Failed")]
    [InlineData(".", "250 2.0.0 queued", "Completed Completed")]
    public async Task Answer_means(string verb, string answer, string meaning)
    {
        await using var server = new ScriptedSmtp((verb, answer), ("HELO", "550 5.7.1 go away"));

        Assert.StartsWith(meaning, await Mail.SendAsync(server), StringComparison.Ordinal);
        Assert.True(server.Commands.Count(command => command.StartsWith("DATA", StringComparison.Ordinal)) <= 1);
    }

    [Theory]
    [InlineData("greeting", "Down")]
    [InlineData("EHLO", "Down")]
    [InlineData("MAIL", "Down")]
    [InlineData("RCPT", "Down")]
    [InlineData("DATA", "Down")]
    [InlineData(".", "Completed Unknown")] // the final dot has arrived, and no answer came: it may be delivered
    public async Task Cut_connection_means(string verb, string meaning)
    {
        await using var server = new ScriptedSmtp((verb, "cut"), ("HELO", "cut"));

        Assert.StartsWith(meaning, await Mail.SendAsync(server), StringComparison.Ordinal);
        Assert.Equal(verb == "." ? 1 : 0, server.Messages.Count); // never sent again
        Assert.Equal(verb == "greeting" ? 0 : 1, server.Commands.Count(command => command.StartsWith("EHLO", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("DATA", "354 go|cut", "Completed Unknown")] // some of the text may have arrived, and its end with it
    [InlineData("greeting", "HTTP/1.1 400 Bad Request", "Down the connection to the mail server was lost")]
    public async Task Odd_answer_means(string verb, string answer, string meaning)
    {
        await using var server = new ScriptedSmtp((verb, answer));

        Assert.StartsWith(meaning, await Mail.SendAsync(server), StringComparison.Ordinal);
        Assert.True(server.Messages.Count <= 1);
    }

    [Theory]
    [InlineData("greeting", "hang", "Down the mail server did not answer in time")]
    [InlineData("RCPT", "hang", "Down the mail server did not answer in time")]
    [InlineData("DATA", "hang", "Down the mail server did not answer in time")]
    [InlineData(".", "hang", "Completed Unknown")]
    [InlineData(".", "3|hang", "Completed Unknown")] // too short for a code
    public async Task Missing_answer_means(string verb, string answer, string meaning)
    {
        await using var server = new ScriptedSmtp((verb, answer));
        var time = new FakeTimeProvider();
        using var provider = new SmtpProvider(Mail.Options(server.Port), time);

        var sending = provider.DispatchAsync(Mail.Hello(), TestContext.Current.CancellationToken);
        await server.Hangs;
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(meaning, Answer.Show(await sending));
    }

    [Fact]
    public async Task Refused_connection_places_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var provider = new SmtpProvider(Mail.Options(port));

        var result = await provider.DispatchAsync(Mail.Hello(), TestContext.Current.CancellationToken);

        Assert.Equal("Down no connection to the mail server: ConnectionRefused", Answer.Show(result));
    }

    [Fact]
    public async Task Nothing_is_sent_without_the_protection_that_was_asked_for()
    {
        await using var server = new ScriptedSmtp(); // offers no STARTTLS

        var shown = await Mail.SendAsync(server, options => options.Security = SmtpSecurity.StartTls);

        Assert.Equal("Unavailable the mail server does not offer what Security or the credentials ask for", shown);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("535 5.7.8 wrong password", "Unavailable the mail server refuses the credentials")]
    [InlineData("454 4.7.0 try later", "Down SMTP 454")]
    public async Task Refused_credentials_mean(string answer, string meaning)
    {
        await using var server = new ScriptedSmtp(("EHLO", "250-mail.example.com\r\n250 AUTH PLAIN"), ("AUTH", answer));

        var shown = await Mail.SendAsync(server, options => (options.UserName, options.Password) = ("acme", "secret"));

        Assert.Equal(meaning, shown);
    }

    [Fact]
    public async Task Connection_is_used_again_and_a_stale_one_is_replaced_before_anything_is_sent()
    {
        await using var server = new ScriptedSmtp();
        using var provider = new SmtpProvider(Mail.Options(server.Port));
        var stop = TestContext.Current.CancellationToken;

        await provider.DispatchAsync(Mail.Hello(), stop);
        await provider.DispatchAsync(Mail.Hello(), stop);
        server.Answer("NOOP", "cut");
        var third = await provider.DispatchAsync(Mail.Hello(), stop);

        Assert.Equal("Completed Completed", Answer.Show(third));
        Assert.Equal(3, server.Messages.Count);
        Assert.Equal(
            "EHLO MAIL RCPT DATA NOOP MAIL RCPT DATA NOOP EHLO MAIL RCPT DATA",
            string.Join(' ', server.Commands.Select(command => command.Split(' ')[0])));
    }

    [Fact]
    public async Task Refused_recipient_leaves_the_connection_usable()
    {
        await using var server = new ScriptedSmtp(("RCPT", "550 5.1.1 unknown"));
        using var provider = new SmtpProvider(Mail.Options(server.Port));
        var stop = TestContext.Current.CancellationToken;

        await provider.DispatchAsync(Mail.Hello(), stop);
        server.Answer("RCPT", "250 2.1.5 Ok");
        var second = await provider.DispatchAsync(Mail.Hello(), stop);

        Assert.Equal("Completed Completed", Answer.Show(second));
        Assert.Single(server.Messages);
        Assert.Single(server.Commands, command => command.StartsWith("EHLO", StringComparison.Ordinal));
    }
}
