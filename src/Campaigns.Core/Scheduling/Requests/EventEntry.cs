using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A contact that a trigger maps from an event, as judged outside the loop, because the check calls code of the host.</summary>
/// <param name="Trigger">The trigger.</param>
/// <param name="Plan">The plan that the contact was judged with. If the campaign has another one now, the contact is judged again.</param>
/// <param name="Fields">The campaign's values for templates that the contact was judged with.</param>
/// <param name="Contact">The contact.</param>
/// <param name="Entry">Where the contact begins.</param>
/// <param name="Problem">Why the contact cannot be enrolled; null if it can.</param>
internal sealed record JudgedContact(
    CampaignTrigger Trigger, Plan Plan, SharedFields Fields, Contact Contact, PlanEntry Entry, string? Problem);

/// <summary>An event that the scheduler is to apply: live, repeated, or read from the log.</summary>
internal sealed class EventEntry(InboundEvent happened)
{
    private EventData? _data;
    private Dictionary<string, JudgedContact>? _judged;

    /// <summary>The event as it came.</summary>
    public InboundEvent Event => happened;

    public EventKey Key => new(happened.Tenant, happened.Id);

    /// <summary>Whether the event has an id, and therefore goes into the log.</summary>
    public bool IsLogged { get; init; } = true;

    /// <summary>The same event without an id: it is applied, but not logged.</summary>
    public EventEntry WithoutLog() => new(happened) { IsLogged = false, People = People, Problem = Problem };

    /// <summary>Whether an entry of the log is to be applied again.</summary>
    public bool IsRetry { get; init; }

    /// <summary>The person. Two entries if the numbering plans read the number differently. Empty for none.</summary>
    public IReadOnlyList<Suppression> People { get; init; } = [];

    /// <summary>Why the event cannot be applied; null if it can.</summary>
    public string? Problem { get; init; }

    /// <summary>The event's data. Only triggers read it.</summary>
    public EventData Data => _data ??= EventData.Parse(happened.Data);

    /// <summary>The contact that was judged for a trigger; null for none.</summary>
    public JudgedContact? JudgedFor(string trigger) => _judged?.GetValueOrDefault(trigger);

    /// <summary>Stores a judged contact, for its trigger.</summary>
    public void Judge(JudgedContact contact) => (_judged ??= [])[contact.Trigger.Name] = contact;
}
