namespace Campaigns;

/// <summary>
/// Asks another system, just before an attempt is sent, whether it may be sent. A campaign names its check in
/// <see cref="CampaignDefinition.Check"/>.
/// </summary>
public interface IDispatchCheck
{
    /// <summary>Checks one attempt. Called once per attempt, on a thread of the check; await other systems instead of blocking.</summary>
    /// <remarks>
    /// The attempt is sent only after <see cref="CheckResult.Allow"/> within <see cref="CampaignsOptions.CheckTimeout"/>, and only if every
    /// gate still lets it through at that time. After an exception, an empty result or no answer in time, nothing is sent, no try is spent,
    /// and the contact is checked again after 1 s, 2 s, 4 s … 5 minutes. While it is checked, the attempt holds its slots in the limits of
    /// campaign, tenant and provider. A call of the check that blocks holds up only attempts of the same check.
    /// </remarks>
    /// <param name="request">The attempt, as the provider will get it.</param>
    /// <param name="cancellationToken">Canceled when the engine no longer waits for the answer.</param>
    ValueTask<CheckResult> CheckAsync(DispatchRequest request, CancellationToken cancellationToken);
}

/// <summary>The result of a check.</summary>
public readonly struct CheckResult
{
    private CheckResult(CheckAnswer answer, DateTimeOffset instant, string? reason) =>
        (Answer, Instant, Reason) = (answer, instant, reason);

    /// <summary>The attempt may be sent now. The engine's gates have the last word.</summary>
    public static CheckResult Allow => new(CheckAnswer.Allowed, default, null);

    internal CheckAnswer Answer { get; }

    internal DateTimeOffset Instant { get; }

    internal string? Reason { get; }

    /// <summary>
    /// The contact must not be contacted in this campaign. Nothing is sent, and the job ends as <see cref="JobState.Suppressed"/>.
    /// </summary>
    /// <param name="reason">Why, for the timeline. Up to 200 characters; a longer text is cut. Stored: write no personal data.</param>
    public static CheckResult Deny(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(CheckAnswer.Denied, default, TextLimits.Cut(reason));
    }

    /// <summary>Nothing is sent now, and no try is spent. The contact has another turn later.</summary>
    /// <param name="instant">
    /// The earliest time of the next turn. If it is too early, a pause of 1 s, 2 s, 4 s … 5 minutes applies instead. At most 365 days from
    /// now.
    /// </param>
    /// <param name="reason">Why, for the timeline. Up to 200 characters; a longer text is cut. Stored: write no personal data.</param>
    public static CheckResult Later(DateTimeOffset instant, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(CheckAnswer.Later, instant, TextLimits.Cut(reason));
    }

    /// <summary>The result, without its reason.</summary>
    public override string ToString() => Answer == CheckAnswer.Later ? $"later, at {TextLimits.Show(Instant)}" : Answer.ToString();
}

/// <summary>The kinds of a check's result, and of what takes its place.</summary>
internal enum CheckAnswer : byte
{
    /// <summary>No result: the default value.</summary>
    None,

    /// <summary>The attempt may be sent.</summary>
    Allowed,

    /// <summary>The contact must not be contacted.</summary>
    Denied,

    /// <summary>The contact has another turn later.</summary>
    Later,

    /// <summary>The check threw, or returned an empty result.</summary>
    Failed,

    /// <summary>The check did not answer in time.</summary>
    TimedOut,

    /// <summary>The engine stopped during the check.</summary>
    Stopped,
}
