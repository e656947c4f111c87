using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Computes a campaign's statistics from its counters.</summary>
internal static class CampaignFigures
{
    public static CampaignStatistics Of(CampaignEntry campaign, Now now)
    {
        var lanes = campaign.Lanes.Values.Select(lane => (lane.Row, (IReadOnlyList<long>)lane.Totals));
        return Of(campaign.Row, campaign.Definition.Name, [.. lanes]) with
        {
            AttemptsPerSecond = campaign.Dispatched.PerSecond(now.Mono),
            EstimatedFinish = FinishEstimate.Of(campaign, now),
            OutcomesByTry = campaign.Tries.ToDictionary(),
        };
    }

    /// <summary>The statistics of an ended campaign that is read from the store.</summary>
    public static CampaignStatistics Of(CampaignRecord campaign) =>
        Of(campaign.Row, DefinitionJson.Read(campaign.Row.Definition).Name, campaign.Lanes);

    private static CampaignStatistics Of(CampaignRow campaign, string name, IReadOnlyList<(LaneRow Row, IReadOnlyList<long> Totals)> lanes)
    {
        var totals = Sum(lanes.Select(lane => lane.Totals));
        long In(JobState state) => totals[Counter.Of(state)];
        return new CampaignStatistics
        {
            Campaign = campaign.Id,
            Name = name,
            Key = campaign.Key,
            Tenant = campaign.Tenant,
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
            Waiting = CountWaiting(lanes),
            RetriesAttempted = totals[Counter.Retries],
            Outcomes = Enum.GetValues<AttemptOutcome>().Where(outcome => totals[Counter.Of(outcome)] > 0)
                .ToDictionary(outcome => outcome, outcome => totals[Counter.Of(outcome)]),
            CreatedAt = campaign.CreatedAt,
            StartedAt = campaign.StartedAt,
            EndedAt = campaign.EndedAt,
            EnrollmentOpenSince = campaign.Enrollments.Count == 0 ? null : campaign.Enrollments.Min(open => open.Since),
            CutEnrollments = campaign.Enrollments.Count(open => open.IsCut),
        };
    }

    private static long[] Sum(IEnumerable<IReadOnlyList<long>> counters)
    {
        var totals = new long[Counter.Count];
        foreach (var lane in counters)
        {
            for (var i = 0; i < totals.Length; i++)
            {
                totals[i] += lane[i];
            }
        }

        return totals;
    }

    private static Dictionary<WaitingFor, long> CountWaiting(IReadOnlyList<(LaneRow Row, IReadOnlyList<long> Totals)> lanes) =>
        lanes.GroupBy(lane => lane.Row.Kind, lane => lane.Totals[Counter.Of(JobState.Waiting)])
            .Select(group => (Kind: group.Key, Count: group.Sum()))
            .Where(group => group.Count > 0)
            .ToDictionary(group => group.Kind, group => group.Count);
}
