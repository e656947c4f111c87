namespace Campaigns.Engine;

/// <summary>Requests about drips: events, channels, manual tasks, versions of protocols.</summary>
internal sealed partial class CampaignClient
{
    public Task<int> ReportEventAsync(ContactEvent happened, CancellationToken cancellation) => throw new NotSupportedException();

    public Task ChangeChannelAsync(string tenant, string channel, string? unavailable, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<ChannelStatus>> ListChannelsAsync(string? tenant, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<ManualTask>> ListTasksAsync(CampaignId campaign, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public Task CompleteTaskAsync(CampaignId campaign, string contactKey, TaskResult result, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int> ChangeProtocolAsync(CampaignId campaign, Protocol protocol, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<MigrationReport> MigrateAsync(CampaignId campaign, bool isDryRun, CancellationToken cancellation) => throw new NotSupportedException();
}
