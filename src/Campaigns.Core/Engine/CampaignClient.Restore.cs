namespace Campaigns.Engine;

/// <summary>What a restored store must be told.</summary>
internal sealed partial class CampaignClient
{
    public Task<bool> NoteCallAsync(CampaignId campaign, string contactKey, NotedCall call, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        ArgumentNullException.ThrowIfNull(call);
        call.FindProblems().ThrowIfAny("The call");
        return PostAsync(new NoteCallCommand(new JobAddress(campaign, Unseen.Trim(contactKey), 0), call), cancellationToken);
    }
}
