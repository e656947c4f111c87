using static Campaigns.Orleans.Client.Members.MemberTable;

namespace Campaigns.Orleans.Client.Members;

/// <summary>Members about what all shards have: the hold on everything, limits, providers, the strategy, the store.</summary>
internal static class SharedMembers
{
    public static readonly ShardMember<Empty, bool> HoldAll = Do<Empty>(
        "HoldAll", isSafe: true, (side, _, token) => side.Engine.Operations.HoldAllAsync(token));

    public static readonly ShardMember<Empty, bool> ReleaseAll = Do<Empty>(
        "ReleaseAll", isSafe: true, (side, _, token) => side.Engine.Operations.ReleaseAllAsync(token));

    public static readonly ShardMember<Empty, Revised<EngineLimits>> GetLimits = Ask<Empty, Revised<EngineLimits>>(
        "GetLimits", isSafe: true, (side, _, token) => side.Engine.Operations.GetLimitsAsync(token));

    public static readonly ShardMember<LimitsAt, bool> SetLimits = Do<LimitsAt>(
        "SetLimits", isSafe: true, (side, at, token) => side.Engine.Operations.ChangeLimitsAsync(at.Limits!, token));

    public static readonly ShardMember<LimitsAt, long> ChangeLimits = Ask<LimitsAt, long>(
        "ChangeLimits", isSafe: false, (side, at, token) => side.Engine.Operations.ChangeLimitsAsync(_ => at.Limits!, at.Revision, token));

    public static readonly ShardMember<Empty, IReadOnlyList<ProviderStatus>> ListProviders = Ask<Empty, IReadOnlyList<ProviderStatus>>(
        "ListProviders", isSafe: true, (side, _, token) => side.Engine.Operations.ListProvidersAsync(token));

    public static readonly ShardMember<ProviderAt, Revised<ProviderSettings>> GetProvider = Ask<ProviderAt, Revised<ProviderSettings>>(
        "GetProvider", isSafe: true, (side, at, token) => side.Engine.Operations.GetProviderAsync(at.Provider, token));

    public static readonly ShardMember<ProviderSettingsAt, bool> SetProvider = Do<ProviderSettingsAt>(
        "SetProvider", isSafe: true,
        (side, at, token) => side.Engine.Operations.ChangeProviderAsync(at.Provider, at.Settings!, token));

    public static readonly ShardMember<ProviderSettingsAt, long> ChangeProvider = Ask<ProviderSettingsAt, long>(
        "ChangeProvider", isSafe: false,
        (side, at, token) => side.Engine.Operations.ChangeProviderAsync(at.Provider, _ => at.Settings!, at.Revision, token));

    public static readonly ShardMember<ProviderAt, bool> ResetProvider = Do<ProviderAt>(
        "ResetProvider", isSafe: true, (side, at, token) => side.Engine.Operations.ResetProviderAsync(at.Provider, token));

    public static readonly ShardMember<ProviderAt, bool> CloseCircuit = Do<ProviderAt>(
        "CloseCircuit", isSafe: true, (side, at, token) => side.Engine.Operations.CloseCircuitAsync(at.Provider, token));

    public static readonly ShardMember<CallerIdAt, bool> SetCallerId = Do<CallerIdAt>(
        "SetCallerId", isSafe: true,
        (side, at, token) => side.Engine.Operations.ChangeCallerIdAsync(at.Provider, at.Number, at.Settings!, token));

    public static readonly ShardMember<CallerIdAt, bool> ResetCallerId = Do<CallerIdAt>(
        "ResetCallerId", isSafe: true, (side, at, token) => side.Engine.Operations.ResetCallerIdAsync(at.Provider, at.Number, token));

    public static readonly ShardMember<InstantAt, bool> DismissUnmatchedReports = Do<InstantAt>(
        "DismissUnmatchedReports", isSafe: true,
        (side, at, token) => side.Engine.Operations.DismissUnmatchedReportsAsync(at.At, token));

    public static readonly ShardMember<Empty, string> GetStrategy = Ask<Empty, string>(
        "GetStrategy", isSafe: true, (side, _, token) => side.Engine.Operations.GetStrategyAsync(token));

    public static readonly ShardMember<StrategyAt, bool> ChangeStrategy = Do<StrategyAt>(
        "ChangeStrategy", isSafe: true, (side, at, token) => side.Engine.Operations.ChangeStrategyAsync(StrategyNames.Read(at), token));

    public static readonly ShardMember<Empty, StoreInfo> GetStoreInfo = Ask<Empty, StoreInfo>(
        "GetStoreInfo", isSafe: true, (side, _, token) => side.Engine.Operations.GetStoreInfoAsync(token));
}
