namespace Campaigns.AspNetCore;

/// <summary>What a message of a sender says.</summary>
public sealed class WebhookContent
{
    /// <summary>Reports about attempts. Without an <see cref="ProviderReport.EventId"/>, they get the id of the message.</summary>
    public IReadOnlyList<ProviderReport> Reports { get; init; } = [];

    /// <summary>
    /// Events. With a blank <see cref="InboundEvent.Id"/>, they get one from the id of the message, so that a repeated message counts once.
    /// </summary>
    public IReadOnlyList<InboundEvent> Events { get; init; } = [];

    /// <summary>People who want to be contacted again, such as after a START. They are taken off the do-not-contact list.</summary>
    public IReadOnlyList<Suppression> Resumed { get; init; } = [];

    /// <summary>The status of a refusal; null if the message was read.</summary>
    public int? RefusedStatus { get; private init; }

    /// <summary>Why the message was refused, one sentence each, without personal data.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>Refuses a message.</summary>
    /// <param name="status">The status of the answer, 400 to 499: 401 for a wrong signature, 422 for a content that has no meaning.</param>
    /// <param name="problems">Why, one sentence each, without personal data.</param>
    public static WebhookContent Refused(int status, params IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 499);
        return new() { RefusedStatus = status, Problems = problems };
    }
}
