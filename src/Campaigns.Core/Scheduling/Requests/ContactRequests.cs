using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Changes contacts while their jobs run: what is decided from now on goes where the contact is now. A live attempt ends where it went, and
/// one that is committed and not sent is taken back.
/// </summary>
internal sealed class ContactRequests(SchedulerState state, WaitingPlaces keepers, JobTransitions moves, SuppressionRequests suppressions)
{
    /// <summary>Changes a job's contact.</summary>
    /// <param name="slot">The job, in memory.</param>
    /// <param name="from">The contact as it was when the change was judged.</param>
    /// <param name="version">The protocol that it was judged by.</param>
    /// <param name="to">The contact as it is to be.</param>
    /// <returns>False when the contact or the protocol has changed since: it is to be judged again.</returns>
    public bool Change(int slot, Contact from, int version, Contact to)
    {
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        if (campaign.EndedAs is not null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, $"Campaign {campaign.Id} is {campaign.State}; its contacts cannot be changed any more.");
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
            return; // it counts when the job is run again
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

    /// <summary>The attempt ends as one to the contact of before; what follows it, follows in the zone of now.</summary>
    private void ApplyToLive(int slot, Contact before)
    {
        ref var job = ref state.Jobs[slot];
        state.Live[job.Live].Keep(before);
        var lane = state.Lane(job.Lane.Campaign, job.Lane.Key with { Zone = job.Lane.Campaign.LaneZoneOf(job.Contact) });
        if (lane != job.Lane)
        {
            moves.SetLane(ref job, lane);
            job.BecomeDue(job.Due == 0 ? state.Now.Wall : job.Due); // what has left the lane that it was enrolled in is new no more
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

    /// <summary>Puts a job that waits where its contact is now to be reached, for the same instant.</summary>
    private void Place(int slot, Contact before)
    {
        ref var job = ref state.Jobs[slot];
        var (row, from, isAside) = (job.Row, job.Lane, job.Pending.Has(PendingAction.Aside));
        if (from.Row.Channel.Length > 0 && job.Contact.AddressOn(from.Row.Channel) != before.AddressOn(from.Row.Channel))
        {
            job.ForgetRefusals(); // nothing was refused at this one
            job.Pending.Take(PendingAction.LetsOthersGo);
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

            QueueAgain(slot, row.Id, hasMoved, isAside);
        }
    }

    private void QueueAgain(int slot, long id, bool hasMoved, bool isAside)
    {
        if (hasMoved)
        {
            keepers.Lanes.AddWaiting(slot);
        }
        else if (isAside)
        {
            keepers.Parked.Return(slot, id); // what held it back may hold back another address, or zone
        }
    }

    /// <summary>
    /// The lane that a job belongs in: where its protocol begins if it has not begun; else where its step is sent, unless it has fallen
    /// back.
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
