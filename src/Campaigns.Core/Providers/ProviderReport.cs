namespace Campaigns;

/// <summary>
/// What a provider reports about an attempt. Names the attempt by our id, or by the provider's own id for the call; with both, by ours.
/// </summary>
/// <param name="Attempt">The attempt, as <see cref="DispatchRequest.Attempt"/> named it; null to name it by <see cref="CallId"/>.</param>
/// <param name="State">
/// <see cref="AttemptState.Accepted"/> while the provider has it and has not begun: its time begins again. <see
/// cref="AttemptState.Ringing"/>, <see cref="AttemptState.Answered"/> or <see cref="AttemptState.Ended"/>.
/// </param>
/// <param name="Outcome">
/// With <see cref="AttemptState.Ended"/> how it ended: a contact outcome; <see cref="Outcome.NotPlaced"/> or <see
/// cref="Outcome.Throttled"/> when nothing was placed after all, before it rang; <see cref="Outcome.Aborted"/> when it was canceled by us;
/// <see cref="Outcome.Unknown"/> when the provider does not know. With <see cref="AttemptState.Answered"/> it may be <see
/// cref="Outcome.Machine"/>: a machine has answered, and the call goes on. Otherwise <see cref="Outcome.None"/>.
/// </param>
public sealed record ProviderReport(AttemptId? Attempt, AttemptState State, Outcome Outcome = Outcome.None)
{
    /// <summary>
    /// The name of the provider that reports, as registered, up to 200 characters. Needed with <see cref="CallId"/>. An attempt that went
    /// through another provider is not touched: the report counts as one about an unknown call.
    /// </summary>
    public string? Provider { get; init; }

    /// <summary>The provider's own id for the call, as it gave it when it took the attempt. Up to 200 characters.</summary>
    public string? CallId { get; init; }

    /// <summary>
    /// The tenant that the report is for; null, the default, for whichever the attempt has. With a name, a report about an attempt of another
    /// tenant is refused: use it where what a tenant's own account reports must not touch another's. Up to 200 characters.
    /// </summary>
    public string? Tenant { get; init; }

    /// <summary>
    /// When it happened, as the provider says. Kept with the attempt. Providers' clocks differ, so it decides one thing only: a report by call
    /// id from longer before an attempt than <see cref="CampaignsOptions.UnmatchedReportAge"/>, and than a day, is about an earlier call.
    /// </summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The provider's id for this report. Up to 200 characters. Shown with a report about an unknown call, which is kept once however often it comes.</summary>
    public string? EventId { get; init; }

    /// <summary>The provider's own word for the status, kept with the attempt. Up to 200 characters, without personal data.</summary>
    public string? Raw { get; init; }

    /// <summary>The attempt is over.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="outcome">How it ended.</param>
    public static ProviderReport Ended(AttemptId attempt, Outcome outcome) => new(attempt, AttemptState.Ended, outcome);

    /// <summary>The provider has it and has not begun with it: its time begins again.</summary>
    /// <param name="attempt">The attempt.</param>
    public static ProviderReport Queued(AttemptId attempt) => new(attempt, AttemptState.Accepted);

    /// <summary>
    /// A machine has answered and the call goes on: it holds its slot until its end is told, and ends as <see cref="Outcome.Machine"/>.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    public static ProviderReport AnsweredByMachine(AttemptId attempt) => new(attempt, AttemptState.Answered, Outcome.Machine);

    /// <summary>A report that names the call as the provider does.</summary>
    /// <param name="provider">The provider's name, as registered.</param>
    /// <param name="callId">The provider's own id for the call.</param>
    /// <param name="state">Where the attempt stands.</param>
    /// <param name="outcome">With <see cref="AttemptState.Ended"/> how it ended.</param>
    public static ProviderReport OfCall(string provider, string callId, AttemptState state, Outcome outcome = Outcome.None)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(callId);
        return new(null, state, outcome) { Provider = provider, CallId = callId };
    }

    /// <summary>The report without what the provider said.</summary>
    public override string ToString() => $"report of {Provider ?? "a provider"} about attempt {Attempt?.ToString() ?? "of a call"}: {State} {Outcome}";

    /// <summary>Made by the engine of what a provider has answered, late: it teaches the call id, and is never kept.</summary>
    internal bool IsAnswer { get; init; }

    internal Problems FindProblems()
    {
        const int MaxLength = 200;
        var problems = new Problems();
        var isEnded = State == AttemptState.Ended;
        var isProgress = State is AttemptState.Accepted or AttemptState.Ringing or AttemptState.Answered;
        problems.Require(isEnded || isProgress, nameof(State), State, "use Accepted, Ringing, Answered or Ended");
        var fits = isEnded
            ? Outcome is > Outcome.NotSent and <= Outcome.OptedOut
            : Outcome == Outcome.None || this is { State: AttemptState.Answered, Outcome: Outcome.Machine };
        problems.Require(
            fits, nameof(Outcome), Outcome, "give how it ended with Ended (not NotSent, which only we can say), Machine or None with Answered, and None otherwise");
        problems.Require(Attempt is not null || CallId is { Length: > 0 }, nameof(CallId), CallId, "name the attempt, or the provider's call id");
        problems.Require(Attempt is not null || Provider is { Length: > 0 }, nameof(Provider), Provider, "name the provider whose call id it is");
        problems.Require(Provider is null or { Length: <= MaxLength }, nameof(Provider), $"{Provider?.Length} characters", "use up to 200 characters");
        problems.Require(CallId is null or { Length: <= MaxLength }, nameof(CallId), $"{CallId?.Length} characters", "use up to 200 characters");
        problems.Require(Tenant is null or { Length: > 0 and <= MaxLength }, nameof(Tenant), $"{Tenant?.Length} characters", "use 1 to 200 characters, or null");
        problems.Require(EventId is null or { Length: <= MaxLength }, nameof(EventId), $"{EventId?.Length} characters", "use up to 200 characters");
        problems.Require(Raw is null or { Length: <= MaxLength }, nameof(Raw), $"{Raw?.Length} characters", "use up to 200 characters");
        return problems;
    }
}

/// <summary>What became of a <see cref="ProviderReport"/>. Acknowledge the provider whatever it is: it is committed.</summary>
public enum ReportReceipt
{
    /// <summary>It changed what is recorded about the attempt.</summary>
    Applied,

    /// <summary>The attempt is known, and this was: it came twice, or late, or what is recorded outranks it.</summary>
    NoNews,

    /// <summary>It came before its dispatch has returned. Kept, and applied when it has.</summary>
    Parked,

    /// <summary>
    /// No attempt is known by this id. Kept until one is, and shown by <see cref="ICampaignOperations.ListUnmatchedReportsAsync"/>; forgotten after
    /// <see cref="CampaignsOptions.UnmatchedReportAge"/>.
    /// </summary>
    Unknown,

    /// <summary>It names a tenant, and the attempt is another tenant's: nothing of it is applied or kept.</summary>
    Refused,
}

/// <summary>A report about a call that no attempt is known by.</summary>
/// <param name="Report">The report.</param>
/// <param name="ReceivedAt">When it came.</param>
public sealed record UnmatchedReport(ProviderReport Report, DateTimeOffset ReceivedAt);
