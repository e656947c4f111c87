using System.Text;
using MimeKit;

namespace Campaigns.Smtp;

/// <summary>Makes the message of a dispatch.</summary>
internal sealed class MessageComposer(SmtpOptions options, TimeProvider time)
{
    /// <summary>The part of <see cref="SmtpOptions.BounceAddress"/> that stands for the attempt.</summary>
    public const string AttemptInAddress = "{attempt}";

    private const int LongestLocalPart = 64; // RFC 5321, section 4.5.3.1.1
    private readonly Seals _seals = new(options.SigningKeys);

    /// <summary>Makes the message.</summary>
    /// <param name="request">The dispatch.</param>
    /// <param name="problem">Why there is no message, as an answer; the default if there is one.</param>
    public OutgoingMessage? Compose(in DispatchRequest request, out DispatchResult problem)
    {
        problem = default;
        if (Recipient(request.Address) is not { } recipient)
        {
            problem = DispatchResult.Unreachable("the address is not one e-mail address");
            return null;
        }

        if (FindProblem(request) is { } wrong)
        {
            problem = DispatchResult.NotPlaced(wrong);
            return null;
        }

        var seal = _seals.Seal(request.Attempt);
        var sender = options.Sender;
        var message = new MimeMessage
        {
            Subject = request.Content.Subject!,
            Date = time.GetUtcNow(),
            MessageId = $"{seal}@{sender.Domain}",
        };
        message.From.Add(sender);
        message.To.Add(recipient);
        if (options.ReplyTo is { } replies)
        {
            message.ReplyTo.Add(MailboxAddress.Parse(replies));
        }

        var link = AddUnsubscribe(message, request);
        message.Body = Body(request, link);
        return new OutgoingMessage(message, Bounces(seal) ?? sender, recipient, seal);
    }

    /// <summary>
    /// Exactly one mailbox without a name, since a second one would get the message too. The parser decodes a domain in Punycode.
    /// </summary>
    private static MailboxAddress? Recipient(string address) =>
        !address.AsSpan().ContainsAny("\r\n,;<>\" ") && address.Contains('@') && MailboxAddress.TryParse(address, out var mailbox)
            && (mailbox.Address == address || mailbox.GetAddress(idnEncode: true) == address)
            ? mailbox
            : null;

    private string? FindProblem(in DispatchRequest request)
    {
        var (body, subject) = (request.Content.Body, request.Content.Subject);
        return string.IsNullOrWhiteSpace(body) ? "the step has no content"
            : string.IsNullOrWhiteSpace(subject) ? "the step has no subject"
            : request.Step.Format is not (ContentFormat.Text or ContentFormat.Html) ? "the content of an e-mail must be text or HTML"
            : options.UnsubscribeUrl is null && body.Contains(options.UnsubscribePlaceholder, StringComparison.Ordinal)
                ? $"the content has {options.UnsubscribePlaceholder}, but the options have no UnsubscribeUrl"
            : null;
    }

    /// <summary>Adds the headers of RFC 2369 and RFC 8058.</summary>
    /// <returns>The link; null for none.</returns>
    private string? AddUnsubscribe(MimeMessage message, in DispatchRequest request)
    {
        if (options.UnsubscribeUrl is not { } page)
        {
            return null;
        }

        var channel = options.UnsubscribeScope == OptOutScope.Channel ? request.Step.Channel : null;
        var token = UnsubscribeTokens.Write(_seals, new UnsubscribeSubject(request.Campaign.Tenant, channel, request.Address));
        var link = $"{page.AbsoluteUri}{(page.Query.Length > 0 ? "&" : "?")}token={token}";
        message.Headers.Add(new Header(Encoding.ASCII, "List-Unsubscribe", $"<{link}>"));
        message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        return link;
    }

    private TextPart Body(in DispatchRequest request, string? link)
    {
        var isHtml = request.Step.Format == ContentFormat.Html;
        var shown = isHtml ? System.Net.WebUtility.HtmlEncode(link) : link;
        var text = request.Content.Body!;
        text = link is null ? text : text.Replace(options.UnsubscribePlaceholder, shown, StringComparison.Ordinal);
        return new TextPart(isHtml ? "html" : "plain") { Text = text };
    }

    private MailboxAddress? Bounces(string seal)
    {
        if (options.BounceAddress is not { } bounces)
        {
            return null;
        }

        var tagged = bounces.Replace(AttemptInAddress, seal, StringComparison.Ordinal);
        return MailboxAddress.Parse(tagged.IndexOf('@') <= LongestLocalPart ? tagged : Untagged(bounces));
    }

    private static string Untagged(string bounces) => bounces.Replace($"+{AttemptInAddress}", "", StringComparison.Ordinal)
        .Replace(AttemptInAddress, "bounces", StringComparison.Ordinal);
}

/// <summary>A message with its envelope.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Where bounces go.</param>
/// <param name="Recipient">Who gets it.</param>
/// <param name="Seal">The sealed attempt: the message id without its domain.</param>
internal sealed record OutgoingMessage(MimeMessage Message, MailboxAddress Sender, MailboxAddress Recipient, string Seal);
