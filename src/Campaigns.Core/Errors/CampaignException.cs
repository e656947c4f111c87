namespace Campaigns;

/// <summary>The kind of refusal in a <see cref="CampaignException"/>.</summary>
public enum CampaignError
{
    /// <summary>The definition or the options have problems. The message lists all of them.</summary>
    Invalid,

    /// <summary>The campaign, contact or attempt does not exist.</summary>
    NotFound,

    /// <summary>The state does not allow the request. The message names both states.</summary>
    IllegalTransition,

    /// <summary>
    /// The campaign's key already belongs to a campaign with another definition, or the settings have another revision than the change.
    /// </summary>
    Conflict,

    /// <summary>The engine has stopped or is stopping.</summary>
    Stopped,

    /// <summary>The store failed, so the request may or may not have taken effect. Check before you repeat it.</summary>
    StoreFailed,

    /// <summary>
    /// The engine has stopped because of an internal fault, a fault of a strategy or router, or a store that is permanently lost.
    /// </summary>
    Faulted,

    /// <summary>The engine has not started. Await its start first.</summary>
    NotStarted,
}

/// <summary>
/// Thrown when a request is refused. The message says what to do and never holds a phone number. The message of
/// <see cref="Exception.InnerException"/> comes from a store and might hold one.
/// </summary>
public sealed class CampaignException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The kind of refusal.</param>
    /// <param name="message">What was refused and what to do.</param>
    /// <param name="inner">The cause; null for none.</param>
    public CampaignException(CampaignError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>The kind of refusal.</summary>
    public CampaignError Error { get; }

    /// <summary>
    /// The problems of the values that were refused, one by one: field, value and remedy. The message has all of them. Empty if the request
    /// was refused for another reason.
    /// </summary>
    public IReadOnlyList<string> Problems { get; internal init; } = [];

    /// <summary>
    /// The message and the stack traces. A cause is shown by type and code only, because its message may hold a phone number.
    /// </summary>
    public override string ToString()
    {
        var cause = InnerException is { } inner ? Redaction.Cause(inner) : "";
        return $"{GetType()}: {Message}{cause}{Environment.NewLine}{StackTrace}";
    }

    internal static CampaignException NotFound(string what) => new(CampaignError.NotFound, $"There is no {what}.");
}
