using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Reads a campaign's statistics off its counters.</summary>
internal static class CampaignFigures
{
    public static CampaignStatistics Of(CampaignEntry campaign, Now now)
    {
        var totals = Totals(campaign);
        long In(JobState state) => totals[Counter.Of(state)];
        return new CampaignStatistics
        {
            Campaign = campaign.Id,
            Name = campaign.Definition.Name,
            Tenant = campaign.Row.Tenant,
            State = campaign.State,
            Total = totals.AsSpan(0, Transitions.JobStates).ToArray().Sum(),
            Pending = In(JobState.New),
            WaitingForRetry = In(JobState.Waiting),
            Live = In(JobState.Live),
            Completed = In(JobState.Completed),
            Failed = In(JobState.Failed),
            Unknown = In(JobState.Unknown),
            Canceled = In(JobState.Canceled),
            Expired = In(JobState.Expired),
            Removed = In(JobState.Removed),
            Suppressed = In(JobState.Suppressed),
            Replied = In(JobState.Replied),
            NoResponse = In(JobState.NoResponse),
            Waiting = CountWaiting(campaign),
            RetriesAttempted = totals[Counter.Retries],
            Outcomes = Enum.GetValues<Outcome>().Where(outcome => totals[Counter.Of(outcome)] > 0)
                .ToDictionary(outcome => outcome, outcome => totals[Counter.Of(outcome)]),
            AttemptsPerSecond = campaign.Dispatched.PerSecond(now.Mono),
            EstimatedFinish = FinishEstimate.Of(campaign, now),
            CreatedAt = campaign.Row.CreatedAt,
            StartedAt = campaign.Row.StartedAt,
            EndedAt = campaign.Row.EndedAt,
            EnrollmentOpenSince = campaign.Row.Enrollments.Count == 0 ? null : campaign.Row.Enrollments.Min(open => open.Since),
            CutEnrollments = campaign.Row.Enrollments.Count(open => open.IsCut),
        };
    }

    private static long[] Totals(CampaignEntry campaign)
    {
        var totals = new long[Counter.Count];
        foreach (var lane in campaign.Lanes.Values)
        {
            for (var i = 0; i < totals.Length; i++)
            {
                totals[i] += lane.Totals[i];
            }
        }

        return totals;
    }

    private static Dictionary<WaitingFor, long> CountWaiting(CampaignEntry campaign) =>
        campaign.Lanes.Values.GroupBy(lane => lane.Kind, lane => lane.Totals[Counter.Of(JobState.Waiting)])
            .Select(group => (Kind: group.Key, Count: group.Sum()))
            .Where(group => group.Count > 0)
            .ToDictionary(group => group.Kind, group => group.Count);
}
