using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Settings;

namespace Campaigns.AspNetCore.Definitions;

/// <summary>
/// The definition of a campaign, in the public form of <see cref="CampaignJson"/>. The API binds a definition to this type to find every
/// fault at once, and describes it by this type. <see cref="CampaignJson"/> reads it.
/// </summary>
internal sealed class DefinitionBody : CampaignSettingsBody
{
    /// <summary>The version of the form: 1.</summary>
    [JsonRequired]
    public int Version { get; set; }

    /// <summary>The display name. 1 to 200 characters.</summary>
    [JsonRequired]
    public string Name { get; set; } = "";

    /// <summary>The steps, in order. 1 to 100.</summary>
    [JsonRequired]
    public IReadOnlyList<StepBody> Steps { get; set; } = [];

    /// <summary>The rules that end the protocol early. They make the campaign a drip. Absent for calls.</summary>
    public ExitRulesBody? Exit { get; set; }

    /// <summary>Limits each contact to one running job.</summary>
    public ExclusivityBody? Exclusivity { get; set; }

    /// <summary>The values that templates read as <c>campaign.…</c>.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; set; }

    /// <summary>The application's key for the campaign, unique in the tenant.</summary>
    public string? Key { get; set; }

    /// <summary>The tenant. <c>default</c> if it is absent, or the caller's own.</summary>
    public string? Tenant { get; set; }

    /// <summary>The name of the check that each attempt must pass just before it is sent.</summary>
    public string? Check { get; set; }
}

/// <summary>The protocol of a campaign: steps and exit rules.</summary>
internal sealed class ProtocolBody
{
    /// <summary>The steps, in order. 1 to 100.</summary>
    [JsonRequired]
    public IReadOnlyList<StepBody> Steps { get; set; } = [];

    /// <summary>The rules that end the protocol early: required if the campaign is a drip, and absent otherwise.</summary>
    public ExitRulesBody? Exit { get; set; }
}

/// <summary>The rules that end a protocol early.</summary>
internal sealed class ExitRulesBody
{
    /// <summary>When a contact expires, counted from its first turn. 30 days by default.</summary>
    public TimeSpan? After { get; set; }

    /// <summary>The events that end the protocol. <c>reply</c> by default.</summary>
    public IReadOnlyList<string>? Events { get; set; }

    /// <summary>The outcomes that end the protocol, such as <c>Completed</c>.</summary>
    public IReadOnlyList<string>? Outcomes { get; set; }

    /// <summary>Whether a contact waits for a reply after the last step. True by default.</summary>
    public bool? Monitor { get; set; }
}

/// <summary>Limits each contact to one running job.</summary>
internal sealed class ExclusivityBody
{
    /// <summary>The campaigns with the same key share the limit; null turns it off.</summary>
    public string? Key { get; set; }

    /// <summary>What happens to a contact that is running already.</summary>
    [JsonConverter(typeof(DefinitionName<ExclusivityConflict>))]
    public ExclusivityConflict? OnConflict { get; set; }
}
