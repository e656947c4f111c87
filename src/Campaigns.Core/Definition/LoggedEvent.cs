namespace Campaigns;

/// <summary>What became of an event.</summary>
public enum EventState
{
    /// <summary>The event was applied.</summary>
    Applied = 1,

    /// <summary>The event could not be applied. It can be applied again.</summary>
    Kept,

    /// <summary>The event was applied, except that a trigger could not enroll the contact. The trigger can be applied again.</summary>
    TriggerFailed,
}

/// <summary>An entry of the event log: an event as it came, and what became of it.</summary>
/// <param name="Sequence">The place in the log. Rises with every event, over all tenants.</param>
/// <param name="Event">The event as it came.</param>
/// <param name="ReceivedAt">When the engine received the event.</param>
/// <param name="State">What became of the event.</param>
public sealed record LoggedEvent(long Sequence, InboundEvent Event, DateTimeOffset ReceivedAt, EventState State)
{
    /// <summary>
    /// Why the event was not applied, why a trigger failed, or why a trigger's re-entry rule did not enroll the contact. Null for none.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The number of jobs that the event ended, continued, enrolled or ran again.</summary>
    public int Affected { get; init; }

    /// <summary>The names of the triggers that failed.</summary>
    public IReadOnlyList<string> FailedTriggers { get; init; } = [];

    /// <summary>
    /// Returns the entry without the person and the data, if it is about an erased person: it names the person, or its data does. For
    /// stores.
    /// </summary>
    /// <param name="keys">The keys of the erased person.</param>
    /// <param name="addresses">The addresses of the erased person.</param>
    /// <returns>The entry without the person; null if it is not about the person, or if the person was erased before.</returns>
    public LoggedEvent? Erase(IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(addresses);
        var isAbout = (Event.ContactKey is { } key && keys.Contains(key.Trim()))
            || (Event.Address is { } address && (addresses.Contains(address)
                || addresses.Contains(Suppression.Restore(Event.Tenant, null, Event.Channel, address).Address!)))
            || (Event.Data is { } data && (keys.Any(text => data.Contains($"\"{text}\"", StringComparison.Ordinal))
                || addresses.Any(text => data.Contains(text, StringComparison.Ordinal))));
        return isAbout ? this with { Event = Event with { ContactKey = null, Address = null, Data = null } } : null;
    }

    /// <summary>Returns the entry without the person and the data.</summary>
    public override string ToString() => $"{Sequence}: {Event}, {State}";
}
