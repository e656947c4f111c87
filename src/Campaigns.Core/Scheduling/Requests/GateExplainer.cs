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
        void Add(string reason, long count)
        {
            if (count > 0)
            {
                counts[reason] = counts.GetValueOrDefault(reason) + count;
            }
        }

        Add("enrollment", campaign.Row.Enrollments.Count);
        foreach (var lane in campaign.Lanes.Values)
        {
            var waiting = lane.Totals[Counter.Of(JobState.Waiting)];
            var open = waiting + lane.Totals[Counter.Of(JobState.New)];
            if (lane.Kind != WaitingFor.Turn)
            {
                Add(WaitGate.NameOf(lane.Kind), open);
                continue;
            }

            var candidate = new Candidate(state, campaign.Tenant, campaign, lane);
            if (FirstClosed(candidate) is { } closed)
            {
                Add(closed, open);
                continue;
            }

            var due = lane.Waiting.CountDue(state.Now.Pauses);
            var later = Math.Max(0, waiting - due - Math.Min(waiting, lane.ParkedForTime + lane.ParkedForAddress));
            Add("due", later);
            AddParked(lane, Add);
            Add("ready", open - later - lane.ParkedForTime - lane.ParkedForAddress);
        }

        return counts;
    }

    private static void AddParked(Lane lane, Action<string, long> add)
    {
        foreach (var (gate, count) in lane.ParkedByGate ?? [])
        {
            add(gate, count);
        }

        add("frequency", lane.ParkedForTime - (lane.ParkedByGate?.Values.Sum() ?? 0));
        add("address", lane.ParkedForAddress);
    }

    /// <summary>The first closed gate of the lane, ignoring gates of single jobs.</summary>
    private string? FirstClosed(in Candidate candidate)
    {
        foreach (var gate in _gates.InOrder)
        {
            if (gate.Scope != GateScope.Job && !gate.Judge(candidate).IsOpen)
            {
                return gate.Name;
            }
        }

        return null;
    }
}
