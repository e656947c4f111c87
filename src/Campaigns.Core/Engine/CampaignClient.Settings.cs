using System.Runtime.CompilerServices;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Requests that read settings, or change them at a revision.</summary>
internal sealed partial class CampaignClient
{
    private const string HoldsList = "holds";

    /// <summary>Stands before the names of tenants in the cursors of holds, because a page may end with the hold on everything.</summary>
    private const string OfTenant = "tenant ";

    public Task<Revised<TenantSettings>> GetTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        return AskAsync(scheduler => scheduler.Tenants.Read(tenant), cancellationToken);
    }

    public Task<long> ChangeTenantAsync(
        string tenant, Func<TenantSettings, TenantSettings> change, long? revision, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAtAsync(
            token => GetTenantAsync(tenant, token),
            settings =>
            {
                var changed = Changed(change(settings)).Copy(); // later changes by the caller have no effect
                changed.FindProblems().ThrowIfAny("The change of the tenant");
                return changed;
            },
            (settings, read, token) => AskAsync(scheduler => scheduler.Tenants.ChangeSettings(tenant, settings, read), token),
            revision,
            cancellationToken);
    }

    public async Task<Revised<EngineLimits>> GetLimitsAsync(CancellationToken cancellationToken)
    {
        var (settings, revision) = await AskAsync(scheduler => scheduler.Tenants.Read(null), cancellationToken);
        return new(EngineLimits.Of(settings), revision);
    }

    public Task<long> ChangeLimitsAsync(Func<EngineLimits, EngineLimits> change, long? revision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAtAsync(
            GetLimitsAsync,
            limits =>
            {
                var changed = EngineLimits.Of(Changed(change(limits)).AsSettings().Copy());
                changed.AsSettings().FindProblems().ThrowIfAny("The change of the limits");
                return changed;
            },
            (limits, read, token) => AskAsync(scheduler => scheduler.Tenants.ChangeSettings(null, limits.AsSettings(), read), token),
            revision,
            cancellationToken);
    }

    public Task<Revised<ProviderSettings>> GetProviderAsync(string provider, CancellationToken cancellationToken)
    {
        provider = Named.Of(provider);
        return AskAsync(scheduler => scheduler.Providers.Read(provider), cancellationToken);
    }

    public Task<long> ChangeProviderAsync(
        string provider, Func<ProviderSettings, ProviderSettings> change, long? revision, CancellationToken cancellationToken)
    {
        provider = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAtAsync(
            token => GetProviderAsync(provider, token),
            settings =>
            {
                var (changed, problems) = (Changed(change(settings)), new Problems());
                changed.AddProblems(problems, "");
                problems.ThrowIfAny("The change of the provider");
                return changed;
            },
            (settings, read, token) => AskAsync(scheduler => scheduler.Providers.Change(provider, settings, read), token),
            revision,
            cancellationToken);
    }

    public Task<CampaignDefinition> GetDefinitionAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        AskAsync(campaign, (_, entry) => entry.InForce, cancellationToken);

    public Task<Revised<CampaignSettings>> GetSettingsAsync(CampaignId campaign, CancellationToken cancellationToken) => AskAsync(
        campaign,
        (_, entry) => new Revised<CampaignSettings>(CampaignSettings.Of(entry.Current), entry.Settings.Revision),
        cancellationToken);

    public async Task<long> ChangeAsync(
        CampaignId campaign, Func<CampaignSettings, CampaignSettings> change, long revision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (before, read) = await GetSettingsAsync(campaign, cancellationToken);
        Revised<CampaignSettings>.Require($"The settings of campaign {campaign}", read, revision);
        var difference = new SettingsChange(before, Changed(change(before)));
        return await AskAsync(campaign, (scheduler, entry) => scheduler.Lifecycle.Change(entry, difference, revision), cancellationToken);
    }

    public Task<string> GetStrategyAsync(CancellationToken cancellationToken) =>
        AskAsync(scheduler => scheduler.View.Strategy.Name, cancellationToken);

    public Task<StoreInfo> GetStoreInfoAsync(CancellationToken cancellationToken) =>
        QueryAsync(queries => queries.ReadInfoAsync(cancellationToken));

    public async Task<CampaignPage<HoldStatus>> ListHoldsAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        PageCursor.Limit(limit);
        var position = PageCursor.Read(HoldsList, after);
        var name = position?.StartsWith(OfTenant, StringComparison.Ordinal) == true ? position[OfTenant.Length..] : null;
        var holds = await AskAsync<IReadOnlyList<HoldStatus>>(
            scheduler =>
            {
                HoldStatus[] first = position is null && scheduler.Tenants.HoldOfAll is { } all ? [all] : [];
                return [.. first, .. scheduler.Tenants.Holds(name, limit + 1 - first.Length)];
            },
            cancellationToken);
        var page = holds.Take(limit).ToList();
        var next = holds.Count > limit ? PageCursor.Write(HoldsList, page[^1].Tenant is { } last ? OfTenant + last : "") : null;
        return new(page, next);
    }

    /// <summary>
    /// Changes settings at the revision that was read. If no revision is required, repeats the change when somebody else was faster.
    /// </summary>
    private static async Task<long> ChangeAtAsync<T>(
        Func<CancellationToken, Task<Revised<T>>> read, Func<T, T> change, Func<T, long, CancellationToken, Task<long>> write,
        long? revision, CancellationToken cancellationToken, [CallerMemberName] string request = "")
    {
        while (true)
        {
            var (settings, current) = await read(cancellationToken);
            Revised<T>.Require($"{request}: the settings", current, revision);
            var changed = change(settings); // outside the loop: this is host code
            try
            {
                return await write(changed, current, cancellationToken);
            }
            catch (CampaignException conflict) when (conflict.Error == CampaignError.Conflict && revision is null)
            {
                // somebody else has changed the settings meanwhile
            }
        }
    }

    private static T Changed<T>(T? settings) => settings
        ?? throw new CampaignException(
            CampaignError.Invalid, "The change returned no settings. Return the given settings with your changes.");
}
