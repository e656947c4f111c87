using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Changes the state of campaigns, and applies the consequences of each change. The cost does not depend on the number of contacts.
/// </summary>
internal sealed class CampaignLifecycle(SchedulerState state, ReadyTree tree, LimitBook limits, EndedCampaigns ended)
{
    /// <summary>Creates a campaign, or returns the campaign with the same key.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="problems">The problems found in the definition.</param>
    /// <param name="json">The definition's JSON; null if there are problems.</param>
    public CampaignEntry Create(CampaignDefinition definition, Problems problems, string? json)
    {
        Check(definition, problems);
        if (definition.Key is { } key && state.CampaignsByKey.TryGetValue((definition.Tenant, key), out var existing))
        {
            // Compare definitions, not stored JSON: an earlier version may have written fewer members.
            return DefinitionJson.Write(existing.Definition) == json
                ? existing
                : throw new CampaignException(
                    CampaignError.Conflict,
                    $"The key \"{TextLimits.Show(key)}\" names campaign {existing.Id}, whose definition differs: use another key, or change that campaign.");
        }

        var id = state.NextCampaign();
        var exclusive = Exclusives.KeyOf(state, state.Tenant(definition.Tenant), definition.ExclusivityKey, id.Value);
        var row = new CampaignRow(
            id, definition.Tenant, definition.Key, json!, CampaignState.Draft, CampaignChanges.SettingsOf(definition), state.Now.Instant,
            null, null)
        {
            Exclusivity = exclusive?.Number ?? 0,
        };
        state.Decisions.Batch.Write(row);
        var created = Add(row);
        state.Used.Add(created);
        ChangeNotes.Campaign(state, created);
        return created;
    }

    /// <summary>Throws if a definition cannot be created.</summary>
    public void Check(CampaignDefinition definition, Problems problems)
    {
        RequireProviders(definition.Steps, problems);
        CheckNames.AddProblem(state, definition, problems);
        problems.ThrowIfAny("The campaign definition");
    }

    public void RequireProviders(IReadOnlyList<CampaignStep>? steps, Problems problems)
    {
        foreach (var channel in Plan.ChannelsOf(steps ?? []).Where(channel => !state.Serves(channel)))
        {
            problems.Require(false, nameof(ContactStep.Channel), $"\"{channel}\"", "register a provider for it with AddProvider");
        }
    }

    /// <summary>Adds a campaign to memory.</summary>
    public CampaignEntry Add(CampaignRow row)
    {
        var tenant = state.Tenant(row.Tenant);
        var campaign = new CampaignEntry(row, tenant);
        campaign.RunUnder(Exclusives.KeyOf(state, tenant, campaign.Definition.ExclusivityKey, row.Exclusivity));
        state.Add(campaign);
        campaign.Rate.Change(row.Settings.Rate, state.Now.Mono);
        limits.Quotas.Change(campaign, row.Settings.Quotas);
        campaign.Stopped.Set(campaign.State == CampaignState.Paused, state.Now.Wall);
        SetWake(campaign);
        ended.Note(campaign);
        return campaign;
    }

    public void Start(CampaignEntry campaign)
    {
        if (campaign.State is CampaignState.Scheduled or CampaignState.Running)
        {
            return; // starting twice is allowed
        }

        if (campaign.State != CampaignState.Draft)
        {
            Transitions.Require(campaign.Id, campaign.State, CampaignState.Scheduled);
            throw new CampaignException(CampaignError.IllegalTransition, $"Campaign {campaign.Id} is {campaign.State}: resume it.");
        }

        CheckNames.Require(state, campaign);
        Run(campaign);
    }

    public void Pause(CampaignEntry campaign)
    {
        if (campaign.State != CampaignState.Paused)
        {
            Change(campaign, CampaignState.Paused);
        }
    }

    public void Resume(CampaignEntry campaign)
    {
        if (campaign.State == CampaignState.Paused)
        {
            CheckNames.Require(state, campaign);
            Run(campaign);
        }
        else if (campaign.State != CampaignState.Running)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, $"Campaign {campaign.Id} is {campaign.State}; only a paused campaign can be resumed.");
        }
    }

    public void Cancel(CampaignEntry campaign, bool abort)
    {
        if (campaign.State != CampaignState.Canceled)
        {
            EndEarly(campaign, CampaignState.Canceled);
        }

        if (abort)
        {
            Abort(campaign);
        }
    }

    public void ChangeSettings(CampaignEntry campaign, StoredSettings settings)
    {
        if (campaign.State.IsTerminal())
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, $"Campaign {campaign.Id} is {campaign.State}; it can no longer be changed.");
        }

        var zone = campaign.Zone;
        campaign.Change(settings);
        state.Decisions.Batch.Write(campaign.Row);
        state.Stop(campaign.Stop, new StopScope { Campaign = campaign.Id }); // attempts committed under the old settings are judged again
        limits.Change(campaign, settings.Rate, settings.Quotas);
        SetWindows(campaign);
        if (campaign.Zone != zone)
        {
            ParkedJobs.JudgeAgain(state, campaign.Tenant); // days begin at other instants in the new zone
        }

        SetWake(campaign);
        Wake(campaign);
        state.Touched.Add(campaign); // KeepOpen may have been turned off for a campaign without open contacts
    }

    /// <summary>Gives each lane the current windows. Takes O(lanes) time and touches no job.</summary>
    public void SetWindows(CampaignEntry campaign)
    {
        campaign.ForgetHours();
        foreach (var lane in campaign.Lanes.Values)
        {
            lane.SetWindows(campaign.HoursFor(lane.Row.Hours));
        }

        state.Touched.AddLanes(campaign);
    }

    /// <summary>Starts or expires a campaign that is due by the wall clock.</summary>
    public void Wake(CampaignEntry campaign)
    {
        if (!campaign.State.IsTerminal() && campaign.ExpiryTicks <= state.Now.Wall)
        {
            EndEarly(campaign, CampaignState.Expired);
        }
        else if (campaign.State == CampaignState.Scheduled && campaign.StartTicks <= state.Now.Wall)
        {
            Run(campaign);
        }
        else
        {
            SetWake(campaign);
        }
    }

    /// <summary>Ends a campaign that has no open contacts and expects no more.</summary>
    public void CompleteIfDone(CampaignEntry campaign)
    {
        if (campaign.State is not (CampaignState.Running or CampaignState.Paused) || campaign.Open > 0 || campaign.ExpectsMore)
        {
            return;
        }

        var reached = campaign.Total(Counter.Of(JobState.Completed)) + campaign.Total(Counter.Of(JobState.Replied)) + campaign.Total(
            Counter.Of(JobState.NoResponse)) > 0;
        var anybody = campaign.Lanes.Values.Any(lane => lane.Totals.AsSpan(0, Transitions.JobStates).ContainsAnyExcept(0));
        Change(campaign, reached || !anybody ? CampaignState.Completed : CampaignState.Failed);
    }

    /// <summary>Reopens a completed or failed campaign for a rerun; does nothing to other campaigns.</summary>
    public void Reopen(CampaignEntry campaign)
    {
        if (campaign.State is CampaignState.Completed or CampaignState.Failed)
        {
            SetWindows(campaign); // the windows of the tenant may have changed since the campaign ended
            Change(campaign, CampaignState.Running);
        }
    }

    private void Run(CampaignEntry campaign)
    {
        if (campaign.StartTicks > state.Now.Wall)
        {
            Change(campaign, CampaignState.Scheduled);
            return;
        }

        Change(campaign, CampaignState.Running);
        Wake(campaign); // the expiry may have passed meanwhile
    }

    private void EndEarly(CampaignEntry campaign, CampaignState end)
    {
        Change(campaign, end);
        var jobsEnd = campaign.EndedAs!.Value;
        foreach (var lane in campaign.Lanes.Values)
        {
            var ended = MoveAll(lane, JobState.New, jobsEnd) + MoveAll(lane, JobState.Waiting, jobsEnd);
            campaign.CountOpen(-ended);
        }

        RetiredLanes.Retire(state, campaign);
        if (campaign.Exclusive is { Queued: > 0 } exclusive)
        {
            Exclusives.LookAll(state, exclusive);
        }
    }

    private long MoveAll(Lane lane, JobState from, JobState to)
    {
        var count = lane.Totals[Counter.Of(from)];
        if (count > 0)
        {
            state.Count(lane, Counter.Of(from), -count);
            state.Count(lane, Counter.Of(to), count);
        }

        return count;
    }

    private void Abort(CampaignEntry campaign)
    {
        foreach (var live in state.Live.All.ToList())
        {
            ref var attempt = ref state.Live[live];
            if (state.Jobs[attempt.Job].Lane.Campaign == campaign)
            {
                var id = new AttemptId(state.Stamp, attempt.JobId, attempt.Number);
                state.Decisions.Ask(new ProviderRequest(Request.Abort, id, live, attempt.Provider, attempt.CallId));
            }
        }
    }

    private void Change(CampaignEntry campaign, CampaignState to)
    {
        Transitions.Require(campaign.Id, campaign.State, to);
        campaign.Stopped.Set(to == CampaignState.Paused, state.Now.Wall);
        campaign.Change(to, state.Now.Instant);
        state.Decisions.Batch.Write(campaign.Row);
        if (to != CampaignState.Running)
        {
            state.Stop(campaign.Stop, new StopScope { Campaign = campaign.Id });
        }

        state.Touched.Add(campaign);
        SetWake(campaign);
        Action<CampaignEntry> place = to.IsTerminal() ? tree.Detach : tree.Attach;
        place(campaign);
        if (to == CampaignState.Running)
        {
            state.Touched.AddLanes(campaign); // the lanes now read jobs that they did not need before
        }

        ended.Note(campaign);
        state.Decisions.NoteChange(campaign.Id, to);
        ChangeNotes.Campaign(state, campaign);
        state.Publish(new CampaignEvent(CampaignEventKind.CampaignChanged, state.Now.Instant, campaign.Id) { CampaignState = to });
    }

    private void SetWake(CampaignEntry campaign)
    {
        limits.Quotas.Watch(campaign);
        var next = campaign.State switch
        {
            CampaignState.Scheduled => Math.Min(campaign.StartTicks, campaign.ExpiryTicks),
            _ when campaign.State.IsTerminal() => Now.Never,
            _ => campaign.ExpiryTicks,
        };
        if (next >= Now.Never)
        {
            state.CancelWallWake(campaign.LifeWake);
        }
        else
        {
            state.WakeAtWall(campaign.LifeWake, next);
        }
    }
}
