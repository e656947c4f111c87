namespace Campaigns;

/// <summary>One attempt to place.</summary>
public readonly struct DispatchRequest
{
    internal DispatchRequest(AttemptId attempt, Contact contact, CampaignInfo campaign, ContactStep step, int tryNumber, DateTimeOffset notAfter)
    {
        Attempt = attempt;
        Contact = contact;
        Campaign = campaign;
        Step = step;
        Try = tryNumber;
        NotAfter = notAfter;
    }

    /// <summary>The attempt: the idempotency key, and what callbacks must name.</summary>
    public AttemptId Attempt { get; }

    /// <summary>The person.</summary>
    public Contact Contact { get; }

    /// <summary>The campaign.</summary>
    public CampaignInfo Campaign { get; }

    /// <summary>The step, with its channel: the one it falls back on, when it does.</summary>
    public ContactStep Step { get; }

    /// <summary>What to say or send: the step's content, filled in for the contact if it is a template.</summary>
    public Content Content { get; init; } = Content.None;

    /// <summary>Which try of the step this is, from 1.</summary>
    public int Try { get; }

    /// <summary>From when it could have been sent, in UTC ticks; 0 for a contact never tried.</summary>
    internal long Due { get; init; }

    /// <summary>Do not place the attempt after this instant: for providers that queue.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>The address to contact, whole: a phone number in E.164 form on voice and text channels. Do not log it.</summary>
    public string Address => Contact.AddressOn(Step.Channel) ?? "";

    /// <summary>The attempt, redacted.</summary>
    public override string ToString() => $"attempt {Attempt} of campaign {Campaign.Id}";
}

/// <summary>The campaign an attempt belongs to.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Name">Its name.</param>
public sealed record CampaignInfo(CampaignId Id, string Tenant, string Name)
{
    /// <summary>The campaign's id.</summary>
    public override string ToString() => $"campaign {Id}";
}

/// <summary>What a provider answered.</summary>
internal enum DispatchAnswer : byte
{
    /// <summary>No answer.</summary>
    None,

    /// <summary>Taken; the outcome comes later.</summary>
    Accepted,

    /// <summary>Done, with an outcome.</summary>
    Completed,

    /// <summary>Nothing was placed; the provider is to be left alone with this tenant until an instant.</summary>
    RetryAt,

    /// <summary>Nothing was placed, for a reason.</summary>
    NotPlaced,

    /// <summary>Nothing was placed: the tenant's account is not to be used.</summary>
    Unavailable,

    /// <summary>Nothing was placed; the provider is to be left alone with every tenant until an instant.</summary>
    ProviderRetryAt,

    /// <summary>Nothing was placed; the contact is to be tried no earlier than an instant.</summary>
    Defer,

    /// <summary>The contact cannot be reached.</summary>
    Unreachable,

    /// <summary>Nothing was placed: the provider is down.</summary>
    Down,
}

/// <summary>Whom a provider that asks to be tried later will not serve before.</summary>
public enum ThrottleScope
{
    /// <summary>The tenant whose attempt it was: the limit is that of the tenant's own account.</summary>
    Tenant,

    /// <summary>Everybody: the limit is that of the provider, or of one account that all tenants share.</summary>
    Provider,
}

/// <summary>
/// A provider's answer to a dispatch. Made by the methods below: each says who is the cause, because what is said of one contact holds up
/// no other, and what is said of one tenant's account no other tenant. Reasons are kept with the attempt, up to 200 characters of them.
/// </summary>
public readonly struct DispatchResult
{
    private DispatchResult(DispatchAnswer answer, Outcome outcome, string? text, DateTimeOffset retryAt)
    {
        Answer = answer;
        Outcome = outcome;
        Text = text;
        Instant = retryAt;
    }

    /// <summary>Whether the provider has taken the attempt and the outcome comes later.</summary>
    public bool IsAccepted => Answer == DispatchAnswer.Accepted;

    internal DispatchAnswer Answer { get; }

    internal Outcome Outcome { get; }

    internal string? Text { get; }

    internal DateTimeOffset Instant { get; }

    /// <summary>The provider has the attempt; its outcome comes by <see cref="ICampaignReports.ReportAsync"/>, by query or by timeout.</summary>
    /// <param name="providerCallId">The provider's own id for it, if any. Up to 200 characters; a longer one is not kept, and no report can
    /// name it.</param>
    public static DispatchResult Accepted(string? providerCallId = null) => new(DispatchAnswer.Accepted, Outcome.None, providerCallId, default);

    /// <summary>The attempt is over.</summary>
    /// <param name="outcome">A contact outcome, or <see cref="Outcome.Unknown"/>.</param>
    /// <param name="providerCallId">The provider's own id for it, if any. Up to 200 characters; a longer one is not kept.</param>
    public static DispatchResult Completed(Outcome outcome, string? providerCallId = null) =>
        new(DispatchAnswer.Completed, outcome, providerCallId, default);

    /// <summary>
    /// Nothing was placed: a limit is used up ("429 Too Many Requests"). Nothing more of the tenant goes to the provider before the
    /// instant, or nothing of anybody; no attempt is spent.
    /// </summary>
    /// <remarks>
    /// From 100 ms to a day ahead the provider is left alone for as long as it asks. For an instant that is past it is left alone for 1 s,
    /// 2 s, 4 s, … up to 5 minutes, until it takes something; and so when it has asked more than 30 times in a row, whatever it names.
    /// </remarks>
    /// <param name="instant">When to try again.</param>
    /// <param name="scope">Whose limit it is. The tenant's account by default.</param>
    public static DispatchResult RetryAt(DateTimeOffset instant, ThrottleScope scope = ThrottleScope.Tenant) =>
        new(scope == ThrottleScope.Provider ? DispatchAnswer.ProviderRetryAt : DispatchAnswer.RetryAt, Outcome.Throttled, null, instant);

    /// <summary>
    /// Nothing was placed, and this contact is not to be tried before an instant; others are. No attempt is spent. For an instant that is
    /// past or near, the contact waits 1 s, 2 s, 4 s, … up to 5 minutes; a year at most.
    /// </summary>
    /// <param name="until">When to try the contact again.</param>
    /// <param name="reason">Why, without personal data. Up to 200 characters; the rest is cut off.</param>
    public static DispatchResult Defer(DateTimeOffset until, string reason) => new(DispatchAnswer.Defer, Outcome.Throttled, reason, until);

    /// <summary>
    /// This contact cannot be reached on the channel: there is no such number or mailbox. Ends the attempt as <see
    /// cref="Outcome.Invalid"/>, which ends the step unless its retry policy says otherwise.
    /// </summary>
    /// <param name="reason">Why, without personal data. Up to 200 characters; the rest is cut off.</param>
    public static DispatchResult Unreachable(string reason) => new(DispatchAnswer.Unreachable, Outcome.Invalid, reason, default);

    /// <summary>
    /// Nothing was placed, for certain, and it is not known whether the contact or the provider is the cause. No attempt is spent; another
    /// provider of the channel may be tried.
    /// </summary>
    /// <remarks>
    /// The contact is tried again after 1 s, 2 s, 4 s, … 5 minutes, and in the end an hour; after <see
    /// cref="CampaignsOptions.MaxRefusals"/> times in a row its step has failed. Others go on: only when different contacts of a tenant are
    /// refused in a row (<see cref="Breaker.Failures"/>), and none is taken in between, the provider is left alone with this tenant, and
    /// probed with other contacts.
    /// </remarks>
    /// <param name="reason">Why, without personal data. Up to 200 characters; the rest is cut off.</param>
    public static DispatchResult NotPlaced(string reason) => new(DispatchAnswer.NotPlaced, Outcome.NotPlaced, reason, default);

    /// <summary>
    /// Nothing was placed, for certain, because the provider is down ("503 Service Unavailable"). Counts towards its breaker, whoever the
    /// contact was, and never against the contact. No attempt is spent; another provider of the channel may be tried.
    /// </summary>
    /// <param name="reason">Why, without personal data.</param>
    public static DispatchResult Down(string reason) => new(DispatchAnswer.Down, Outcome.NotPlaced, reason, default);

    /// <summary>
    /// Nothing was placed, for certain, and nothing can be for this tenant: its account is logged out, or its credentials are wrong. Another
    /// provider of the channel may be tried; without one the tenant's channel is unavailable until <see cref="ICampaignOperations.MarkChannelAvailableAsync"/>
    /// says otherwise or a probe, every 15 minutes, gets through. No attempt is spent, and no other tenant is touched.
    /// </summary>
    /// <param name="reason">Why, without personal data. Up to 200 characters; the rest is cut off.</param>
    public static DispatchResult Unavailable(string reason) => new(DispatchAnswer.Unavailable, Outcome.NotPlaced, reason, default);
}
