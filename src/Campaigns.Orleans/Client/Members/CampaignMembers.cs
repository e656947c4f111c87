using Campaigns.Engine;
using static Campaigns.Orleans.Client.Members.MemberTable;

namespace Campaigns.Orleans.Client.Members;

/// <summary>Members of a campaign's shard, except those about contacts.</summary>
internal static class CampaignMembers
{
    public static readonly ShardMember<DefinitionAt, CampaignId> Create = Ask<DefinitionAt, CampaignId>(
        "Create", isSafe: false, (side, at, token) => side.Engine.Client.CreateAsync(at.Definition, token));

    /// <summary>Like <see cref="Create"/>, for definitions with a key, which is created once.</summary>
    public static readonly ShardMember<DefinitionAt, CampaignId> CreateKeyed = Ask<DefinitionAt, CampaignId>(
        "CreateKeyed", isSafe: true, (side, at, token) => side.Engine.Client.CreateAsync(at.Definition, token));

    public static readonly ShardMember<DefinitionAt, bool> Check = Do<DefinitionAt>(
        "Check", isSafe: true, (side, at, token) => side.Engine.Client.CheckAsync(at.Definition, token));

    public static readonly ShardMember<NameAt, CampaignStatistics?> Find = Ask<NameAt, CampaignStatistics?>(
        "Find", isSafe: true, (side, at, token) => side.Engine.Client.FindAsync(at.Tenant, at.Name, token));

    public static readonly ShardMember<CampaignAt, bool> Start = Do<CampaignAt>(
        "Start", isSafe: true, (side, at, token) => side.Engine.Client.StartAsync(at.Campaign, token));

    public static readonly ShardMember<CampaignAt, bool> Pause = Do<CampaignAt>(
        "Pause", isSafe: true, (side, at, token) => side.Engine.Client.PauseAsync(at.Campaign, token));

    public static readonly ShardMember<CampaignAt, bool> Resume = Do<CampaignAt>(
        "Resume", isSafe: true, (side, at, token) => side.Engine.Client.ResumeAsync(at.Campaign, token));

    public static readonly ShardMember<CancelAt, bool> Cancel = Do<CancelAt>(
        "Cancel", isSafe: true, (side, at, token) => side.Engine.Client.CancelAsync(at.Campaign, at.Mode, token));

    public static readonly ShardMember<CampaignAt, CampaignDefinition> GetDefinition = Ask<CampaignAt, CampaignDefinition>(
        "GetDefinition", isSafe: true, (side, at, token) => side.Engine.Client.GetDefinitionAsync(at.Campaign, token));

    public static readonly ShardMember<CampaignAt, Revised<CampaignSettings>> GetSettings = Ask<CampaignAt, Revised<CampaignSettings>>(
        "GetSettings", isSafe: true, (side, at, token) => side.Engine.Client.GetSettingsAsync(at.Campaign, token));

    /// <summary>Writes the values that a change has changed. A repetition writes the same values, unless a revision is given.</summary>
    public static readonly ShardMember<SettingsAt, long> Change = Ask<SettingsAt, long>("Change", isSafe: false, ChangeAsync);

    public static readonly ShardMember<ProtocolAt, int> ChangeProtocol = Ask<ProtocolAt, int>(
        "ChangeProtocol", isSafe: true, (side, at, token) => side.Engine.Client.ChangeProtocolAsync(at.Campaign, at.Protocol, token));

    /// <summary>Removes a portion of a campaign. Each portion is a call, because a purge may take longer than a call may.</summary>
    public static readonly ShardMember<CampaignAt, bool> PurgePortion = Ask<CampaignAt, bool>(
        "PurgePortion", isSafe: true, (side, at, token) =>
            ((CampaignClient)side.Engine.Client).PostAsync(new PurgeCommand(at.Campaign), token, nameof(ICampaignClient.PurgeAsync)));

    public static readonly ShardMember<CampaignAt, bool> CloseEnrollment = Do<CampaignAt>(
        "CloseEnrollment", isSafe: true, (side, at, token) => side.Engine.Client.CloseEnrollmentAsync(at.Campaign, token));

    public static readonly ShardMember<CampaignAt, CampaignStatistics> GetStatistics = Ask<CampaignAt, CampaignStatistics>(
        "GetStatistics", isSafe: true, (side, at, token) => side.Engine.Client.GetStatisticsAsync(at.Campaign, token));

    public static readonly ShardMember<CampaignAt, IReadOnlyDictionary<string, long>> Explain =
        Ask<CampaignAt, IReadOnlyDictionary<string, long>>(
            "Explain", isSafe: true, (side, at, token) => side.Engine.Client.ExplainAsync(at.Campaign, token));

    public static readonly ShardMember<CampaignAt, IReadOnlyList<WaitingGroup>> ExplainZones =
        Ask<CampaignAt, IReadOnlyList<WaitingGroup>>(
            "ExplainZones", isSafe: true, (side, at, token) => side.Engine.Client.ExplainZonesAsync(at.Campaign, token));

    private static async Task<long> ChangeAsync(ShardSide side, SettingsAt at, CancellationToken cancellationToken)
    {
        var change = SettingsDifference.Apply(at.Settings, at.Changed);
        if (at.Revision is { } revision)
        {
            return await side.Engine.Client.ChangeAsync(at.Campaign, change, revision, cancellationToken);
        }

        await side.Engine.Client.ChangeAsync(at.Campaign, change, cancellationToken);
        return 0;
    }
}
