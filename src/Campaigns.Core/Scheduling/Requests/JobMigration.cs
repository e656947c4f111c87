using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What a migration does with a job.</summary>
internal enum MigrationVerdict : byte
{
    /// <summary>It has ended, follows the version already, or has a protocol of its own.</summary>
    None,

    /// <summary>It moves.</summary>
    Moves,

    /// <summary>It has come to what differs, or past it.</summary>
    Passed,
}

/// <summary>
/// Gives campaigns new versions of their protocol, and moves jobs to them that have not come to the first step that differs.
/// </summary>
internal sealed class JobMigration(SchedulerState state, CampaignLifecycle life, JobTransitions moves, StepSequencer sequencer)
{
    /// <summary>Adds a version, unless it is the same as the newest.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="problems">What was found wrong with it.</param>
    /// <param name="json">Its text; null if anything was.</param>
    /// <returns>The version as people count, from 1.</returns>
    public int Change(CampaignEntry campaign, ContactProtocol protocol, Problems problems, string? json)
    {
        life.RequireProviders(protocol.Steps, problems);
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
                CampaignError.IllegalTransition, $"Campaign {campaign.Id} is {campaign.State}; its protocol cannot be changed any more.");
        }
    }

    /// <summary>What becomes of a job when its campaign's jobs are moved to a version.</summary>
    public MigrationVerdict Judge(in JobRow row, Contact contact, int version)
    {
        if (!state.Lanes.TryGetValue(row.Lane, out var lane))
        {
            return MigrationVerdict.None; // its campaign has ended and is purged meanwhile
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

    /// <summary>Moves a job to a version, if it may: it may have gone on since it was judged.</summary>
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

    /// <summary>Lets a job begin with the first step of its new version. One that stays in its lane keeps its place in it.</summary>
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

    /// <summary>Whether a job waits for its first turn. It may have had one before it was run again.</summary>
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
    /// Whether a job has come to the first step that differs. One that waits for the turn of that very step has not, unless others of its
    /// group were before it: a group is gone through as a whole. What a job stands at has begun in every other kind of wait.
    /// </summary>
    private static bool HasPassed(in JobRow row, Lane lane, Plan old, int changed)
    {
        if (row.Step < changed)
        {
            return row.DeferredSteps != 0 && old.GroupEnd(row.Step) >= changed; // those after it may have been sent already
        }

        var stands = row.Step == changed && row.State == JobState.Waiting && lane.Kind is WaitingFor.Turn or WaitingFor.Time;
        return !stands || row.Tries > 0 || row.DeferredSteps != 0 || (old.IsContact(row.Step) && old.GroupStart(row.Step) != row.Step);
    }
}
