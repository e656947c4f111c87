using MimeKit;

namespace Campaigns.Smtp;

/// <summary>
/// Reads messages of the bounce mailbox. Finds the attempt only by an id that the keys have sealed: anybody can write a message that looks
/// like a bounce. Thread-safe.
/// </summary>
public sealed class SmtpBounces
{
    private readonly SmtpOptions _options;
    private readonly Seals _seals;

    /// <summary>Creates the reader.</summary>
    /// <param name="options">The options of the provider.</param>
    /// <exception cref="CampaignException">The options have problems.</exception>
    public SmtpBounces(SmtpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _seals = new Seals(options.SigningKeys);
    }

    /// <summary>Reads one message.</summary>
    /// <param name="message">The message as received: headers and body.</param>
    /// <param name="envelopeRecipient">
    /// The address to which the mail system delivered the message, if the host knows it; null to look for it in the headers.
    /// </param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>What it says; null if it is neither a bounce nor a complaint, such as a reply or an absence notice.</returns>
    /// <exception cref="FormatException">The bytes are not a message.</exception>
    public async Task<SmtpBounce?> ReadAsync(
        Stream message, string? envelopeRecipient = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var read = await MimeMessage.LoadAsync(message, cancellationToken);
        var parts = read.BodyParts.ToList();
        foreach (var part in parts)
        {
            if (part is MessageFeedbackReport feedback)
            {
                return OfFeedback(feedback, Find(read, parts, null, envelopeRecipient));
            }

            if (part is MessageDeliveryStatus status)
            {
                return OfStatus(status.StatusGroups, Find(read, parts, status.StatusGroups, envelopeRecipient));
            }
        }

        return null;
    }

    private SmtpBounce? OfFeedback(MessageFeedbackReport feedback, AttemptId? attempt)
    {
        var type = feedback.Fields["Feedback-Type"]?.Trim().ToLowerInvariant();
        return type is not ("abuse" or "fraud" or "opt-out" or "opt-out-list")
            ? null // not-spam, virus and the like do not ask for anything
            : new SmtpBounce(SmtpBounceKind.Complaint, null, Report(
                attempt, AttemptOutcome.Completed, $"complaint {type}", new AttemptResult { OptOut = OptOutScope.AllChannels }));
    }

    private SmtpBounce? OfStatus(HeaderListCollection groups, AttemptId? attempt)
    {
        var recipients = groups.Skip(1).Where(group => group["Action"] is not null).ToList(); // the first group is about the message
        var group = recipients.Find(group => Word(group) == "failed") ?? recipients.FirstOrDefault();
        if (group is null)
        {
            return null;
        }

        var text = group["Diagnostic-Code"] ?? group["X-Supplementary-Info"] ?? "";
        var status = DeliveryCodes.Find(group["Status"] ?? "");
        var raw = $"{Word(group)} {status}".Trim();
        return Word(group) switch
        {
            "failed" when DeliveryCodes.Judge(status, text) == DeliveryFault.NoMailbox => new SmtpBounce(
                SmtpBounceKind.Undeliverable, status,
                Report(attempt, AttemptOutcome.Invalid, raw, new AttemptResult { OptOut = OptOutScope.Channel })),
            "failed" => new SmtpBounce(SmtpBounceKind.Failed, status, Report(attempt, AttemptOutcome.Failed, raw, null)),
            "delivered" or "relayed" or "expanded" =>
                new SmtpBounce(SmtpBounceKind.Delivered, status, Report(attempt, AttemptOutcome.Completed, raw, null)),
            "delayed" => new SmtpBounce(SmtpBounceKind.Delayed, status, null),
            _ => null,
        };
    }

    private static string Word(HeaderList group) => group["Action"]!.Split('(')[0].Trim().ToLowerInvariant(); // a comment may follow

    private ProviderReport? Report(AttemptId? attempt, AttemptOutcome outcome, string raw, AttemptResult? result) => attempt is { } id
        ? new ProviderReport(id, AttemptState.Ended, outcome)
        {
            Provider = _options.Name, EventId = $"{id}:{raw}", Raw = raw, AttemptResult = result,
        }
        : null;

    /// <summary>Finds the attempt: by the bounce address, the envelope id, the returned headers, or the message that it answers.</summary>
    private AttemptId? Find(
        MimeMessage message, IReadOnlyList<MimeEntity> parts, HeaderListCollection? groups, string? envelopeRecipient)
    {
        var addresses = message.To.Mailboxes.Select(mailbox => mailbox.Address)
            .Append(envelopeRecipient).Append(message.Headers["X-Original-To"]).Append(message.Headers["Delivered-To"]);
        var ids = addresses.Select(Tag)
            .Append(groups?.FirstOrDefault()?["Original-Envelope-Id"]?.Trim())
            .Concat(parts.Select(MessageIdOf).Append(message.InReplyTo).Concat(message.References).Select(Local));
        foreach (var id in ids)
        {
            if (_seals.Open(id) is { } attempt)
            {
                return attempt;
            }
        }

        return null;
    }

    /// <summary>The message id in a returned message, whole or only its headers.</summary>
    private static string? MessageIdOf(MimeEntity part) => part switch
    {
        MessagePart { Message: { } original } => original.MessageId,
        TextRfc822Headers headers => headers.Message?.MessageId,
        _ => null,
    };

    private static string? Local(string? id) => id?.Trim('<', '>', ' ').Split('@')[0];

    private static string? Tag(string? address) => Local(address)?.Split('+')[^1];
}
