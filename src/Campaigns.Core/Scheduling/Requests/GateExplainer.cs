using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Explains why a job or a campaign does not proceed now, with the same gates that dispatch uses.</summary>
internal sealed class GateExplainer(SchedulerState state)
{
    private readonly AllGates _gates = new(state.Settings.Gates);

    /// <summary>Every gate's verdict on a job, in order.</summary>
    public Explanation Explain(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var lane = job.Lane;
        var jobState = job.State is JobState.New or JobState.Waiting && lane.Campaign.EndedAs is { } ended ? ended : job.State;
        var isSuppressed = jobState == JobState.Suppressed; // by a gate of the host, maybe, which says why
        if (jobState is not (JobState.New or JobState.Waiting) && !isSuppressed)
        {
            return new Explanation(jobState, [], null);
        }

        var candidate = new Candidate(state, ref job);
        var verdicts = new List<GateVerdict>();
        var earliest = 0L;
        foreach (var gate in _gates.InOrder)
        {
            if (isSuppressed && gate is not HostGate)
            {
                continue;
            }

            var verdict = gate.Judge(candidate);
            var opensAt = verdict.Until is > 0 && verdict.Until < Now.Never ? verdict.Until : 0;
            earliest = Math.Max(earliest, opensAt);
            verdicts.Add(new GateVerdict(
                gate.Name,
                verdict.IsOpen,
                verdict.Reason,
                opensAt > 0 ? new DateTimeOffset(opensAt, TimeSpan.Zero) : null,
                verdict.Until >= Now.Never));
        }

        return new Explanation(jobState, verdicts, earliest > 0 ? new DateTimeOffset(earliest, TimeSpan.Zero) : null);
    }

    /// <summary>The number of open contacts of a campaign per reason to wait. Uses counters and memory only; reads no rows.</summary>
    public Dictionary<string, long> Explain(CampaignEntry campaign)
    {
        var counts = new Dictionary<string, long>();
        if (campaign.Row.Enrollments.Count > 0)
        {
            counts["enrollment"] = campaign.Row.Enrollments.Count;
        }

        foreach (var group in ExplainZones(campaign))
        {
            counts[group.Reason] = counts.GetValueOrDefault(group.Reason) + group.Contacts;
        }

        return counts;
    }

    /// <summary>The same by time zone, channel and reason.</summary>
    public List<WaitingGroup> ExplainZones(CampaignEntry campaign)
    {
        var groups = new Dictionary<(string, string, string), WaitingGroup>();
        foreach (var lane in campaign.Lanes.Values)
        {
            foreach (var (reason, count, until) in ReasonsOf(lane))
            {
                if (count > 0)
                {
                    var key = (lane.Zone, lane.Key.Channel, reason);
                    var opens = until > 0 && until < Now.Never ? new DateTimeOffset(until, TimeSpan.Zero) : (DateTimeOffset?)null;
                    groups[key] = groups.TryGetValue(key, out var known)
                        ? known with { Contacts = known.Contacts + count, Until = known.Until == opens ? opens : null }
                        : new WaitingGroup(lane.Zone, lane.Key.Channel.Length > 0 ? lane.Key.Channel : null, reason, count, opens);
                }
            }
        }

        return [.. groups.Values];
    }

    /// <summary>The reasons of a lane's open contacts. The time, in ticks, is 0 if none is known.</summary>
    private List<(string Reason, long Count, long Until)> ReasonsOf(Lane lane)
    {
        var waiting = lane.Totals[Counter.Of(JobState.Waiting)];
        var open = waiting + lane.Totals[Counter.Of(JobState.New)];
        if (lane.Kind != WaitingFor.Turn)
        {
            return [(WaitGate.NameOf(lane.Kind), open, 0)];
        }

        var candidate = new Candidate(state, lane.Campaign.Tenant, lane.Campaign, lane);
        if (FirstClosed(candidate) is { } closed)
        {
            return [(closed.Name, open, closed.Until)];
        }

        var due = lane.Waiting.CountDue(state.Now.Pauses);
        var later = Math.Max(0, waiting - due - Math.Min(waiting, lane.ParkedForTime + lane.ParkedForAddress));
        var byGate = lane.ParkedByGate ?? [];
        return
        [
            ("due", later, 0),
            .. byGate.Select(parked => (parked.Key, (long)parked.Value, 0L)),
            ("frequency", lane.ParkedForTime - byGate.Values.Sum(), 0),
            ("address", lane.ParkedForAddress, 0),
            ("ready", open - later - lane.ParkedForTime - lane.ParkedForAddress, 0),
        ];
    }

    /// <summary>The first closed gate of the lane, ignoring gates of single jobs.</summary>
    private (string Name, long Until)? FirstClosed(in Candidate candidate)
    {
        foreach (var gate in _gates.InOrder)
        {
            if (gate.Scope != GateScope.Job && gate.Judge(candidate) is { IsOpen: false } verdict)
            {
                return (gate.Name, verdict.Until);
            }
        }

        return null;
    }
}
