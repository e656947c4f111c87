using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Estimates when a campaign will finish at the speed of the last minute. Returns null when a calendar, quota or expiry would make the
/// estimate wrong.
/// </summary>
internal static class FinishEstimate
{
    private static readonly double Longest = TimeSpan.FromDays(3650).TotalSeconds;

    public static DateTimeOffset? Of(CampaignEntry campaign, Now now)
    {
        var rate = campaign.Finished.PerSecond(now.Mono);
        var seconds = campaign.Open / rate;
        if (campaign.State != CampaignState.Running
            || rate <= 0
            || seconds >= Longest
            || campaign.Tenant.IsHeld
            || MakesPeopleWait(campaign.Plan))
        {
            return null;
        }

        var ahead = TimeSpan.FromSeconds(seconds).Ticks;
        var isSteady = campaign.ExpiryTicks > now.Wall + ahead
            && campaign.Lanes.Values.All(lane => IsSteady(lane, now, ahead))
            && IsWithinQuotas(campaign);
        return isSteady ? now.Instant + TimeSpan.FromTicks(ahead) : null;
    }

    /// <summary>Whether the rest of each quota is enough for all open contacts. Otherwise the start of its next period decides.</summary>
    private static bool IsWithinQuotas(CampaignEntry campaign)
    {
        var isEnough = Math.Min(Math.Min(LeftOf(campaign), LeftOf(campaign.Tenant)), LeftOf(campaign.Tenant.Everything)) >= campaign.Open;
        return isEnough
            && campaign.Lanes.Values.All(
                lane => lane.Route.Providers.Sum(provider => Math.Min(LeftOf(provider), campaign.Open)) >= campaign.Open);
    }

    private static long LeftOf(LimitedEntry capped) => capped.Quotas?.Left ?? long.MaxValue;

    private static bool MakesPeopleWait(Plan plan) =>
        plan.Exit is not null || Array.Exists(plan.Steps, step => step is DelayStep or EventStep);

    /// <summary>Whether all contacts of a lane can go within a time, without waiting for a window or for a later due time.</summary>
    private static bool IsSteady(Lane lane, Now now, long ahead)
    {
        var waiting = lane.Totals[Counter.Of(JobState.Waiting)];
        if (waiting + lane.Totals[Counter.Of(JobState.New)] == 0)
        {
            return true;
        }

        var phase = lane.PhaseAt(now.Wall);
        var isOpen = lane.Kind == WaitingFor.Turn && phase.IsOpen && phase.Until > now.Wall + ahead && lane.ParkedForTime == 0;
        return isOpen
            && (waiting == 0 || (lane.Watermark.CompareTo(DueKey.Highest) >= 0 && lane.Waiting.LatestDue() <= now.Pauses + ahead));
    }
}
