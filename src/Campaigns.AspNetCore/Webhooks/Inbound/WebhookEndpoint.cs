using System.Globalization;
using Campaigns.AspNetCore.Problems;
using Campaigns.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Webhooks.Inbound;

/// <summary>
/// Answers messages of senders: limit, size, signature, content, commit, in this order. 200 means that everything is committed; every
/// failure of ours is a 5xx, so that the sender sends the message again.
/// </summary>
internal sealed class WebhookEndpoint(
    IEnumerable<InboundWebhook> webhooks, WebhookIntake intake, ILogger<WebhookEndpoint> log)
{
    private readonly Dictionary<string, InboundWebhook> _webhooks = webhooks.ToDictionary(each => each.Name, StringComparer.Ordinal);

    public async Task<IResult> ReceiveAsync(string name, HttpContext context)
    {
        if (!_webhooks.TryGetValue(name, out var webhook))
        {
            return ApiProblems.NotFound("There is no webhook with this name.");
        }

        if (webhook.Limits.Take(context.Connection.RemoteIpAddress) is var wait && wait > TimeSpan.Zero)
        {
            RetryAfter(context, wait);
            return ApiProblems.Make(429, "too-many", "Too many messages", "Send the message again later.");
        }

        if (context.Request.Headers.ContentEncoding.Any(coding => !"identity".Equals(coding, StringComparison.OrdinalIgnoreCase)))
        {
            return ApiProblems.Make(
                415, "encoding", "Encoded body", "Send the body without a Content-Encoding: the signature is over its bytes.");
        }

        return await ReadBodyAsync(context.Request, webhook.Options.MaxBytes) is { } body
            ? await TakeAsync(webhook, webhook.MessageOf(context, body), context)
            : ApiProblems.Make(413, "too-large", "Body too large", $"The body has more than {webhook.Options.MaxBytes} bytes.");
    }

    private async Task<IResult> TakeAsync(InboundWebhook webhook, WebhookMessage message, HttpContext context)
    {
        if (webhook.Verify(message) is var verdict and not SignatureVerdict.Valid)
        {
            ApiLog.WebhookUnverified(log, webhook.Name, verdict);
            return ApiProblems.Make(401, "signature", "Not verified", verdict switch
            {
                SignatureVerdict.Missing => "A header of the signature is missing, or cannot be read.",
                SignatureVerdict.OutsideTolerance => "The time of the signature is too far from now. Compare the clocks.",
                _ => "The signature is wrong. Compare the keys, and the URL as the sender has it.",
            });
        }

        if (Read(webhook, message) is not { } content)
        {
            return ApiProblems.Make(
                500, "reader", "Not read", "The message could not be read because of a fault here. Send it again later.");
        }

        if (content.RefusedStatus is { } status)
        {
            ApiLog.WebhookRefused(log, webhook.Name, status);
            return ApiProblems.Make(status, "refused", "Refused", string.Join(" ", content.Problems));
        }

        return await CommitAsync(webhook, message, content, context);
    }

    private async Task<IResult> CommitAsync(InboundWebhook webhook, WebhookMessage message, WebhookContent content, HttpContext context)
    {
        try
        {
            // Senders hang up after a few seconds. What they have sent is taken all the same.
            await intake.TakeAsync(webhook, message, content, CancellationToken.None);
            return TypedResults.Ok();
        }
        catch (CampaignException error) when (error.Error == CampaignError.Invalid)
        {
            return ApiProblems.Of(error);
        }
        catch (Exception error)
        {
            ApiLog.WebhookNotTaken(log, webhook.Name, error);
            RetryAfter(context, TimeSpan.FromSeconds(5));
            return ApiProblems.Make(503, "unavailable", "Not taken", "The message is not known to be stored. Send it again later.");
        }
    }

    private WebhookContent? Read(InboundWebhook webhook, WebhookMessage message)
    {
        try
        {
            return webhook.Reader.Read(message);
        }
        catch (Exception error)
        {
            ApiLog.WebhookReaderFailed(log, webhook.Name, error);
            return null;
        }
    }

    /// <summary>Reads the body; null if it is too large.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, int mostBytes)
    {
        if (request.ContentLength > mostBytes)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + count > mostBytes)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }

    private static void RetryAfter(HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
