namespace Campaigns;

/// <summary>
/// A provider's report about an attempt. It names the attempt by its id, or by the provider's own id for the call. If it has both, the
/// attempt id is used.
/// </summary>
/// <param name="Attempt">The attempt, as in <see cref="DispatchRequest.Attempt"/>; null to name it by <see cref="CallId"/>.</param>
/// <param name="State">
/// <see cref="AttemptState.Accepted"/> while the provider has the attempt but has not started it, which restarts the attempt's time.
/// <see cref="AttemptState.Ringing"/>, <see cref="AttemptState.Answered"/> or <see cref="AttemptState.Ended"/>.
/// </param>
/// <param name="Outcome">
/// With <see cref="AttemptState.Ended"/>, the outcome: a contact outcome; <see cref="AttemptOutcome.NotPlaced"/> or
/// <see cref="AttemptOutcome.Throttled"/> if nothing was placed after all, before it rang; <see cref="AttemptOutcome.Aborted"/> if it was
/// aborted on request; <see cref="AttemptOutcome.Unknown"/> if the provider does not know. With <see cref="AttemptState.Answered"/>, it may
/// be <see cref="AttemptOutcome.Machine"/>: a machine has answered, and the call continues. Otherwise <see cref="AttemptOutcome.None"/>.
/// </param>
public sealed record ProviderReport(AttemptId? Attempt, AttemptState State, AttemptOutcome Outcome = AttemptOutcome.None)
{
    /// <summary>
    /// The registered name of the reporting provider, up to 200 characters. Required with <see cref="CallId"/>. If the attempt went through
    /// another provider, the report does not change it and counts as a report about an unknown call.
    /// </summary>
    public string? Provider { get; init; }

    /// <summary>The provider's own id for the call, as returned when the provider accepted it. Up to 200 characters.</summary>
    public string? CallId { get; init; }

    /// <summary>
    /// The tenant of the report; null, the default, for any tenant. With a tenant, a report about an attempt of another tenant is refused.
    /// Use it when reports of one tenant's account must not affect another tenant. Up to 200 characters.
    /// </summary>
    public string? Tenant { get; init; }

    /// <summary>
    /// The time of the event according to the provider, stored with the attempt. Provider clocks differ, so this time is used for two
    /// decisions only. A report by call id is about an earlier call if it precedes the attempt by more than
    /// <see cref="CampaignsOptions.UnmatchedReportAge"/> and by more than a day. An <see cref="AttemptResult"/> with an earlier time than the
    /// stored one only adds missing values.
    /// </summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// The provider's id for this report. Up to 200 characters. Shown with a report about an unknown call. A repeated report is stored
    /// once.
    /// </summary>
    public string? EventId { get; init; }

    /// <summary>The provider's own word for the status, stored with the attempt. Up to 200 characters, without personal data.</summary>
    public string? Raw { get; init => field = Storable.Clean(value); }

    /// <summary>
    /// What the attempt told besides its outcome; null, the default, for nothing. Any report may carry a result, in any state, before or
    /// after the attempt's end.
    /// </summary>
    public AttemptResult? AttemptResult { get; init; }

    /// <summary>The attempt has ended.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="outcome">The outcome.</param>
    public static ProviderReport Ended(AttemptId attempt, AttemptOutcome outcome) => new(attempt, AttemptState.Ended, outcome);

    /// <summary>The provider has the attempt but has not started it. Restarts the attempt's time.</summary>
    /// <param name="attempt">The attempt.</param>
    public static ProviderReport Queued(AttemptId attempt) => new(attempt, AttemptState.Accepted);

    /// <summary>
    /// A machine has answered and the call continues. The call keeps its slot until its end is reported, and then ends as
    /// <see cref="AttemptOutcome.Machine"/>.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    public static ProviderReport AnsweredByMachine(AttemptId attempt) => new(attempt, AttemptState.Answered, AttemptOutcome.Machine);

    /// <summary>A report that names the call by the provider's own id.</summary>
    /// <param name="provider">The registered name of the provider.</param>
    /// <param name="callId">The provider's own id for the call.</param>
    /// <param name="state">The state of the attempt.</param>
    /// <param name="outcome">With <see cref="AttemptState.Ended"/>, the outcome.</param>
    public static ProviderReport OfCall(string provider, string callId, AttemptState state, AttemptOutcome outcome = AttemptOutcome.None)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(callId);
        return new(null, state, outcome) { Provider = provider, CallId = callId };
    }

    /// <summary>The report without text from the provider.</summary>
    public override string ToString() =>
        $"report of {Provider ?? "a provider"} about attempt {Attempt?.ToString() ?? "of a call"}: {State} {Outcome}";

    /// <summary>
    /// Whether the engine made the report from a provider's late answer. Such a report supplies the call id and is never stored.
    /// </summary>
    internal bool IsAnswer { get; init; }

    /// <summary>Finds the problems of the report, each with the field, the value and the remedy.</summary>
    /// <param name="now">The current time; null not to judge how far ahead <see cref="AttemptResult.CallBackAt"/> is.</param>
    internal Problems FindProblems(DateTimeOffset? now = null)
    {
        const int MaxLength = 200;
        var problems = new Problems();
        var isEnded = State == AttemptState.Ended;
        var isProgress = State is AttemptState.Accepted or AttemptState.Ringing or AttemptState.Answered;
        problems.Require(isEnded || isProgress, nameof(State), State, "use Accepted, Ringing, Answered or Ended");
        var fits = isEnded
            ? Outcome is > AttemptOutcome.NotSent and <= AttemptOutcome.OptedOut
            : Outcome == AttemptOutcome.None || this is { State: AttemptState.Answered, Outcome: AttemptOutcome.Machine };
        problems.Require(
            fits, nameof(Outcome), Outcome,
            "with Ended give the outcome (not NotSent, which only the engine uses), with Answered give Machine or None, otherwise None");
        problems.Require(
            Attempt is not null || CallId is { Length: > 0 }, nameof(CallId), CallId, "name the attempt, or the provider's call id");
        problems.Require(
            Attempt is not null || Provider is { Length: > 0 }, nameof(Provider), Provider, "name the provider whose call id it is");
        problems.Require(
            Provider is null or { Length: <= MaxLength }, nameof(Provider), $"{Provider?.Length} characters", "use up to 200 characters");
        problems.Require(
            CallId is null or { Length: <= MaxLength }, nameof(CallId), $"{CallId?.Length} characters", "use up to 200 characters");
        problems.Require(
            Tenant is null or { Length: > 0 and <= MaxLength }, nameof(Tenant), $"{Tenant?.Length} characters",
            "use 1 to 200 characters, or null");
        problems.Require(
            EventId is null or { Length: <= MaxLength }, nameof(EventId), $"{EventId?.Length} characters", "use up to 200 characters");
        problems.Require(Raw is null or { Length: <= MaxLength }, nameof(Raw), $"{Raw?.Length} characters", "use up to 200 characters");
        Storable.AddProblems(problems, nameof(CallId), CallId);
        Storable.AddProblems(problems, nameof(EventId), EventId);
        AttemptResult?.AddProblems(problems, $"{nameof(AttemptResult)}.", now);
        return problems;
    }
}

/// <summary>
/// The result of a <see cref="ProviderReport"/>. Acknowledge the report to the provider in every case, because the result is committed.
/// </summary>
public enum ReportReceipt
{
    /// <summary>The report changed the record of the attempt, or brought a result for it.</summary>
    Applied,

    /// <summary>
    /// The attempt is known, and the report changed nothing: it was a repetition, it was late, or the record outranks it.
    /// </summary>
    NoNews,

    /// <summary>The report arrived before the dispatch returned. It is stored, and applied when the dispatch returns.</summary>
    Parked,

    /// <summary>
    /// No attempt matches the id. The report is kept until an attempt matches, and shown by
    /// <see cref="ICampaignOperations.ListUnmatchedReportsAsync"/>. It is deleted after <see cref="CampaignsOptions.UnmatchedReportAge"/>.
    /// </summary>
    Unknown,

    /// <summary>The report names a tenant, but the attempt belongs to another tenant. Nothing is applied or stored.</summary>
    Refused,
}

/// <summary>A report about a call that matches no attempt.</summary>
/// <param name="Report">The report.</param>
/// <param name="ReceivedAt">When the report arrived.</param>
public sealed record UnmatchedReport(ProviderReport Report, DateTimeOffset ReceivedAt);
