namespace Campaigns;

/// <summary>
/// A call that a provider made and the store does not know of, because the store was restored from a backup that is older than the call.
/// </summary>
/// <param name="Provider">The name of the registered provider that made the call.</param>
/// <param name="CallId">The provider's id of the call. 1 to 500 characters.</param>
/// <param name="Outcome">The outcome: one of the contact, or <see cref="AttemptOutcome.Unknown"/>.</param>
public sealed record NotedCall(string Provider, string CallId, AttemptOutcome Outcome)
{
    /// <summary>When the call ended, by the provider's clock. Null, the default: not known.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    internal Problems FindProblems()
    {
        var problems = new Problems();
        Named.AddProblems(problems, nameof(Provider), Provider, "name a registered provider");
        problems.Require(CallId?.Length is >= 1 and <= 500, nameof(CallId), Problems.Quote(CallId), "use 1 to 500 characters");
        problems.Require(
            Enum.IsDefined(Outcome) && (Outcome.IsOfContact() || Outcome == AttemptOutcome.Unknown), nameof(Outcome), Outcome,
            "use an outcome of the contact, or Unknown; a call that was not placed needs no note");
        return problems;
    }
}
