namespace Campaigns.AspNetCore;

/// <summary>
/// Turns the messages of one sender, such as a provider of your own, into reports and events. Called after the signature is verified, unless
/// <see cref="InboundWebhookOptions.IsVerifiedByReader"/> is set.
/// </summary>
public interface IWebhookReader
{
    /// <summary>
    /// Reads a message. Thread-safe, without side effects: a sender repeats messages. An exception is logged and answered with 500, so that the
    /// sender repeats the message; for a message that can never be read, return <see cref="WebhookContent.Refused"/>.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <returns>What the message says; an empty content if it says nothing of interest, which is acknowledged.</returns>
    WebhookContent Read(WebhookMessage message);
}
