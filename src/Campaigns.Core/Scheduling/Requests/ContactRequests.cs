using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Changes contacts while their jobs run. New attempts go to the changed contact. A live attempt stays an attempt to the old contact. An
/// attempt that is committed but not sent is withdrawn.
/// </summary>
internal sealed class ContactRequests(SchedulerState state, WaitingPlaces places, JobTransitions moves, SuppressionRequests suppressions)
{
    /// <summary>Changes a job's contact.</summary>
    /// <param name="slot">The job, in memory.</param>
    /// <param name="from">The contact that the change was judged with.</param>
    /// <param name="version">The protocol version that the change was judged with.</param>
    /// <param name="to">The changed contact.</param>
    /// <returns>False if the contact or the protocol has changed since. The caller must then judge the change again.</returns>
    public bool Change(int slot, Contact from, int version, Contact to)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        if (campaign.EndedAs is not null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, $"Campaign {campaign.Id} is {campaign.State}; its contacts can no longer be changed.");
        }

        if (job.Protocol != version || !job.Contact.IsSameAs(from))
        {
            return false;
        }

        if (!to.IsSameAs(from))
        {
            var before = job.Contact;
            state.Decisions.Batch.Write(new ContactRow(job.Id, job.Number, to));
            job.ChangeContact(to);
            Apply(slot, before);
        }

        return true;
    }

    private void Apply(int slot, Contact before)
    {
        ref var job = ref state.Jobs[slot];
        if (job.State.IsTerminal())
        {
            return; // the change takes effect if the job is run again
        }

        if (job.State == JobState.Live)
        {
            ApplyToLive(slot, before);
        }
        else
        {
            Place(slot, before);
        }
    }

    /// <summary>
    /// Changes the contact of a live job. The live attempt stays an attempt to the old contact. Later attempts use the new zone.
    /// </summary>
    private void ApplyToLive(int slot, Contact before)
    {
        ref var job = ref state.Jobs[slot];
        state.Live[job.Live].Keep(before);
        var lane = state.Lane(job.Lane.Campaign, job.Lane.Key with { Zone = job.Lane.Campaign.LaneZoneOf(job.Contact) });
        if (lane != job.Lane)
        {
            moves.SetLane(ref job, lane);
            job.BecomeDue(job.Due == 0 ? state.Now.Wall : job.Due); // a job that has left its enrollment lane is no longer new
        }

        if (SuppressionRequests.Ends(job))
        {
            suppressions.End([slot]);
        }
        else
        {
            state.Jobs.Touch(slot);
            state.Withdraw(slot);
        }
    }

    /// <summary>Moves a waiting job to the lane for its changed contact, with the same due time.</summary>
    private void Place(int slot, Contact before)
    {
        ref var job = ref state.Jobs[slot];
        var (row, from, wasParked) = (job.Row, job.Lane, job.Pending.Has(PendingAction.Parked));
        if (from.Row.Channel.Length > 0 && job.Contact.AddressOn(from.Row.Channel) != before.AddressOn(from.Row.Channel))
        {
            job.ForgetRefusals(); // this address has not been refused
            job.Pending.TryRemove(PendingAction.LetsOthersGo);
        }

        moves.SetLane(ref job, state.Lane(from.Campaign, KeyOf(ref job, before)));
        var hasMoved = job.Lane != from;
        if (SuppressionRequests.Ends(job))
        {
            suppressions.End([slot]);
        }
        else if (hasMoved && job.State == JobState.New)
        {
            moves.Wait(slot, state.Now.Wall);
        }
        else
        {
            if (!job.Row.Equals(row))
            {
                state.Jobs.Touch(slot);
            }

            QueueAgain(slot, row.Id, hasMoved, wasParked);
        }
    }

    private void QueueAgain(int slot, long id, bool hasMoved, bool wasParked)
    {
        if (hasMoved)
        {
            places.Lanes.AddWaiting(slot);
        }
        else if (wasParked)
        {
            places.Parked.Return(slot, id); // the gate that parked the job may be open for another address or zone
        }
    }

    /// <summary>
    /// The lane of a job: the lane of its first step if the job has not begun, else the lane of its current step, unless the step has
    /// fallen back.
    /// </summary>
    private static LaneKey KeyOf(ref Job job, Contact before)
    {
        var (campaign, lane, key) = (job.Lane.Campaign, job.Lane, job.Lane.Key with { Zone = job.Lane.Campaign.LaneZoneOf(job.Contact) });
        var plan = job.Plan;
        if (lane.Kind != WaitingFor.Turn)
        {
            return key;
        }

        if (JobMigration.HasNotBegun(job.Row, before, lane, plan))
        {
            var entry = plan.EntryOf(job.Contact);
            job.Cursor.MoveTo(entry.Step);
            return key with { Channel = entry.Channel, Hours = entry.Hours };
        }

        return lane.Row.Channel == plan.ChannelFor(before, job.Step) ? key with { Channel = plan.ChannelFor(job.Contact, job.Step) } : key;
    }
}
