namespace Campaigns.Smtp;

/// <summary>What a returned message says about a message of ours.</summary>
public enum SmtpBounceKind
{
    /// <summary>The mail system still tries. No report.</summary>
    Delayed,

    /// <summary>The message was delivered, or passed on.</summary>
    Delivered,

    /// <summary>It was not delivered, and the address may be right: a full mailbox, a blocked sender, no answer for days.</summary>
    Failed,

    /// <summary>There is no such mailbox. The address is suppressed on its channel.</summary>
    Undeliverable,

    /// <summary>The person reported the message as spam. The person is suppressed on all channels.</summary>
    Complaint,
}

/// <summary>A returned message: a delivery status notification (RFC 3464) or a feedback report (RFC 5965).</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Status">The enhanced status code, such as 5.1.1; null if there is none.</param>
/// <param name="Report">
/// The report for <see cref="ICampaignReports.ReportAsync"/>; null if it says nothing, or names no message that the keys have sealed.
/// </param>
public sealed record SmtpBounce(SmtpBounceKind Kind, string? Status, ProviderReport? Report);
