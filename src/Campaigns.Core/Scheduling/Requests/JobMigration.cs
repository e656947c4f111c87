using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The verdict of a migration on a job.</summary>
internal enum MigrationVerdict : byte
{
    /// <summary>The job has ended, already follows the version, or has its own protocol.</summary>
    None,

    /// <summary>The job moves to the version.</summary>
    Moves,

    /// <summary>The job has reached or passed the first step that differs.</summary>
    Passed,
}

/// <summary>Adds protocol versions to campaigns, and migrates jobs that have not reached the first step that differs.</summary>
internal sealed class JobMigration(SchedulerState state, CampaignLifecycle lifecycle, JobTransitions moves, StepSequencer sequencer)
{
    /// <summary>Adds a version, unless it equals the newest version.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="problems">The problems found in the protocol.</param>
    /// <param name="json">The protocol's JSON; null if there are problems.</param>
    /// <returns>The number of the version, counted from 1.</returns>
    public int Change(CampaignEntry campaign, ContactProtocol protocol, Problems problems, string? json)
    {
        lifecycle.RequireProviders(protocol.Steps, problems);
        problems.Require(
            protocol.Exit is null == (campaign.Definition.Exit is null),
            nameof(ContactProtocol.Exit),
            protocol.Exit is null ? null : "given",
            protocol.Exit is null ? "give exit rules, because the campaign has them" : "leave them out, because the campaign has none");
        problems.ThrowIfAny("The protocol");
        RequireOpen(campaign);
        if (DefinitionJson.Write(campaign.Plan.Protocol) != json)
        {
            campaign.AddVersion(json!);
            state.Decisions.Batch.Write(campaign.Row);
            state.Touched.AddLanes(campaign); // jobs may leave a channel now, if they could not before
        }

        return campaign.Version + 1;
    }

    public static void RequireOpen(CampaignEntry campaign)
    {
        if (campaign.State.IsTerminal())
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, $"Campaign {campaign.Id} is {campaign.State}; its protocol can no longer be changed.");
        }
    }

    /// <summary>Judges whether a job may migrate to a version.</summary>
    public MigrationVerdict Judge(in JobRow row, Contact contact, int version)
    {
        if (!state.Lanes.TryGetValue(row.Lane, out var lane))
        {
            return MigrationVerdict.None; // the campaign has ended and was purged meanwhile
        }

        var campaign = lane.Campaign;
        if (row.State.IsTerminal() || campaign.EndedAs is not null || row.Protocol < 0 || row.Protocol >= version)
        {
            return MigrationVerdict.None;
        }

        var old = campaign.PlanOf(row.Protocol, contact);
        var hasPassed = !HasNotBegun(row, contact, lane, old) && HasPassed(row, lane, old, campaign.FirstChange(row.Protocol, version));
        return hasPassed ? MigrationVerdict.Passed : MigrationVerdict.Moves;
    }

    /// <summary>Migrates a job to a version, if it still may. The job may have continued since it was judged.</summary>
    public MigrationVerdict Move(int slot, int version)
    {
        ref var job = ref state.Jobs[slot];
        var (campaign, row) = (job.Lane.Campaign, job.Row);
        var verdict = Judge(row, job.Contact, version);
        if (verdict != MigrationVerdict.Moves)
        {
            return verdict;
        }

        var hasNotBegun = HasNotBegun(row, job.Contact, job.Lane, job.Plan);
        var stands = row.State == JobState.Waiting && row.Step == campaign.FirstChange(row.Protocol, version);
        job.Migrate(version);
        if (hasNotBegun && job.Lane.Kind != WaitingFor.Predecessor)
        {
            Begin(slot);
        }
        else if (!hasNotBegun && stands)
        {
            sequencer.GoTo(slot, row.Step, row.Due);
        }
        else
        {
            state.Jobs.Touch(slot);
        }

        return verdict;
    }

    /// <summary>Starts a job at the first step of its new version. A job that stays in its lane keeps its place there.</summary>
    private void Begin(int slot)
    {
        ref var job = ref state.Jobs[slot];
        var entry = job.Plan.EntryOf(job.Contact);
        var key = new LaneKey(job.Lane.Campaign.LaneZoneOf(job.Contact), entry.Channel, WaitingFor.Turn, entry.Hours);
        job.Cursor.MoveTo(entry.Step);
        if (job.Lane.Key == key)
        {
            state.Jobs.Touch(slot);
        }
        else
        {
            moves.Wait(slot, key, job.State == JobState.New ? state.Now.Wall : job.Due);
        }
    }

    /// <summary>Whether a job waits for its first turn. It may have had turns before it was run again.</summary>
    internal static bool HasNotBegun(in JobRow row, Contact contact, Lane lane, Plan plan)
    {
        if (row.State == JobState.New || lane.Kind == WaitingFor.Predecessor)
        {
            return true;
        }

        var isFirst = plan.Exit is not null ? row.Expires == 0 : row.Number == 0 && row.Step == plan.FirstStep(contact);
        return isFirst && row.State == JobState.Waiting && lane.Kind == WaitingFor.Turn;
    }

    /// <summary>
    /// Whether a job has reached the first step that differs. A job that waits for the turn of this step has not, unless the step's group
    /// has already begun: a group runs as a whole. In every other kind of wait, the current step has begun.
    /// </summary>
    private static bool HasPassed(in JobRow row, Lane lane, Plan old, int changed)
    {
        if (row.Step < changed)
        {
            return row.DeferredSteps != 0 && old.GroupEnd(row.Step) >= changed; // later steps of the group may have been sent already
        }

        var stands = row.Step == changed && row.State == JobState.Waiting && lane.Kind is WaitingFor.Turn or WaitingFor.Time;
        return !stands || row.Tries > 0 || row.DeferredSteps != 0 || (old.IsContact(row.Step) && old.GroupStart(row.Step) != row.Step);
    }
}
