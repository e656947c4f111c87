namespace Campaigns;

/// <summary>
/// An event that the outside world reports, such as a webhook's call. The engine appends it to the event log as it came, and applies it in
/// the same commit, once per tenant and id.
/// </summary>
/// <remarks>
/// The person is identified by <see cref="ContactKey"/> or by <see cref="Address"/>. An event without a person can only enroll a contact
/// (<see cref="CampaignTrigger"/>). A well-known type acts as described here. Any other type ends or continues the jobs of drips that name
/// it, as <see cref="ContactEvent"/> describes.
/// </remarks>
/// <param name="Tenant">The tenant. 1 to 200 characters.</param>
/// <param name="Id">
/// The application's id for the event, such as the id of the webhook's call. 1 to 200 characters. A second event of the tenant with the
/// same id has no effect, even if the other values differ. Ids are kept for <see cref="CampaignsOptions.EventIdAge"/>.
/// </param>
/// <param name="Type">The type of the event. 1 to 100 characters.</param>
public sealed record InboundEvent(string Tenant, string Id, string Type)
{
    /// <summary>The type of a reply on any channel. A reply ends a drip unless the drip's exit rules say otherwise.</summary>
    public const string Reply = ContactEvent.Reply;

    /// <summary>
    /// The type of an opt-out. The person is added to the do-not-contact list: on <see cref="Channel"/>, or on all channels if it is null.
    /// </summary>
    public const string Unsubscribe = "unsubscribe";

    /// <summary>
    /// The type of an undeliverable message. <see cref="Address"/> is added to the do-not-contact list on <see cref="Channel"/>. The
    /// channel may be null for an email address.
    /// </summary>
    public const string Bounce = "bounce";

    /// <summary>The type of a complaint, such as a spam report. The person is added to the do-not-contact list on all channels.</summary>
    public const string Complaint = "complaint";

    /// <summary>The maximum length of <see cref="Data"/>: 16,384 characters.</summary>
    public const int MostData = 16_384;

    /// <summary>The contact's key. Up to 200 characters. Null if the person is identified by address, or if there is no person.</summary>
    public string? ContactKey { get; init; }

    /// <summary>
    /// The person's address, as written. Up to 1,000 characters. A phone number needs its country code. Null if the person is identified by
    /// key, or if there is no person. Do not log it.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>The channel of <see cref="Address"/>, and of an opt-out. Up to 200 characters. Null, the default: any channel.</summary>
    public string? Channel { get; init; }

    /// <summary>
    /// The event's own data, as a JSON object of up to 16,384 characters. Conditions and mappings of triggers read it. Null, the default:
    /// none.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>
    /// When the event occurred. Null, the default: when it is received. The event applies to a job only if the job was enrolled or rerun by
    /// then. Opt-outs, bounces and complaints count whenever they occurred.
    /// </summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The only campaign whose jobs the event may end or continue. Null, the default: all campaigns of the tenant.</summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>Returns the event without the person and the data.</summary>
    public override string ToString() => $"event {TextLimits.Show(Type)} of {TextLimits.Show(Tenant)}";

    /// <summary>Whether a type adds the person to the do-not-contact list.</summary>
    internal static bool Suppresses(string type) => type is Unsubscribe or Bounce or Complaint;

    /// <summary>Finds the values that no event may have.</summary>
    internal Problems FindProblems()
    {
        var problems = new Problems();
        RequireText(problems, nameof(Tenant), Tenant, TextLimits.Short);
        RequireText(problems, nameof(Id), Id, TextLimits.Short);
        RequireText(problems, nameof(Type), Type, TextLimits.Name);
        Storable.AddProblems(problems, nameof(Id), Id);
        Storable.AddProblems(problems, nameof(Type), Type);
        TextLimits.AddProblems(problems, nameof(ContactKey), ContactKey, TextLimits.Short);
        TextLimits.AddProblems(problems, nameof(Address), Address, TextLimits.Address);
        TextLimits.AddProblems(problems, nameof(Channel), Channel, TextLimits.Short);
        problems.Require(
            ContactKey is null || Address is null, nameof(Address), "given together with ContactKey", "give one of them, or none");
        problems.Require(
            Data is null || Data.Length <= MostData, nameof(Data), $"{Data?.Length} characters", "use up to 16,384 characters");
        Storable.AddProblems(problems, nameof(Data), Data);
        if (Data?.Length <= MostData && EventData.ProblemOf(Data) is { } problem)
        {
            problems.Require(false, nameof(Data), problem, "give a JSON object, or null for none");
        }

        return problems;
    }

    private static void RequireText(Problems problems, string field, string? text, int most) => problems.Require(
        !string.IsNullOrWhiteSpace(text) && text.Length <= most,
        field,
        text is null ? null : string.IsNullOrWhiteSpace(text) ? "blank" : $"{text.Length} characters",
        $"use 1 to {most} characters");
}
