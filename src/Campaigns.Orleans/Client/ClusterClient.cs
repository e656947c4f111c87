using Campaigns.Orleans.Client.Feed;
using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Shared;
using Campaigns.Orleans.Quotas;

namespace Campaigns.Orleans.Client;

/// <summary>
/// The interfaces of the engine over many shards. A request about a tenant or a campaign goes to its shard. Others go to all shards, and
/// their answers are put together.
/// </summary>
internal sealed partial class ClusterClient : ICampaignClient, ICampaignReports, ICampaignOperations, ICampaignFeed
{
    /// <summary>How often a change is repeated when somebody else was faster.</summary>
    private const int MostTries = 20;

    private readonly ShardCaller _shards;
    private readonly ReportRouter _reports;
    private readonly ClusterFeed _feed;
    private readonly SharedSettings _shared;

    /// <summary>The hold on everything that is kept beside the ledger; null without a cluster's database.</summary>
    public ClusterHold? Hold { get; init; }

    /// <summary>Creates a client.</summary>
    /// <param name="calls">Reaches the owners of shards.</param>
    /// <param name="inbox">Keeps reports for shards without an owner; null to fail instead.</param>
    /// <param name="time">Measures waits.</param>
    /// <param name="patience">How long a request waits for a shard to get an owner.</param>
    public ClusterClient(IShardCalls calls, IReportInbox? inbox, TimeProvider time, TimeSpan patience)
    {
        _shards = new ShardCaller(calls, time, patience);
        _reports = new ReportRouter(_shards, inbox);
        _feed = new ClusterFeed(_shards);
        _shared = new SharedSettings(_shards);
    }

    /// <summary>Makes what all shards share the same on a shard again: limits, settings of providers, the hold on everything.</summary>
    /// <param name="shard">The shard. It may have been away while the others were changed.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    internal Task ReconcileAsync(int shard, CancellationToken cancellationToken) =>
        _shared.ReconcileAsync(shard, hasHold: Hold is not null, cancellationToken);

    private Task<TAnswer> OfCampaignAsync<TRequest, TAnswer>(
        CampaignId campaign, ShardMember<TRequest, TAnswer> member, TRequest request, CancellationToken cancellationToken) =>
        _shards.AskAsync(ShardIds.ShardOf(campaign.Value, _shards.Count), member, request, cancellationToken);

    private Task<TAnswer> OfCampaignAsync<TAnswer>(
        CampaignId campaign, ShardMember<CampaignAt, TAnswer> member, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, member, new CampaignAt(campaign), cancellationToken);

    private Task<TAnswer> OfContactAsync<TAnswer>(
        CampaignId campaign, string contactKey, ShardMember<ContactAt, TAnswer> member, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, member, new ContactAt(campaign, contactKey), cancellationToken);

    /// <summary>Asks the shard of a tenant, whose name is as the caller gave it: the shard checks it again.</summary>
    private Task<TAnswer> OfTenantAsync<TRequest, TAnswer>(
        string tenant, ShardMember<TRequest, TAnswer> member, TRequest request, CancellationToken cancellationToken) =>
        _shards.AskAsync(_shards.OfTenant(Named.Of(tenant, nameof(tenant))), member, request, cancellationToken);

    private static T Changed<T>(T? settings) => settings
        ?? throw new CampaignException(
            CampaignError.Invalid, "The change returned no settings. Return the given settings with your changes.");

    /// <summary>
    /// Changes settings at the revision that was read. If no revision is required, repeats the change when somebody else was faster.
    /// </summary>
    private static async Task<long> ChangeAtAsync<T>(
        Func<Task<Revised<T>>> read, Func<T, T> change, Func<T, long, Task<long>> write, long? revision, string request)
    {
        for (var tries = 1; ; tries++)
        {
            var (settings, current) = await read();
            Revised<T>.Require($"{request}: the settings", current, revision);
            var changed = Changed(change(settings));
            try
            {
                return await write(changed, current);
            }
            catch (CampaignException conflict)
                when (conflict.Error == CampaignError.Conflict && revision is null && tries < MostTries)
            {
                // somebody else has changed the settings meanwhile
            }
        }
    }
}
