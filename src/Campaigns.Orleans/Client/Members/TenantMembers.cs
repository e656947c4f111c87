using static Campaigns.Orleans.Client.Members.MemberTable;

namespace Campaigns.Orleans.Client.Members;

/// <summary>Members about a tenant: its settings, holds, channels, triggers, persons.</summary>
internal static class TenantMembers
{
    public static readonly ShardMember<TenantAt, bool> Hold = Do<TenantAt>(
        "HoldTenant", isSafe: true, (side, at, token) => side.Engine.Operations.HoldTenantAsync(at.Tenant, token));

    public static readonly ShardMember<TenantAt, bool> Release = Do<TenantAt>(
        "ReleaseTenant", isSafe: true, (side, at, token) => side.Engine.Operations.ReleaseTenantAsync(at.Tenant, token));

    public static readonly ShardMember<TenantAt, Revised<TenantSettings>> Get = Ask<TenantAt, Revised<TenantSettings>>(
        "GetTenant", isSafe: true, (side, at, token) => side.Engine.Operations.GetTenantAsync(at.Tenant, token));

    public static readonly ShardMember<TenantSettingsAt, bool> Set = Do<TenantSettingsAt>(
        "SetTenant", isSafe: true, (side, at, token) => side.Engine.Operations.ChangeTenantAsync(at.Tenant, at.Settings!, token));

    /// <summary>Sets the settings if they have the revision. A repetition is refused, so it is not safe.</summary>
    public static readonly ShardMember<TenantSettingsAt, long> Change = Ask<TenantSettingsAt, long>(
        "ChangeTenant", isSafe: false,
        (side, at, token) => side.Engine.Operations.ChangeTenantAsync(at.Tenant, _ => at.Settings!, at.Revision, token));

    public static readonly ShardMember<ChannelAt, bool> MarkChannel = Do<ChannelAt>(
        "MarkChannel", isSafe: true,
        (side, at, token) => side.Engine.Operations.MarkChannelUnavailableAsync(at.Tenant, at.Channel, at.Reason!, token));

    public static readonly ShardMember<ChannelAt, bool> FreeChannel = Do<ChannelAt>(
        "FreeChannel", isSafe: true, (side, at, token) => side.Engine.Operations.MarkChannelAvailableAsync(at.Tenant, at.Channel, token));

    public static readonly ShardMember<CampaignTrigger, bool> SetTrigger = Do<CampaignTrigger>(
        "SetTrigger", isSafe: true, (side, trigger, token) => side.Engine.Operations.SetTriggerAsync(trigger, token));

    public static readonly ShardMember<NameAt, bool> RemoveTrigger = Do<NameAt>(
        "RemoveTrigger", isSafe: false, (side, at, token) => side.Engine.Operations.RemoveTriggerAsync(at.Tenant, at.Name, token));

    public static readonly ShardMember<NameAt, IngestReceipt> ApplyEventAgain = Ask<NameAt, IngestReceipt>(
        "ApplyEventAgain", isSafe: false, (side, at, token) => side.Engine.Operations.ApplyEventAgainAsync(at.Tenant, at.Name, token));

    public static readonly ShardMember<PersonIdentity, IReadOnlyList<SuppressionEntry>> FindSuppressions =
        Ask<PersonIdentity, IReadOnlyList<SuppressionEntry>>(
            "FindSuppressions", isSafe: true, (side, person, token) => side.Engine.Operations.FindSuppressionsAsync(person, token));

    /// <summary>Erases a person. A second erasure changes nothing, but counts nothing either.</summary>
    public static readonly ShardMember<PersonIdentity, ErasureReceipt> Erase = Ask<PersonIdentity, ErasureReceipt>(
        "Erase", isSafe: false, (side, person, token) => side.Engine.Operations.EraseAsync(person, token));
}
