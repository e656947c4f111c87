using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Records the life of a live attempt after its commit: accepted, looked up, ended.</summary>
internal sealed class AttemptRecorder(
    SchedulerState state, WaitingPlaces places, JobTransitions moves, OutcomePolicy policy, LimitBook limits)
{
    private const int FetchedAhead = 8;

    /// <summary>Applies what an attempt says about its provider, account and channel.</summary>
    public AnswerNews News { get; } = new(state, places.Channels);

    /// <summary>The providers' call ids of the live attempts.</summary>
    public CallNames Calls { get; } = new(state);

    /// <summary>Records the answers of dispatches and lookups.</summary>
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

    /// <summary>Prefetches data for two of the next answers: history and contact for the first, and the job for the second.</summary>
    private void Fetch(in Answer soon, in Answer later)
    {
        if (state.Live.Holds(soon.Live, soon.Attempt.Job, soon.Attempt.Number))
        {
            ref var job = ref state.Jobs[state.Live[soon.Live].Job];
            job.Lane.Campaign.Tenant.History.Fetch(job.History);
            state.Feed.Fetch(job.Contact);
        }

        if (state.Live.Holds(later.Live, later.Attempt.Job, later.Attempt.Number))
        {
            state.Jobs.Fetch(state.Live[later.Live].Job);
        }
    }

    private void Record(in Answer answer)
    {
        if (answer.IsLookUp && !state.LookUps.Receive(answer) && answer.Kind == AnswerKind.LookUpFailed)
        {
            return; // a newer lookup is under way
        }

        var live = Find(answer);
        if (live < 0)
        {
            return; // the attempt has ended; an answer with news arrives as a report
        }

        ResultNotes.Record(state, live, answer.AttemptResult);
        if (answer is { IsLookUp: true, Kind: AnswerKind.Ended, Outcome: AttemptOutcome.Unknown } && !state.LookUps.IsLookedUp(live))
        {
            return; // a report has shown since the question that the attempt is live; an unknown outcome does not end it
        }

        ref var attempt = ref state.Live[live];
        attempt.Note(answer);
        if (AnswerNews.IsTakenAsSent(attempt, answer))
        {
            attempt.Provider.OnlyAccepts();
            End(live, AttemptOutcome.Completed, "its provider has accepted it and reports no delivery");
            return;
        }

        News.Apply(ref attempt, answer);
        Apply(live, answer);
    }

    private void Apply(int live, in Answer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Accepted:
                Calls.Set(live, answer.Text);
                Accept(live);
                break;
            case AnswerKind.Ended:
                Calls.Set(live, answer.Text);
                End(live, MayHaveRung(live, answer.Outcome) ? AttemptOutcome.Unknown : answer.Outcome, answer.AttemptResult?.Refusal);
                break;
            case AnswerKind.StillLive:
                Continue(live, answer.Text);
                break;
            case AnswerKind.LookUpFailed:
                HandleFailedLookUp(live, answer);
                break;
            case AnswerKind.WasSent:
                if (!state.LookUps.IsLookedUp(live))
                {
                    state.Live[live].StopAsking();
                }

                break;
            case AnswerKind.Denied:
                state.Jobs[state.Live[live].Job].Pending.Request(PendingAction.Suppress);
                End(live, AttemptOutcome.NotSent, answer.Text);
                break;
            default:
                var outcome = AnswerNews.OutcomeOf(answer.Kind);
                outcome = MayHaveRung(live, outcome) ? AttemptOutcome.Unknown : outcome;
                End(live, outcome, answer.Text, answer.Kind != AnswerKind.NotSayable, AnswerNews.ConstraintOf(answer));
                break;
        }
    }

    /// <summary>Ends a live attempt: frees its slots and decides what follows for its job.</summary>
    /// <param name="live">The attempt.</param>
    /// <param name="outcome">The outcome, unless an outcome reported before outranks it.</param>
    /// <param name="note">The reason, if there is more to say than the outcome.</param>
    /// <param name="wasSent">Whether the attempt passed the send gate, if the outcome does not say so.</param>
    /// <param name="constraint">The earliest time for the contact's next attempt, if nothing was placed.</param>
    public void End(int live, AttemptOutcome outcome, string? note, bool wasSent = true, RetryConstraint constraint = default)
    {
        StopLookUp(live);
        ref var attempt = ref state.Live[live];
        (outcome, note) = attempt.Reported > outcome ? (attempt.Reported, null) : (outcome, note);
        var (slot, step, tries) = (attempt.Job, attempt.Step, attempt.Try);
        ref var job = ref state.Jobs[slot];
        var campaign = job.Lane.Campaign;
        attempt.Reach(AttemptState.Ended);
        var row = attempt.Row(outcome, HistoryNotes.EndOf(state, attempt.CommittedAt), note);
        state.Decisions.Batch.Write(row);
        state.Count(job.Lane, Counter.Of(outcome), 1);
        campaign.Tries.Count(tries, outcome, 1);
        if (tries > 1 && outcome.SpendsAttempt())
        {
            state.Count(job.Lane, Counter.Retries, 1);
        }

        moves.PublishAttempt(CampaignEventKind.AttemptEnded, job, attempt.Number, outcome);
        var told = ChangeNotes.Attempt(state, job, row);
        if (state.WantsEnds)
        {
            state.Decisions.NoteEnd(
                new AttemptEnd(attempt.Provider, outcome, HistoryNotes.EndOf(state, attempt.CommittedAt) - attempt.CommittedAt, note));
        }

        HistoryNotes.End(state, places.Parked, ref job, attempt, outcome);
        job.EndAttempt(attempt.Provider, outcome, constraint.IsCallerIds);
        FreeSlots(live, campaign, wasSent && outcome != AttemptOutcome.NotSent, places.Lingering.TryKeep(live, outcome));
        policy.Follow(slot, outcome, (step, tries), constraint);
        ChangeNotes.Next(state, told, slot);
    }

    /// <summary>Handles a lookup that failed or was never answered: repeats the lookup, or ends the attempt as unknown.</summary>
    public void HandleFailedLookUp(int live, in Answer answer)
    {
        ref var attempt = ref state.Live[live];
        if (state.LookUps.Fail(live, counts: answer.RetryAt == 0) is var failures and > 0)
        {
            attempt.RecordLoss(state.Now.Mono);
            End(live, AttemptOutcome.Unknown, $"{answer.Text}; {failures} lookups have failed");
        }
        else if (state.LookUps.IsLookedUp(live))
        {
            places.Lingering.SetDeadline(live, null);
        }
    }

    /// <summary>Restarts the timeout of an attempt that the provider says is live, unless an outcome was reported before.</summary>
    private void Continue(int live, string? callId)
    {
        ref var attempt = ref state.Live[live];
        StopLookUp(live);
        Calls.Set(live, callId);
        if (attempt.IsOver && !attempt.HoldsCredit)
        {
            EndAsReported(live, attempt.Reported);
            return;
        }

        ExpectOutcome(live);
        if (callId is not null)
        {
            state.Decisions.Batch.Write(attempt.Row(attempt.Reported, 0, null));
        }
    }

    /// <summary>Stops the lookup of an attempt whose timeout starts again or which has ended.</summary>
    public void StopLookUp(int live)
    {
        ref var attempt = ref state.Live[live];
        if (attempt.Asked)
        {
            attempt.StopAsking();
            state.LookUps.Forget(live);
        }
    }

    /// <summary>Ends an attempt as its provider reports. An attempt that may have rung counts as placed in any case.</summary>
    public void EndAsReported(int live, AttemptOutcome outcome) =>
        End(live, MayHaveRung(live, outcome) ? AttemptOutcome.Unknown : outcome, null, constraint: new RetryConstraint(
            0, outcome == AttemptOutcome.Throttled));

    /// <summary>
    /// Whether a provider that says it placed nothing has also reported ringing. The outcome is then unknown, and the attempt is not
    /// repeated.
    /// </summary>
    private bool MayHaveRung(int live, AttemptOutcome outcome) =>
        outcome is AttemptOutcome.NotPlaced or AttemptOutcome.Throttled && state.Live[live].State >= AttemptState.Ringing;

    /// <summary>Finds an attempt in memory. Its index may have changed since the dispatch, because the store was read again.</summary>
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
        attempt.ReleaseCredit();
        StopLookUp(live);
        attempt.Reach(AttemptState.Accepted);
        if (attempt.IsOver)
        {
            EndAsReported(live, attempt.Reported); // the outcome arrived before the dispatch returned
            return;
        }

        ExpectOutcome(live);
        state.Decisions.Batch.Write(attempt.Row(attempt.Reported, 0, null));
    }

    /// <summary>Restarts the step's timeout for the outcome.</summary>
    public void ExpectOutcome(int live)
    {
        ref var attempt = ref state.Live[live];
        attempt.See(state.Now.Mono);
        places.Lingering.SetDeadline(live, places.Lingering.TimeoutOf(attempt));
        if (attempt.HasBusyRow)
        {
            places.Lingering.Write(live);
        }
    }

    /// <summary>Frees the attempt's slots, and its address unless the call may still be on. Marks caps that open as touched.</summary>
    private void FreeSlots(int live, CampaignEntry campaign, bool wasSent, bool keepsAddress)
    {
        ref var attempt = ref state.Live[live];
        var (tenant, address) = (campaign.Tenant, attempt.Address);
        attempt.ReleaseCredit();
        attempt.ReleaseMark(); // if the attempt was a probe without a result, another probe may go
        if (tenant.FindChannel(state.Jobs[attempt.Job].Lane.Route) is { } channel)
        {
            attempt.ReleaseMark(channel);
            if (!channel.IsCalm(state.Now.Mono))
            {
                state.Touched.Add(tenant);
            }
        }

        attempt.FreeProvider();
        if (!wasSent)
        {
            limits.Quotas.GiveBack(attempt, campaign);
        }

        state.Everything.FreeSlot();
        if (campaign.FreeSlot() || !wasSent)
        {
            state.Touched.Add(campaign);
        }

        if (tenant.FreeSlot() || !wasSent)
        {
            state.Touched.Add(tenant);
        }

        state.Live.Free(live);
        if (!keepsAddress)
        {
            places.Lingering.Free(address);
        }
    }

    /// <summary>Handles news of an attempt that has ended: its end, or a sign of life.</summary>
    public void RecordSignAfterEnd(long job, int number, AttemptState said) =>
        places.Lingering.RecordSign(job, number, said == AttemptState.Ended);
}
