using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Events;

/// <summary>Enrolls a contact in a campaign when an event of a type arrives.</summary>
internal sealed class TriggerBody
{
    /// <summary>The name. In a request, the path names it.</summary>
    public string? Name { get; set; }

    /// <summary>The type of the events, such as <c>cart.abandoned</c>.</summary>
    [JsonRequired]
    public string EventType { get; set; } = "";

    /// <summary>The conditions on the event's data, up to 20. All must hold.</summary>
    public IReadOnlyList<ConditionBody> Conditions { get; set; } = [];

    /// <summary>The id of the campaign. Give this or <see cref="CampaignKey"/>.</summary>
    public string? Campaign { get; set; }

    /// <summary>The key of the campaign, which may be created later. Give this or <see cref="Campaign"/>.</summary>
    public string? CampaignKey { get; set; }

    /// <summary>Whether a contact that the campaign holds is enrolled again. Default: <c>once</c>.</summary>
    [JsonConverter(typeof(SnakeCase<TriggerReentry>))]
    public TriggerReentry Reentry { get; set; } = TriggerReentry.Once;

    /// <summary>The pause of <c>after_pause</c>; absent for the other rules.</summary>
    public TimeSpan? Pause { get; set; }

    /// <summary>Which fields of the event's data make up the contact.</summary>
    public TriggerContactBody Contact { get; set; } = new();

    internal static TriggerBody Of(CampaignTrigger trigger) => new()
    {
        Name = trigger.Name,
        EventType = trigger.EventType,
        Conditions = [.. trigger.Conditions.Select(ConditionBody.Of)],
        Campaign = trigger.Campaign?.ToString(),
        CampaignKey = trigger.CampaignKey,
        Reentry = trigger.Reentry,
        Pause = trigger.Pause,
        Contact = TriggerContactBody.Of(trigger.Contact),
    };

    /// <exception cref="InvalidRequestException">The campaign is no id, or the name is not that of the path.</exception>
    internal CampaignTrigger ToTrigger(string tenant, string name)
    {
        if (Name is not null && Name != name)
        {
            throw RequestBody.Fault("/name", "The path names the trigger. Leave the member out, or give the same name.");
        }

        var campaign = 0L;
        if (Campaign is not null && !(long.TryParse(Campaign, out campaign) && campaign > 0))
        {
            throw RequestBody.Fault("/campaign", $"\"{Shown.Cut(Campaign)}\" is no id of a campaign. Give the number that its "
                + "creation has answered.");
        }

        return new CampaignTrigger
        {
            Tenant = tenant, Name = name, EventType = EventType, Conditions = [.. Conditions.Select(condition => condition.ToCondition())],
            Campaign = Campaign is null ? null : new CampaignId(campaign), CampaignKey = CampaignKey, Reentry = Reentry, Pause = Pause,
            Contact = Contact.ToMapping(),
        };
    }
}

/// <summary>A condition on a field of an event's data.</summary>
internal sealed class ConditionBody
{
    /// <summary>The path of the field, with dots between nested names.</summary>
    [JsonRequired]
    public string Field { get; set; } = "";

    /// <summary>How the field is compared.</summary>
    [JsonConverter(typeof(SnakeCase<EventComparison>))]
    [JsonRequired]
    public EventComparison Comparison { get; set; }

    /// <summary>The values to compare with. None for <c>exists</c>.</summary>
    public IReadOnlyList<string> Values { get; set; } = [];

    internal static ConditionBody Of(EventCondition condition) =>
        new() { Field = condition.Field, Comparison = condition.Comparison, Values = condition.Values };

    internal EventCondition ToCondition() => new() { Field = Field, Comparison = Comparison, Values = Values };
}

/// <summary>Which fields of an event's data make up a contact. Each value is the path of a field.</summary>
internal sealed class TriggerContactBody
{
    /// <summary>The field with the key. Absent: the event's contact key, or else the phone number.</summary>
    public string? Key { get; set; }

    /// <summary>The field with the phone number. Absent: the event's address if it is on a phone channel.</summary>
    public string? Phone { get; set; }

    /// <summary>The field with the time zone. Absent: the campaign's zone.</summary>
    public string? Zone { get; set; }

    /// <summary>The fields with addresses, by channel.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; set; } = new Dictionary<string, string>();

    /// <summary>The fields with values for templates, by the name of the value.</summary>
    public IReadOnlyDictionary<string, string> Data { get; set; } = new Dictionary<string, string>();

    internal static TriggerContactBody Of(ContactMapping mapping) => new()
    {
        Key = mapping.Key, Phone = mapping.Phone, Zone = mapping.Zone, Addresses = mapping.Addresses, Data = mapping.Data,
    };

    internal ContactMapping ToMapping() => new() { Key = Key, Phone = Phone, Zone = Zone, Addresses = Addresses, Data = Data };
}
