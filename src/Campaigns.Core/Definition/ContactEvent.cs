namespace Campaigns;

/// <summary>Something that a person did, or that became known of them: a reply, a click, a meeting booked.</summary>
public sealed record ContactEvent
{
    /// <summary>The name of a reply, on whatever channel: it ends a drip unless its exit rules say otherwise.</summary>
    public const string Reply = ExitRules.Reply;

    private ContactEvent(Suppression person, string name)
    {
        Tenant = person.Tenant;
        Person = person;
        Name = name;
    }

    /// <summary>The tenant.</summary>
    public string Tenant { get; }

    /// <summary>The event's name, as <see cref="EventStep.Event"/> and <see cref="ExitRules.Events"/> give it.</summary>
    public string Name { get; }

    /// <summary>Only in this campaign; null, the default, for all of the tenant's that the person is running in.</summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>
    /// When it occurred; null, the default, for now. It counts for a job that was enrolled by then, or run anew; for a wait, if the message
    /// before the wait was sent by then.
    /// </summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// Your id for the event, such as that of the webhook that told of it: an event with an id that the tenant has told before has no
    /// effect, whatever else it says. 1 to 200 characters. Kept for <see cref="CampaignsOptions.EventIdAge"/>. Null, the default, for none:
    /// then a doubled event counts twice.
    /// </summary>
    public string? Id { get; init; }

    internal Suppression Person { get; }

    /// <summary>An event of a person known by the key that campaigns use.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="name">The event's name. 1 to 100 characters.</param>
    public static ContactEvent OfContact(string tenant, string contactKey, string name = Reply)
    {
        TextLimits.Require(name, TextLimits.Name);
        return new(Suppression.OfContact(tenant, contactKey), name);
    }

    /// <summary>An event of a person known by an address, under whatever key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="address">The address; a phone number with its country code, as people write it.</param>
    /// <param name="name">The event's name. 1 to 100 characters.</param>
    public static ContactEvent OfAddress(string tenant, string address, string name = Reply)
    {
        TextLimits.Require(name, TextLimits.Name);
        return new(Suppression.OfAddress(tenant, address), name);
    }

    /// <summary>The event without the person.</summary>
    public override string ToString() => $"{Name} of a contact of {Tenant}";
}
