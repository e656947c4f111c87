using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Judges that a revision counts the changes of settings, and that a hold keeps the instant at which it began.</summary>
internal static class SettingsCheck
{
    private static readonly FrequencyCap[] NoCaps = [];
    private static readonly Dictionary<string, string> NoData = [];

    /// <summary>Judges a committed row of a tenant, or of everything.</summary>
    public static void Judge(Judge judge, TenantRow before, TenantRow row, DateTimeOffset now)
    {
        var name = row.Tenant ?? "everything";
        Judge(judge, name, before.Revision, row.Revision, isChange: !AreSame(before.Settings, row.Settings));
        var since = !row.Held ? null : before.Held ? before.HeldSince : now;
        judge.Require(row.HeldSince == since, 7, () => $"{name} is held since {row.HeldSince:O} instead of {since:O}");
    }

    /// <summary>Judges a committed row of a campaign. A change of the state alone does not count.</summary>
    public static void Judge(Judge judge, CampaignFacts campaign, StoredSettings settings)
    {
        var before = campaign.Row.Latest.Settings;
        var isChange = settings with { Window = null } != before with { Window = null, Revision = settings.Revision }
            || !WindowContents.AreSame(settings.Window, before.Window);
        Judge(judge, campaign.ToString()!, before.Revision, settings.Revision, isChange);
    }

    /// <summary>Judges a committed change of a provider.</summary>
    public static void Judge(Judge judge, string provider, long before, long revision) =>
        Judge(judge, provider, before, revision, isChange: true);

    /// <summary>Compares lists by their entries, which the equality of records does not do.</summary>
    private static bool AreSame(TenantSettings one, TenantSettings other) =>
        Plain(one) == Plain(other) && WindowContents.AreSame(one.Window, other.Window) && one.Caps.SequenceEqual(other.Caps)
        && one.Quotas.SequenceEqual(other.Quotas) && one.Data.Count == other.Data.Count && !one.Data.Except(other.Data).Any();

    private static TenantSettings Plain(TenantSettings settings) =>
        settings with { Caps = NoCaps, Quotas = [], Window = null, Data = NoData };

    private static void Judge(Judge judge, string name, long before, long revision, bool isChange) => judge.Require(
        revision == before + 1 || (revision == before && !isChange),
        9,
        () => $"the settings of {name} went from revision {before} to {revision}{(isChange ? "" : " without a change")}");
}
