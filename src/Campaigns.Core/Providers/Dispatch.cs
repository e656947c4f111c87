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

    /// <summary>Nothing was placed; try this provider again at an instant.</summary>
    RetryAt,

    /// <summary>Nothing was placed, for a reason.</summary>
    NotPlaced,

    /// <summary>Nothing was placed: the tenant's account is not to be used.</summary>
    Unavailable,
}

/// <summary>A provider's answer to a dispatch. Made by the methods below.</summary>
public readonly struct DispatchResult
{
    private DispatchResult(DispatchAnswer answer, Outcome outcome, string? text, DateTimeOffset retryAt)
    {
        Answer = answer;
        Outcome = outcome;
        Text = text;
        RetryAtInstant = retryAt;
    }

    /// <summary>Whether the provider has taken the attempt and the outcome comes later.</summary>
    public bool IsAccepted => Answer == DispatchAnswer.Accepted;

    internal DispatchAnswer Answer { get; }

    internal Outcome Outcome { get; }

    internal string? Text { get; }

    internal DateTimeOffset RetryAtInstant { get; }

    /// <summary>The provider has the attempt; its outcome comes by <see cref="ICampaignClient.ReportAsync"/>, by query or by timeout.</summary>
    /// <param name="providerCallId">The provider's own id for it, if any. Up to 200 characters; a longer one is not kept, and no report can name it.</param>
    public static DispatchResult Accepted(string? providerCallId = null) => new(DispatchAnswer.Accepted, Outcome.None, providerCallId, default);

    /// <summary>The attempt is over.</summary>
    /// <param name="outcome">A contact outcome, or <see cref="Outcome.Unknown"/>.</param>
    /// <param name="providerCallId">The provider's own id for it, if any. Up to 200 characters; a longer one is not kept.</param>
    public static DispatchResult Completed(Outcome outcome, string? providerCallId = null) =>
        new(DispatchAnswer.Completed, outcome, providerCallId, default);

    /// <summary>Nothing was placed: the provider is throttling. Nothing more goes to it before the instant; no attempt is spent.</summary>
    /// <param name="instant">When to try again.</param>
    public static DispatchResult RetryAt(DateTimeOffset instant) => new(DispatchAnswer.RetryAt, Outcome.Throttled, null, instant);

    /// <summary>Nothing was placed, for certain. No attempt is spent; another provider of the channel may be tried.</summary>
    /// <param name="reason">Why, without personal data. Up to 200 characters; the rest is cut off.</param>
    public static DispatchResult NotPlaced(string reason) => new(DispatchAnswer.NotPlaced, Outcome.NotPlaced, reason, default);

    /// <summary>
    /// Nothing was placed, for certain, and nothing can be for this tenant: its account is logged out, or its credentials are wrong. Another
    /// provider of the channel may be tried; without one the tenant's channel is unavailable until <see cref="ICampaignClient.ChangeChannelAsync"/>
    /// says otherwise or a probe, every 15 minutes, gets through. No attempt is spent, and no other tenant is touched.
    /// </summary>
    /// <param name="reason">Why, without personal data. Up to 200 characters; the rest is cut off.</param>
    public static DispatchResult Unavailable(string reason) => new(DispatchAnswer.Unavailable, Outcome.NotPlaced, reason, default);
}
