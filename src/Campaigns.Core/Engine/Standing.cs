using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// The campaign's state before its contacts are read. A contact that is open when read was open at this time as well.
/// </summary>
/// <param name="Ended">The state in which the campaign's open jobs ended, if the campaign was canceled or has expired.</param>
/// <param name="Stamp">The store's stamp.</param>
/// <param name="Channels">The channels of the campaign's steps.</param>
internal sealed record Standing(JobState? Ended, ulong Stamp, StepChannels Channels)
{
    /// <summary>The state of a campaign in memory. The loop loads an ended campaign into memory.</summary>
    public static Standing Of(Scheduler scheduler, CampaignEntry campaign) =>
        new(campaign.EndedAs, scheduler.View.Stamp, ChannelsOf(campaign, scheduler.View));

    public Func<int, string?, string?> ChannelOf(JobRecord job) =>
        (step, provider) => Channels.Of(job.Contact, job.Row.Protocol, step, provider);

    private static StepChannels ChannelsOf(CampaignEntry entry, SchedulerView view) => new(
        entry.Plans,
        view.Providers.DistinctBy(provider => provider.Name).ToDictionary(provider => provider.Name, provider => provider.Channel));
}
