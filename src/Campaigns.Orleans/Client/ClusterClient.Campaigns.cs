using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client;

/// <content>Campaigns: each is in the shard of its tenant, which its id tells.</content>
internal sealed partial class ClusterClient
{
    public Task<CampaignId> CreateAsync(CampaignDefinition definition, CancellationToken cancellationToken)
    {
        var member = Checked(definition).Key is null ? CampaignMembers.Create : CampaignMembers.CreateKeyed;
        return OfTenantAsync(definition.Tenant, member, new DefinitionAt(definition), cancellationToken);
    }

    public Task CheckAsync(CampaignDefinition definition, CancellationToken cancellationToken) =>
        OfTenantAsync(Checked(definition).Tenant, CampaignMembers.Check, new DefinitionAt(definition), cancellationToken);

    public Task StartAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.Start, cancellationToken);

    public Task PauseAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.Pause, cancellationToken);

    public Task ResumeAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.Resume, cancellationToken);

    public Task CancelAsync(CampaignId campaign, CancelMode mode, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.Cancel, new CancelAt(campaign, mode), cancellationToken);

    public Task<CampaignDefinition> GetDefinitionAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.GetDefinition, cancellationToken);

    public Task<Revised<CampaignSettings>> GetSettingsAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.GetSettings, cancellationToken);

    public async Task ChangeAsync(CampaignId campaign, Func<CampaignSettings, CampaignSettings> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var before = (await GetSettingsAsync(campaign, cancellationToken)).Settings;
        await ChangeAsync(campaign, before, Changed(change(before)), null, cancellationToken);
    }

    public async Task<long> ChangeAsync(
        CampaignId campaign, Func<CampaignSettings, CampaignSettings> change, long revision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (before, read) = await GetSettingsAsync(campaign, cancellationToken);
        Revised<CampaignSettings>.Require($"The settings of campaign {campaign}", read, revision);
        return await ChangeAsync(campaign, before, Changed(change(before)), revision, cancellationToken);
    }

    public Task<int> ChangeProtocolAsync(CampaignId campaign, ContactProtocol protocol, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        protocol.FindProblems().ThrowIfAny("The protocol");
        return OfCampaignAsync(campaign, CampaignMembers.ChangeProtocol, new ProtocolAt(campaign, protocol), cancellationToken);
    }

    public Task<MigrationReport> MigrateAsync(CampaignId campaign, bool isDryRun, CancellationToken cancellationToken) =>
        WorkAsync(SessionMembers.Migrate, campaign, isDryRun, cancellationToken);

    public Task<long> RerunFailedAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        WorkAsync(SessionMembers.RerunFailed, campaign, isDryRun: false, cancellationToken);

    public async Task PurgeAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        while (!await OfCampaignAsync(campaign, CampaignMembers.PurgePortion, cancellationToken))
        {
            // one portion a call, so that other requests get their turn
        }
    }

    public Task CloseEnrollmentAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, CampaignMembers.CloseEnrollment, cancellationToken);

    private Task<long> ChangeAsync(
        CampaignId campaign, CampaignSettings before, CampaignSettings after, long? revision, CancellationToken cancellationToken)
    {
        var changed = SettingsDifference.Between(before, after);
        return OfCampaignAsync(campaign, CampaignMembers.Change, new SettingsAt(campaign, after, changed, revision), cancellationToken);
    }

    /// <summary>
    /// Checks a definition before it travels, because one with missing parts cannot. The shard checks it again, with what only it knows.
    /// </summary>
    private static CampaignDefinition Checked(CampaignDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition.FindProblems().ThrowIfAny("The campaign definition");
        return definition;
    }

    /// <summary>Begins long work on the shard, and asks until it has ended. A cancellation ends the work after its current part.</summary>
    private async Task<T> WorkAsync<T>(
        ShardMember<WorkAt, WorkAnswer<T>> member, CampaignId campaign, bool isDryRun, CancellationToken cancellationToken)
    {
        var work = new WorkAt(SessionName.Next(), campaign, isDryRun, IsBegun: false);
        try
        {
            while (true)
            {
                var answer = await OfCampaignAsync(campaign, member, work, cancellationToken);
                if (answer.IsDone)
                {
                    return answer.Report!;
                }

                work = work with { IsBegun = true };
            }
        }
        catch (OperationCanceledException)
        {
            await _shards.CutAsync(ShardIds.ShardOf(campaign.Value, _shards.Count), work.Session);
            throw;
        }
    }
}
