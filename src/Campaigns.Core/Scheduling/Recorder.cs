using Campaigns.Scheduling.Gates;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The life of a live attempt after its decision: accepted, looked up, ended.</summary>
internal sealed class Recorder(SchedulerState state, Keepers keepers, CampaignLife life, JobMoves moves, JobCourse course)
{
    private const int FetchedAhead = 8;

    /// <summary>Takes what dispatches came to.</summary>
    public void Record(ReadOnlySpan<Answer> answers)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            if (i + FetchedAhead < answers.Length)
            {
                Fetch(answers[i + (FetchedAhead / 2)], answers[i + FetchedAhead]);
            }

            Record(answers[i]);
        }
    }

    /// <summary>Begins to load what answers will need soon: the history of the first, the job of the second.</summary>
    private void Fetch(in Answer soon, in Answer later)
    {
        if (state.Live.Holds(soon.Live, soon.Attempt.Job, soon.Attempt.Number))
        {
            ref var job = ref state.Jobs[state.Live[soon.Live].Job];
            job.Lane.Campaign.Tenant.History.Fetch(job.History);
        }

        if (state.Live.Holds(later.Live, later.Attempt.Job, later.Attempt.Number))
        {
            state.Jobs.Fetch(state.Live[later.Live].Job);
        }
    }

    private void Record(in Answer answer)
    {
        if (answer.IsInquiry && !state.Inquiries.Hear(answer) && answer.Kind == AnswerKind.LookUpFailed)
        {
            return; // another one is on its way
        }

        var live = Find(answer);
        if (live < 0)
        {
            return; // it has ended; what an answer tells then is evidence, and comes as a report
        }

        ref var attempt = ref state.Live[live];
        attempt.ContentHash = answer.ContentHash == 0 ? attempt.ContentHash : answer.ContentHash;
        attempt.ProviderStatus = answer.Raw ?? attempt.ProviderStatus;
        TellProvider(ref attempt, answer);
        keepers.Channels.Hear(ref attempt, answer);
        switch (answer.Kind)
        {
            case AnswerKind.Accepted or AnswerKind.StillLive:
                SetCall(live, answer.Text);
                Accept(live);
                break;
            case AnswerKind.Ended:
                SetCall(live, answer.Text);
                End(live, MayHaveRung(live, answer.Outcome) ? Outcome.Unknown : answer.Outcome, null);
                break;
            case AnswerKind.LookUpFailed:
                GiveUpIfInVain(live, answer.Text!, counts: answer.RetryAt == 0);
                break;
            case AnswerKind.WasSent:
                attempt.Asked = state.Inquiries.IsLookedUp(live);
                break;
            default:
                var outcome = OutcomeOf(answer.Kind);
                End(live, MayHaveRung(live, outcome) ? Outcome.Unknown : outcome, answer.Text, wasSent: answer.Kind != AnswerKind.NotSayable);
                break;
        }
    }

    /// <summary>Ends a live attempt: frees its slots and decides what follows for its job.</summary>
    /// <param name="live">The attempt.</param>
    /// <param name="outcome">How it ended, unless what was reported before outranks it.</param>
    /// <param name="note">Why, if there is more to say.</param>
    /// <param name="wasSent">Whether it has passed the send gate, if its outcome does not say so.</param>
    public void End(int live, Outcome outcome, string? note, bool wasSent = true)
    {
        state.Inquiries.Stop(live);
        ref var attempt = ref state.Live[live];
        (outcome, note) = attempt.Reported > outcome ? (attempt.Reported, null) : (outcome, note);
        var (slot, step, tries) = (attempt.Job, attempt.Step, attempt.Try);
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        attempt.State = AttemptState.Ended;
        state.Decisions.Batch.AttemptList.Add(attempt.Row(outcome, state.Now.Wall, note));
        state.Count(job.Lane, Counter.Of(outcome), 1);
        if (tries > 1 && outcome.Class() != OutcomeClass.Provider)
        {
            state.Count(job.Lane, Counter.Retries, 1);
        }

        moves.PublishAttempt(CampaignEventKind.AttemptEnded, job, attempt.Number, outcome);
        if (state.WantsEnds)
        {
            state.Decisions.Ends.Add(new AttemptEnd(attempt.Provider, outcome, state.Now.Wall - attempt.CommittedAt, note));
        }

        NoteHistory(ref job, job.Lane.Route, attempt.CommittedAt, outcome);
        job.Refused = (ushort)(outcome == Outcome.NotPlaced ? job.Refused | job.Lane.Route.BitOf(attempt.Provider) : 0);
        job.Live = -1;
        FreeSlots(live, campaign, wasSent && outcome != Outcome.NotSent);
        course.Follow(slot, outcome, step, tries);
        life.CompleteIfDone(campaign);
    }

    /// <summary>A look-up has failed, or was never answered: it is repeated, or the attempt is given up as unknown.</summary>
    public void GiveUpIfInVain(int live, string why, bool counts)
    {
        if (state.Inquiries.Fail(live, counts) is var failures and > 0)
        {
            state.Live[live].Provider.Lost(ref state.Live[live].Mark, state.Now.Mono);
            End(live, Outcome.Unknown, $"{why}; {failures} look-ups have failed");
        }
    }

    /// <summary>Whether a provider that says it placed nothing has reported that it rang: nobody knows then, and it is not repeated.</summary>
    private bool MayHaveRung(int live, Outcome outcome) =>
        outcome is Outcome.NotPlaced or Outcome.Throttled && state.Live[live].State >= AttemptState.Ringing;

    /// <summary>Where the attempt stands now: after the store was read again, not where it stood when it was sent.</summary>
    private int Find(in Answer answer)
    {
        var id = answer.Attempt;
        if (state.Live.Holds(answer.Live, id.Job, id.Number))
        {
            return answer.Live;
        }

        return state.Jobs.TryFind(id.Job, out var slot) && state.Live.Holds(state.Jobs[slot].Live, id.Job, id.Number)
            ? state.Jobs[slot].Live
            : -1;
    }

    private void Accept(int live)
    {
        ref var attempt = ref state.Live[live];
        ReleaseCredit(ref attempt);
        state.Inquiries.Stop(live);
        attempt.State = attempt.State < AttemptState.Accepted ? AttemptState.Accepted : attempt.State;
        if (attempt.Reported != Outcome.None)
        {
            End(live, attempt.Reported, null); // its outcome was quicker than its dispatch
            return;
        }

        ExpectOutcome(live);
        state.Decisions.Batch.AttemptList.Add(attempt.Row(Outcome.None, 0, null));
    }

    /// <summary>From now on the outcome has the step's timeout to come.</summary>
    public void ExpectOutcome(int live) => state.Live.SetDeadline(live, StepOf(state.Live[live]).Timeout, state.Now.Mono);

    /// <summary>The provider's id for the attempt is known, and with it what was reported under it before.</summary>
    public void SetCall(int live, string? callId)
    {
        if (callId is null)
        {
            return;
        }

        state.Live.SetCall(live, callId);
        ref var attempt = ref state.Live[live];
        state.Unmatched.Join(ref attempt, TenantOf(attempt));
    }

    /// <summary>Frees what the attempt held in every cap, and its address; a cap that stood full opens.</summary>
    private void FreeSlots(int live, CampaignEntry campaign, bool wasSent)
    {
        ref var attempt = ref state.Live[live];
        var (tenant, address) = (campaign.Tenant, attempt.Address);
        ReleaseCredit(ref attempt);
        attempt.Provider.NotTried(ref attempt.Mark); // a probe that told nothing: another one may go
        if (tenant.FindChannel(state.Jobs[attempt.Job].Lane.Route) is { } channel)
        {
            channel.NotTried(ref attempt.ChannelMark);
            keepers.Channels.Refresh(channel);
        }

        attempt.Provider.ReleaseSlot();
        state.Everything.Live--;
        if (campaign.Live-- >= campaign.MaxConcurrent || !wasSent)
        {
            state.Tree.Refresh(campaign);
        }

        if (tenant.Live-- >= tenant.MaxConcurrent || !wasSent)
        {
            state.Tree.Refresh(tenant);
        }

        state.Live.Free(live);
        if (state.Addresses.Free(address) is { } waiters)
        {
            foreach (var (slot, job) in waiters)
            {
                keepers.Aside.Return(slot, job);
            }
        }
    }

    /// <summary>Keeps what the tenant's caps look back on.</summary>
    public void NoteHistory(ref Job job, Route route, long committedAt, Outcome outcome)
    {
        var tenant = job.Lane.Campaign.Tenant;
        if (tenant.NeedsHistory && outcome.Class() != OutcomeClass.Provider)
        {
            tenant.History.Note(ref job, route, committedAt, outcome == Outcome.Completed ? state.Now.Wall : 0, state.Now.Wall);
        }
    }

    private static void ReleaseCredit(ref LiveAttempt attempt)
    {
        if (attempt.HoldsCredit)
        {
            attempt.HoldsCredit = false;
            attempt.Provider.ReleaseCredit();
        }
    }

    private static Outcome OutcomeOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Throttled => Outcome.Throttled,
        AnswerKind.NotPlaced or AnswerKind.Unavailable => Outcome.NotPlaced,
        AnswerKind.NotSent => Outcome.NotSent,
        AnswerKind.NotSayable => Outcome.Failed,
        _ => Outcome.Unknown,
    };

    /// <summary>What an answer says about its provider.</summary>
    private void TellProvider(ref LiveAttempt attempt, in Answer answer)
    {
        var (provider, now) = (attempt.Provider, state.Now);
        switch (answer.Kind)
        {
            case AnswerKind.Accepted or AnswerKind.Unavailable:
                provider.Answered(ref attempt.Mark, now.Mono); // that one tenant's account is not to be used says nothing of it
                break;
            case AnswerKind.Ended when answer.Outcome.Class() == OutcomeClass.Contact: // a failed look-up is no good news
                provider.Heard(ref attempt.Mark, now.Mono, attempt.HoldsCredit);
                break;
            case AnswerKind.Ended when answer.Outcome == Outcome.Unknown && attempt.HoldsCredit:
                provider.Failed(ref attempt.Mark, now.Mono, "it does not know what became of the attempt");
                break;
            case AnswerKind.Ended when answer.Outcome == Outcome.Unknown && attempt.State >= AttemptState.Accepted:
                provider.Lost(ref attempt.Mark, now.Mono);
                break;
            case AnswerKind.NotSent:
                provider.NotTried(ref attempt.Mark);
                break;
            case AnswerKind.NotPlaced:
                provider.Failed(ref attempt.Mark, now.Mono, "it placed nothing"); // its own words may hold anything
                break;
            case AnswerKind.Failed:
                provider.Failed(ref attempt.Mark, now.Mono, answer.Text!);
                break;
            case AnswerKind.Throttled:
                var pause = Math.Clamp(answer.RetryAt - now.Wall, TimeSpan.TicksPerSecond / 10, TimeSpan.TicksPerDay);
                provider.Answered(ref attempt.Mark, now.Mono);
                provider.Throttle(now.Mono, TimeSpan.FromTicks(pause));
                break;
        }
    }

    /// <summary>The tenant whose attempt it is.</summary>
    public string TenantOf(in LiveAttempt attempt) => state.Jobs[attempt.Job].Lane.Campaign.Tenant.Name;

    /// <summary>The step that it is an attempt of.</summary>
    public ContactStep StepOf(in LiveAttempt attempt)
    {
        ref var job = ref state.Jobs[attempt.Job];
        return job.Lane.Campaign.PlanOf(job).Contact(attempt.Step);
    }
}
