namespace Campaigns;

/// <summary>A request to place one attempt.</summary>
public readonly struct DispatchRequest
{
    internal DispatchRequest(
        AttemptId attempt, Contact contact, CampaignInfo campaign, ContactStep step, int tryNumber, DateTimeOffset notAfter)
    {
        Attempt = attempt;
        Contact = contact;
        Campaign = campaign;
        Step = step;
        Try = tryNumber;
        NotAfter = notAfter;
    }

    /// <summary>The id of the attempt: the idempotency key, which callbacks must name.</summary>
    public AttemptId Attempt { get; }

    /// <summary>The person.</summary>
    public Contact Contact { get; }

    /// <summary>The campaign.</summary>
    public CampaignInfo Campaign { get; }

    /// <summary>The step, with the channel to use. If the step falls back, this is the fallback channel.</summary>
    public ContactStep Step { get; }

    /// <summary>The content to send: the step's content, filled in for the contact if it is a template.</summary>
    public MessageContent Content { get; init; } = MessageContent.None;

    /// <summary>The number of the try within the step, from 1.</summary>
    public int Try { get; }

    /// <summary>
    /// The number to show, in E.164 form: one of <see cref="ProviderOptions.CallerIds"/>. Null for a provider without caller ids.
    /// </summary>
    public string? CallerId { get; init; }

    /// <summary>When the attempt became sendable, in UTC ticks; 0 for a first attempt.</summary>
    internal long Due { get; init; }

    /// <summary>The latest instant at which to place the attempt. For providers that queue.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>The whole address to contact: a phone number in E.164 form on voice and text channels. Do not log it.</summary>
    public string Address => Contact.AddressOn(Step.Channel) ?? "";

    /// <summary>The attempt, redacted.</summary>
    public override string ToString() => $"attempt {Attempt} of campaign {Campaign.Id}";
}

/// <summary>The campaign of an attempt.</summary>
/// <param name="Id">The campaign's id.</param>
/// <param name="Tenant">The campaign's tenant.</param>
/// <param name="Name">The campaign's name.</param>
public sealed record CampaignInfo(CampaignId Id, string Tenant, string Name)
{
    /// <summary>The application's key for the campaign. Null for none.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// The campaign's data, as in <see cref="CampaignDefinition.Data"/>. The contact's data is in <see cref="Campaigns.Contact.Data"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>The campaign's id.</summary>
    public override string ToString() => $"campaign {Id}";
}

/// <summary>The kinds of a provider's answer.</summary>
internal enum DispatchAnswer : byte
{
    /// <summary>No answer.</summary>
    None,

    /// <summary>Accepted; the outcome comes later.</summary>
    Accepted,

    /// <summary>Completed with an outcome.</summary>
    Completed,

    /// <summary>Nothing was placed. The provider is closed for this tenant until an instant.</summary>
    RetryAt,

    /// <summary>Nothing was placed, for the given reason.</summary>
    NotPlaced,

    /// <summary>Nothing was placed. The tenant's account is unusable.</summary>
    Unavailable,

    /// <summary>Nothing was placed. The provider is closed for every tenant until an instant.</summary>
    ProviderRetryAt,

    /// <summary>Nothing was placed. The contact must not be tried before an instant.</summary>
    Defer,

    /// <summary>The contact cannot be reached.</summary>
    Unreachable,

    /// <summary>Nothing was placed. The provider is down.</summary>
    Down,

    /// <summary>Nothing was placed. The provider refuses the caller id.</summary>
    CallerIdRefused,
}

/// <summary>Who is affected when a provider throttles.</summary>
public enum ThrottleScope
{
    /// <summary>The tenant of the attempt: the limit belongs to the tenant's own account.</summary>
    Tenant,

    /// <summary>Every tenant: the limit belongs to the provider, or to one account that all tenants share.</summary>
    Provider,
}

/// <summary>
/// A provider's answer to a dispatch. Each method below names a cause. An answer about one contact holds up no other contact, and an answer
/// about one tenant's account holds up no other tenant. The reason is stored with the attempt, up to 200 characters.
/// </summary>
public readonly struct DispatchResult
{
    private DispatchResult(DispatchAnswer answer, AttemptOutcome outcome, string? text, DateTimeOffset retryAt)
    {
        Answer = answer;
        Outcome = outcome;
        Text = text;
        Instant = retryAt;
    }

    /// <summary>Whether the provider has accepted the attempt, so that the outcome comes later.</summary>
    public bool IsAccepted => Answer == DispatchAnswer.Accepted;

    internal DispatchAnswer Answer { get; }

    internal AttemptOutcome Outcome { get; }

    internal string? Text { get; }

    internal DateTimeOffset Instant { get; }

    internal AttemptResult? AttemptResult { get; private init; }

    /// <summary>
    /// The provider has the attempt. The outcome comes through <see cref="ICampaignReports.ReportAsync"/>, a query or a timeout.
    /// </summary>
    /// <param name="providerCallId">
    /// The provider's own id for the attempt; null for none. Up to 200 characters. A longer id is not stored, and no report can name it.
    /// </param>
    public static DispatchResult Accepted(string? providerCallId = null) =>
        new(DispatchAnswer.Accepted, AttemptOutcome.None, providerCallId, default);

    /// <summary>The attempt has ended.</summary>
    /// <param name="outcome">A contact outcome, or <see cref="AttemptOutcome.Unknown"/>.</param>
    /// <param name="providerCallId">
    /// The provider's own id for the attempt; null for none. Up to 200 characters; a longer id is not stored.
    /// </param>
    /// <param name="result">
    /// What the attempt told besides its outcome; null for nothing. A result that is not valid is not stored. The outcome counts
    /// nevertheless, and the note of the attempt names the problem.
    /// </param>
    public static DispatchResult Completed(AttemptOutcome outcome, string? providerCallId = null, AttemptResult? result = null) =>
        new(DispatchAnswer.Completed, outcome, providerCallId, default) { AttemptResult = result };

    /// <summary>
    /// Nothing was placed, because a limit is reached ("429 Too Many Requests"). The provider gets no more attempts of the tenant, or of
    /// any tenant, before the instant. No attempt is used up.
    /// </summary>
    /// <remarks>
    /// An instant from 100 ms to 1 day ahead closes the provider until that instant. An instant in the past closes it for 1 s, 2 s, 4 s, …
    /// up to 5 minutes, until it accepts an attempt. After more than 30 throttling answers in a row, these pauses apply to any instant.
    /// </remarks>
    /// <param name="instant">When to try again.</param>
    /// <param name="scope">The owner of the limit. The tenant's account by default.</param>
    public static DispatchResult RetryAt(DateTimeOffset instant, ThrottleScope scope = ThrottleScope.Tenant) =>
        new(scope == ThrottleScope.Provider ? DispatchAnswer.ProviderRetryAt : DispatchAnswer.RetryAt, AttemptOutcome.Throttled, null, instant);

    /// <summary>
    /// Nothing was placed, and this contact must not be tried before an instant. Other contacts are not affected. No attempt is used up.
    /// For an instant that is past or near, the contact waits 1 s, 2 s, 4 s, … up to 5 minutes. The longest wait is a year.
    /// </summary>
    /// <param name="until">When to try the contact again.</param>
    /// <param name="reason">The reason, without personal data. Up to 200 characters; a longer text is cut.</param>
    public static DispatchResult Defer(DateTimeOffset until, string reason) =>
        new(DispatchAnswer.Defer, AttemptOutcome.Throttled, reason, until);

    /// <summary>
    /// This contact cannot be reached on the channel, because the number or mailbox does not exist. Ends the attempt as
    /// <see cref="AttemptOutcome.Invalid"/>, which ends the step unless its retry policy says otherwise.
    /// </summary>
    /// <param name="reason">The reason, without personal data. Up to 200 characters; a longer text is cut.</param>
    public static DispatchResult Unreachable(string reason) => new(DispatchAnswer.Unreachable, AttemptOutcome.Invalid, reason, default);

    /// <summary>
    /// Nothing was placed, for certain. The cause may be the contact or the provider. No attempt is used up. Another provider of the
    /// channel may be tried.
    /// </summary>
    /// <remarks>
    /// The contact is retried after 1 s, 2 s, 4 s, … 5 minutes, and finally 1 hour. After <see cref="CampaignsOptions.MaxRefusals"/>
    /// refusals in a row, its step fails. Other contacts continue. The provider is closed for this tenant only when it refuses different
    /// contacts of the tenant in a row (<see cref="CircuitBreakerOptions.ConsecutiveFailures"/>) and accepts none in between. It is then
    /// probed with other contacts.
    /// </remarks>
    /// <param name="reason">The reason, without personal data. Up to 200 characters; a longer text is cut.</param>
    public static DispatchResult NotPlaced(string reason) => new(DispatchAnswer.NotPlaced, AttemptOutcome.NotPlaced, reason, default);

    /// <summary>
    /// Nothing was placed, for certain, because the provider is down ("503 Service Unavailable"). Counts toward the provider's breaker for
    /// every contact, and never against the contact. No attempt is used up. Another provider of the channel may be tried.
    /// </summary>
    /// <param name="reason">The reason, without personal data.</param>
    public static DispatchResult ProviderDown(string reason) => new(DispatchAnswer.Down, AttemptOutcome.NotPlaced, reason, default);

    /// <summary>
    /// Nothing was placed, for certain, because the provider refuses <see cref="DispatchRequest.CallerId"/>: the number is blocked, or not
    /// verified. No attempt is used up, and the contact is tried with another number at once. From the fourth refusal of one contact in a
    /// row, it waits 1 s, 2 s, 4 s, … up to 5 minutes. Without a caller id, this is <see cref="NotPlaced"/>.
    /// </summary>
    /// <remarks>
    /// Opens the circuit breaker of the number, for all contacts: it is not used for 1 minute, then probed with one attempt. Each refused
    /// probe doubles the pause, up to 1 hour. A restart closes the breaker. Use <see cref="NotPlaced"/> for a refusal that concerns the
    /// contact.
    /// </remarks>
    /// <param name="reason">The reason, without personal data. Up to 200 characters; a longer text is cut.</param>
    public static DispatchResult CallerIdRefused(string reason) =>
        new(DispatchAnswer.CallerIdRefused, AttemptOutcome.NotPlaced, reason, default);

    /// <summary>
    /// Nothing was placed, for certain, and nothing can be placed for this tenant: its account is logged out, or its credentials are wrong.
    /// Another provider of the channel may be tried. Without one, the tenant's channel is unavailable until
    /// <see cref="ICampaignOperations.MarkChannelAvailableAsync"/> changes it or a probe, every 15 minutes, succeeds. No attempt is used
    /// up, and no other tenant is affected.
    /// </summary>
    /// <param name="reason">The reason, without personal data. Up to 200 characters; a longer text is cut.</param>
    public static DispatchResult Unavailable(string reason) => new(DispatchAnswer.Unavailable, AttemptOutcome.NotPlaced, reason, default);
}
