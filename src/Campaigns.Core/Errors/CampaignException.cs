namespace Campaigns;

/// <summary>What kind of refusal a <see cref="CampaignException"/> is.</summary>
public enum CampaignError
{
    /// <summary>The definition or the options have problems; the message lists all of them.</summary>
    Invalid,

    /// <summary>There is no such campaign, contact or attempt.</summary>
    NotFound,

    /// <summary>The state does not allow it; the message names both states.</summary>
    IllegalTransition,

    /// <summary>The client key is taken by a campaign with another definition.</summary>
    Conflict,

    /// <summary>The engine was stopped, or is stopping.</summary>
    Stopped,

    /// <summary>The store failed: the command may or may not have taken effect. Look before you repeat it.</summary>
    StoreFailed,

    /// <summary>The engine has stopped because of a fault of its own, or of a strategy or router; or because its store is gone for good.</summary>
    Faulted,

    /// <summary>The engine has not been started: await its start first.</summary>
    NotStarted,
}

/// <summary>A request was refused. The message says what to do and never holds a phone number; that of <see cref="Exception.InnerException"/>, of a store, might.</summary>
public sealed class CampaignException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The kind of refusal.</param>
    /// <param name="message">What was refused and what to do.</param>
    /// <param name="inner">The cause, if any.</param>
    public CampaignException(CampaignError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>The kind of refusal.</summary>
    public CampaignError Error { get; }

    /// <summary>The message and the stack traces. Of a cause only its type and code: what it says may hold a phone number.</summary>
    public override string ToString()
    {
        var cause = InnerException is { } inner ? Redaction.Cause(inner) : "";
        return $"{GetType()}: {Message}{cause}{Environment.NewLine}{StackTrace}";
    }

    internal static CampaignException NotFound(string what) => new(CampaignError.NotFound, $"There is no {what}.");
}
