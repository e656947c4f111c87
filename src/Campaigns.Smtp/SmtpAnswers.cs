using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Campaigns.Smtp;

/// <summary>What the mail server's answers mean. docs/email.md has the table; tests go through it.</summary>
internal static class SmtpAnswers
{
    /// <summary>A refusal of the sender, the recipient or the message. Nothing was sent, for certain.</summary>
    public static DispatchResult Of(SmtpCommandException refusal)
    {
        var code = (int)refusal.StatusCode;
        var enhanced = DeliveryCodes.Find(refusal.Message);
        var reason = Reason(code, enhanced);
        if (code == 421)
        {
            return DispatchResult.ProviderDown(reason); // the server closes the connection
        }

        var isTemporary = code is >= 400 and < 500;
        return refusal.ErrorCode switch
        {
            SmtpErrorCode.SenderNotAccepted when isTemporary => DispatchResult.RetryAt(default, ThrottleScope.Provider),
            SmtpErrorCode.SenderNotAccepted when code == 552 || enhanced is "5.3.4" => Failed(reason), // this message is too large
            SmtpErrorCode.SenderNotAccepted => DispatchResult.Unavailable(reason),
            _ when isTemporary => DispatchResult.NotPlaced(reason),
            SmtpErrorCode.RecipientNotAccepted => OfRecipient(code, enhanced, refusal.Message, reason),
            _ => DeliveryCodes.Judge(enhanced, refusal.Message) == DeliveryFault.NoMailbox
                ? DispatchResult.Unreachable(reason)
                : Failed(reason), // the text was refused: sending it at once again would only be refused again
        };
    }

    /// <summary>A failure before the server had anything of the message.</summary>
    public static DispatchResult OfConnection(Exception error) => error switch
    {
        SmtpCommandException refusal => DispatchResult.ProviderDown(Reason((int)refusal.StatusCode, DeliveryCodes.Find(refusal.Message))),
        AuthenticationException { InnerException: SmtpCommandException { StatusCode: var code } } when (int)code is >= 400 and < 500 =>
            DispatchResult.ProviderDown(Reason((int)code, null)),
        AuthenticationException => DispatchResult.Unavailable("the mail server refuses the credentials"),
        ServiceNotAuthenticatedException => DispatchResult.Unavailable("the mail server asks for credentials"), // 530 to MAIL
        SslHandshakeException => DispatchResult.ProviderDown("the TLS handshake failed: is the certificate valid, and the port right?"),
        NotSupportedException => DispatchResult.Unavailable("the mail server does not offer what Security or the credentials ask for"),
        SocketException socket => DispatchResult.ProviderDown($"no connection to the mail server: {socket.SocketErrorCode}"),
        OperationCanceledException or TimeoutException => DispatchResult.ProviderDown("the mail server did not answer in time"),
        _ => DispatchResult.ProviderDown($"the connection to the mail server was lost: {error.GetType().Name}"),
    };

    private static DispatchResult OfRecipient(int code, string? enhanced, string text, string reason) =>
        DeliveryCodes.Judge(enhanced, text) switch
        {
            DeliveryFault.NoMailbox => DispatchResult.Unreachable(reason),
            DeliveryFault.MailboxFull => Failed(reason),
            DeliveryFault.Unclear when enhanced is null && code is 550 or 551 or 553 => DispatchResult.Unreachable(reason),
            _ => DispatchResult.NotPlaced(reason), // the sender or the way is refused, and not the recipient
        };

    private static DispatchResult Failed(string reason) =>
        DispatchResult.Completed(AttemptOutcome.Failed, result: new AttemptResult { Data = $$"""{"smtp":"{{reason}}"}""" });

    /// <summary>The codes. The server's text is left out, because it usually holds the address.</summary>
    private static string Reason(int code, string? enhanced) =>
        string.Create(CultureInfo.InvariantCulture, $"SMTP {code}{(enhanced is null ? "" : $" {enhanced}")}");
}
