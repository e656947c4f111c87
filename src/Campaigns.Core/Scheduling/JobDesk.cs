using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What can be asked about single contacts: enrol, remove, reschedule, rerun, report.</summary>
internal sealed class JobDesk(SchedulerState state, LaneKeeper lanes, CampaignLife life, JobCourse course)
{
    public void OpenIngestion(CampaignEntry campaign)
    {
        RequireEnrollable(campaign);
        campaign.Ingestions++;
    }

    public void CloseIngestion(CampaignEntry campaign)
    {
        campaign.Ingestions = Math.Max(0, campaign.Ingestions - 1); // a recovery in between has forgotten it already
        life.CompleteIfDone(campaign);
    }

    /// <summary>Puts contacts into the commit under way; <see cref="Enrolled"/> counts those that the store has taken.</summary>
    /// <returns>The index of the first in <see cref="CommitBatch.NewJobs"/>.</returns>
    public int Enrol(CampaignEntry campaign, IReadOnlyList<Contact> contacts)
    {
        RequireEnrollable(campaign);
        var first = state.Decisions.Batch.NewJobList.Count;
        var channel = campaign.Plan.Contact(0).Channel;
        Lane? lane = null;
        foreach (var contact in contacts)
        {
            var zone = contact.Zone ?? campaign.Definition.Zone;
            lane = lane?.Row.Zone == zone ? lane : state.Lane(campaign, new LaneKey(zone, channel));
            var row = new JobRow { Id = ++state.LastJob, Lane = lane.Id };
            state.Decisions.Batch.NewJobList.Add(new JobRecord(row, contact));
        }

        return first;
    }

    /// <summary>Counts what the store has enrolled.</summary>
    public void Enrolled(CommitBatch batch, CommitReceipt receipt)
    {
        var duplicate = 0;
        var touched = new HashSet<Lane>();
        for (var i = 0; i < batch.NewJobs.Length; i++)
        {
            if (duplicate < receipt.Duplicates.Count && receipt.Duplicates[duplicate] == i)
            {
                duplicate++;
                continue;
            }

            var lane = state.Lanes[batch.NewJobs[i].Row.Lane];
            var end = lane.Campaign.EndedAs;
            lane.Totals[Counter.Of(JobState.New)]++;
            if (end is { } ended)
            {
                state.Count(lane, Counter.Of(JobState.New), -1);
                state.Count(lane, Counter.Of(ended), 1);
                continue;
            }

            lane.Campaign.Open++;
            lane.HasUnread = true;
            touched.Add(lane);
        }

        foreach (var lane in touched)
        {
            state.Tree.Rerank(lane.Campaign);
            lanes.Refresh(lane);
        }
    }

    /// <summary>Brings a job into memory for a request about it, as the commit under way will leave it.</summary>
    public int Load(in JobRecord record)
    {
        var id = record.Row.Id;
        var changed = state.Decisions.Batch.JobList.FindLastIndex(row => row.Id == id);
        var row = changed < 0 ? record.Row : state.Decisions.Batch.JobList[changed];
        return state.Jobs.Load(record with { Row = row }, state.Lanes[row.Lane], out _);
    }

    /// <summary>Leaves a job that was brought in for a request to the store again, unless it stands in a queue now.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="wasLoaded">Whether it was in memory before.</param>
    public void Release(long job, bool wasLoaded)
    {
        if (!state.Jobs.TryFind(job, out var slot))
        {
            return;
        }

        ref var held = ref state.Jobs[slot];
        var isQueuedByRequest = held.State == JobState.Waiting && held.Lane.Campaign.EndedAs is null
            && held.DueKey.CompareTo(held.Lane.Watermark) <= 0;
        if (held.State.IsTerminal() || (!wasLoaded && !isQueuedByRequest && held.State != JobState.Live))
        {
            state.Jobs.Free(slot);
        }
    }

    public void Remove(int slot)
    {
        RequireOpen(state.Jobs[slot], "removed");
        EndOpen(slot, JobState.Removed, JobFlags.Remove);
    }

    /// <summary>Ends a job that has not ended. A live attempt is taken back if it was not sent, and finishes otherwise; then the job ends.</summary>
    /// <param name="slot">The job.</param>
    /// <param name="end">How it ends.</param>
    /// <param name="flag">What says so while an attempt is live.</param>
    public void EndOpen(int slot, JobState end, JobFlags flag)
    {
        ref var job = ref state.Jobs[slot];
        if (job.State == JobState.Live)
        {
            job.Flags |= flag;
            state.Decisions.Batch.JobList.Add(job.Row);
            state.Withdraw(slot);
            return;
        }

        var lane = job.Lane;
        course.Finish(slot, end);
        lanes.Refresh(lane);
        life.CompleteIfDone(lane.Campaign);
    }

    public void Reschedule(int slot, DateTimeOffset at)
    {
        ref var job = ref state.Jobs[slot];
        RequireOpen(job, "rescheduled");
        if (job.State == JobState.Live)
        {
            job.Flags |= JobFlags.Reschedule;
            job.Due = at.UtcTicks;
            state.Decisions.Batch.JobList.Add(job.Row);
            state.Withdraw(slot);
        }
        else
        {
            job.Flags |= JobFlags.Reschedule;
            course.Wait(slot, at.UtcTicks);
        }
    }

    public void Rerun(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        if (!job.State.IsTerminal() || campaign.EndedAs is not null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Job {job.Id} is {campaign.EndedAs ?? job.State}; only a contact that has ended, in a campaign that was not canceled and has not expired, can be run again.");
        }

        life.Reopen(campaign);
        course.Enter(slot, step: 0, state.Now.Wall);
    }

    private static void RequireOpen(in Job job, string verb)
    {
        var end = job.State.IsTerminal() ? job.State : job.State == JobState.Live ? null : job.Lane.Campaign.EndedAs;
        if (end is not null)
        {
            throw new CampaignException(CampaignError.IllegalTransition, $"Job {job.Id} is {end}; it has ended and cannot be {verb}. Run it again.");
        }
    }

    private static void RequireEnrollable(CampaignEntry campaign)
    {
        if (campaign.State.IsTerminal())
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Campaign {campaign.Id} is {campaign.State} and takes no more contacts. Set KeepOpen for a campaign that is to wait for more.");
        }
    }
}
