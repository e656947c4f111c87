using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Handles providers' reports about live and ended attempts, in any order and any number of times. The highest status wins.
/// </summary>
internal sealed class ReportHandler(SchedulerState state, AttemptRecorder recorder, OutcomeCorrections corrections)
{
    /// <summary>Finds the live attempt of a report, using memory alone.</summary>
    /// <returns>The attempt's index, or -1.</returns>
    public int FindLive(ProviderReport report)
    {
        if (report.Attempt is not { } id)
        {
            return state.Live.FindCall(report.Provider!, report.CallId!);
        }

        return id.Store == state.Stamp
            && state.Jobs.TryFind(id.Job, out var slot)
            && state.Live.Holds(state.Jobs[slot].Live, id.Job, id.Number)
            ? state.Jobs[slot].Live
            : -1;
    }

    /// <summary>Finds an attempt by its provider's call id among the attempts that the current commit ends.</summary>
    public AttemptRow? FindEnding(ProviderReport report) => state.Decisions.Batch.FindAttempt(report.Provider, report.CallId);

    /// <summary>The id of a live attempt.</summary>
    public AttemptId IdOf(int live) => new(state.Stamp, state.Live[live].JobId, state.Live[live].Number);

    /// <summary>What is known of an attempt so far: its stored result, and what the current commit adds. Null for nothing.</summary>
    public ResultRow? ResultOf(AttemptId attempt, ResultRow? stored)
    {
        foreach (var row in state.Decisions.Batch.Results.Where(row => row.Job == attempt.Job && row.Number == attempt.Number))
        {
            stored = stored?.Then(row) ?? row;
        }

        return stored;
    }

    /// <summary>Handles a report about a live attempt.</summary>
    /// <param name="live">The attempt.</param>
    /// <param name="report">The report.</param>
    /// <param name="known">What is known of the attempt so far. Needed only if the report asks to be called back.</param>
    public ReportReceipt Handle(int live, ProviderReport report, ResultRow? known)
    {
        ref var attempt = ref state.Live[live];
        if (!MayBeAbout(report, attempt.Provider.Name, attempt.CommittedAt))
        {
            return Keep(report);
        }

        if (IsOfAnother(recorder.Calls.TenantOf(attempt), report))
        {
            return ReportReceipt.Refused;
        }

        ResultNotes.Record(state, live, report.AttemptResult, report.OccurredAt, known);
        if (report.CallId is not null && attempt.CallId is null && TakeCall(live, report))
        {
            return ReportReceipt.Applied;
        }

        attempt.Provider.Note(report);
        if (report.State == AttemptState.Ended)
        {
            recorder.News.Apply(ref attempt, report.Outcome);
            return WithResult(TakeEnd(live, report), report);
        }

        return WithResult(TakeProgress(live, report), report);
    }

    /// <summary>A report without other news has brought its result.</summary>
    private static ReportReceipt WithResult(ReportReceipt receipt, ProviderReport report) =>
        receipt == ReportReceipt.NoNews && report.AttemptResult is { Refusal: null } ? ReportReceipt.Applied : receipt;

    /// <summary>Handles a report about an attempt that is not live, if there is one.</summary>
    /// <param name="slot">The attempt's job, in memory; -1 if unknown.</param>
    /// <param name="number">The attempt's number.</param>
    /// <param name="report">The report.</param>
    /// <param name="stored">The job's attempts as stored.</param>
    /// <param name="known">What is known of the attempt so far. Needed only if the report asks to be called back.</param>
    public ReportReceipt Handle(
        int slot, int number, ProviderReport report, IReadOnlyList<AttemptRow> stored, ResultRow? known = null)
    {
        var attempts = slot < 0 ? [] : AsTheyWillBe(state.Jobs[slot].Id, stored);
        report = slot >= 0 && state.Jobs[slot].Contact.IsErased ? WithoutPerson(report) : report;
        var index = attempts.FindIndex(row => row.Number == number);
        if (index < 0 || !MayBeAbout(report, attempts[index].Provider, attempts[index].CommittedAt))
        {
            return Keep(report);
        }

        if (IsOfAnother(state.Jobs[slot].Lane.Campaign.Tenant.Name, report))
        {
            return ReportReceipt.Refused;
        }

        recorder.RecordSignAfterEnd(attempts[index].Job, number, report.State);
        return HandleEnded(slot, attempts, index, report, known);
    }

    /// <summary>Handles a report about an attempt that is not live and that it may be about.</summary>
    private ReportReceipt HandleEnded(int slot, List<AttemptRow> attempts, int index, ProviderReport report, ResultRow? known)
    {
        var learns = report.CallId is not null && attempts[index] is { ProviderCallId: null, State: AttemptState.Ended };
        // The attempt has ended, and the report says that a machine answered.
        report = report.Outcome == AttemptOutcome.Machine ? report with { State = AttemptState.Ended } : report;
        var waits = corrections.Record(slot, attempts, index, report, known);
        var counted = report;
        if (learns)
        {
            (counted, var joinedWaits) = Join(slot, attempts, index, report);
            waits |= joinedWaits;
        }

        var isHigher = counted.Outcome.IsOfContact() && counted.Outcome > attempts[index].Outcome;
        if (counted.State == AttemptState.Ended && attempts[index].State == AttemptState.Ended && isHigher)
        {
            corrections.Correct(slot, attempts, index, counted);
            return ReportReceipt.Applied;
        }

        if (learns)
        {
            state.Decisions.Batch.Write(attempts[index]);
        }

        if (waits)
        {
            corrections.FollowAgain(slot, attempts, attempts[index]);
        }

        return WithResult(ReportReceipt.NoNews, report);
    }

    /// <summary>Sets the call id of an ended attempt, and takes the reports that arrived under this id before.</summary>
    /// <returns>
    /// The report that counts: the one with the highest outcome. And whether the job waits for another time now, because of one of them.
    /// </returns>
    private (ProviderReport Counted, bool Waits) Join(int slot, List<AttemptRow> attempts, int index, ProviderReport report)
    {
        var row = attempts[index];
        row.ProviderCallId = report.CallId;
        attempts[index] = row;
        var waits = false;
        foreach (var kept in state.Unmatched.RemoveMatches(row, state.Jobs[slot].Lane.Campaign.Tenant.Name))
        {
            waits |= corrections.Record(slot, attempts, index, kept, null);
            report = kept.Outcome > report.Outcome ? kept with { State = AttemptState.Ended } : report;
        }

        return (report, waits);
    }

    /// <summary>
    /// Sets the call id of a live attempt from a report that names both, and applies the reports that arrived under this id before.
    /// </summary>
    /// <returns>Whether the attempt has ended.</returns>
    private bool TakeCall(int live, ProviderReport report)
    {
        recorder.Calls.Set(live, report.CallId);
        ref var attempt = ref state.Live[live];
        state.Decisions.Batch.Write(attempt.Row(attempt.Reported, 0, null));
        var ends = attempt.IsOver && !attempt.HoldsCredit;
        if (ends)
        {
            if (report.Outcome > attempt.Reported)
            {
                attempt.Note(report);
            }

            recorder.End(live, report.Outcome, null);
        }

        return ends;
    }

    /// <summary>Handles a sign of life, or a report that a machine has answered.</summary>
    private ReportReceipt TakeProgress(int live, ProviderReport report)
    {
        ref var attempt = ref state.Live[live];
        var isStillQueued = report.State == AttemptState.Accepted && attempt.State == AttemptState.Accepted && !attempt.HoldsCredit;
        var isNews = (report.State > attempt.State || isStillQueued) && attempt.Reported == AttemptOutcome.None;
        if (report.IsAnswer || !(isNews || attempt.IsNewMachine(report)))
        {
            return ReportReceipt.NoNews;
        }

        attempt.Note(report);
        if (report.Outcome == AttemptOutcome.Machine)
        {
            attempt.Apply(report);
        }

        attempt.Reach(report.State);
        state.Decisions.Batch.Write(attempt.Row(attempt.Reported, 0, null));
        if (!attempt.HoldsCredit)
        {
            recorder.StopLookUp(live);
            recorder.ExpectOutcome(live); // the attempt continues, so its timeout starts again
        }

        return ReportReceipt.Applied;
    }

    /// <summary>Handles an outcome: ends the attempt, or keeps the outcome until the dispatch has returned.</summary>
    private ReportReceipt TakeEnd(int live, ProviderReport report)
    {
        ref var attempt = ref state.Live[live];
        if (report.Outcome <= attempt.Reported && !attempt.IsContinuing)
        {
            return ReportReceipt.NoNews;
        }

        if (!attempt.HoldsCredit)
        {
            attempt.Note(report);
            recorder.EndAsReported(live, report.Outcome);
            return ReportReceipt.Applied;
        }

        attempt.Apply(report);
        state.Decisions.Batch.Write(attempt.Row(attempt.Reported, 0, null));
        return ReportReceipt.Parked;
    }

    /// <summary>Keeps a report that matches no known attempt. The report may belong to a dispatch under way.</summary>
    private ReportReceipt Keep(ProviderReport report)
    {
        if (report.IsAnswer)
        {
            return ReportReceipt.NoNews; // an answer about an attempt that no longer exists
        }

        state.Unmatched.Keep(report);
        var mayBeEarly =
            report.Attempt is null && state.Providers.Exists(provider => provider.Name == report.Provider && provider.Dispatching > 0);
        return mayBeEarly ? ReportReceipt.Parked : ReportReceipt.Unknown;
    }

    /// <summary>A report about an erased contact, without the values that may tell something about the person.</summary>
    private static ProviderReport WithoutPerson(ProviderReport report) => report with
    {
        CallId = null,
        Raw = null,
        AttemptResult = report.AttemptResult is not { } told ? null
            : told with { Recording = null, Transcript = null, Data = null, CallBackAt = null, OptOut = null },
    };

    private static bool IsOfAnother(string tenant, ProviderReport report) => report.Tenant is { } named && named != tenant;

    private bool MayBeAbout(ProviderReport report, string provider, long committedAt) =>
        (report.Provider is null || report.Provider == provider) && !state.Unmatched.IsOfEarlierCall(report, committedAt);

    /// <summary>A job's attempts as they will be after the current commit, the oldest first.</summary>
    private List<AttemptRow> AsTheyWillBe(long job, IReadOnlyList<AttemptRow> stored)
    {
        List<AttemptRow> rows = [.. stored];
        foreach (var changed in state.Decisions.Batch.Attempts)
        {
            if (changed.Job != job)
            {
                continue;
            }

            var index = rows.FindIndex(row => row.Number == changed.Number);
            if (index < 0)
            {
                rows.Add(changed);
            }
            else
            {
                rows[index] = changed;
            }
        }

        return rows;
    }
}
