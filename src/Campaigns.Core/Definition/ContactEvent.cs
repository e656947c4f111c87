namespace Campaigns;

/// <summary>
/// An event of a person, such as a reply, a click, or a booked meeting. The names of <see cref="InboundEvent"/>'s types act as described
/// there.
/// </summary>
public sealed record ContactEvent
{
    /// <summary>The name of a reply on any channel. A reply ends a drip unless the drip's exit rules say otherwise.</summary>
    public const string Reply = ExitRules.Reply;

    private ContactEvent(Suppression person, string name)
    {
        Tenant = person.Tenant;
        Person = person;
        Name = name;
    }

    /// <summary>The tenant.</summary>
    public string Tenant { get; }

    /// <summary>The name of the event, as used in <see cref="EventStep.Event"/> and <see cref="ExitRules.Events"/>.</summary>
    public string Name { get; }

    /// <summary>
    /// The only campaign that the event applies to. Null, the default: all campaigns of the tenant in which the person has a running job.
    /// </summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>
    /// When the event occurred. Null, the default: now. The event applies to a job only if the job was enrolled or rerun by then. It
    /// applies to a wait only if the message before the wait was sent by then.
    /// </summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// The application's id for the event, such as the id of the webhook that reported it. An event has no effect if the tenant has already
    /// reported an event with the same id, even if the other values differ. 1 to 200 characters. Ids are kept for
    /// <see cref="CampaignsOptions.EventIdAge"/>, with the event, in the event log. Null, the default: no id. The event is not logged, and
    /// counts again when it is repeated.
    /// </summary>
    public string? Id { get; init; }

    internal Suppression Person { get; }

    /// <summary>Creates an event of a person identified by contact key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="name">The name of the event. 1 to 100 characters. Default: a reply.</param>
    public static ContactEvent OfContact(string tenant, string contactKey, string name = Reply)
    {
        TextLimits.Require(name, TextLimits.Name);
        return new(Suppression.OfContact(tenant, contactKey), name);
    }

    /// <summary>Creates an event of a person identified by address, under any contact key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address. A phone number needs its country code, and may be formatted.</param>
    /// <param name="name">The name of the event. 1 to 100 characters. Default: a reply.</param>
    public static ContactEvent OfAddress(string tenant, string address, string name = Reply)
    {
        TextLimits.Require(name, TextLimits.Name);
        return new(Suppression.OfAddress(tenant, address), name);
    }

    /// <summary>The event as the scheduler applies it to jobs.</summary>
    internal static ContactEvent Of(Suppression person, string name, CampaignId? campaign, DateTimeOffset? occurredAt) =>
        new(person, name) { Campaign = campaign, OccurredAt = occurredAt };

    /// <summary>Returns the event without the person.</summary>
    public override string ToString() => $"{Name} of a contact of {Tenant}";
}
