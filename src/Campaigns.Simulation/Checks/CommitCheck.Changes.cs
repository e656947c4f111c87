using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <content>Changes of known contacts and attempts.</content>
internal sealed partial class CommitCheck
{
    /// <summary>Applies changed contacts. Earlier attempts keep the former contact. Notes who wants to be called back.</summary>
    private void Contacts(CommitBatch batch)
    {
        judge.Results.Begin(batch);
        foreach (var (id, last, contact) in batch.Contacts)
        {
            var job = judge.Books.Jobs[id];
            judge.Require(contact.Key == job.Contact.Key, 9, () => $"{job} got a contact with another key");
            judge.Require(
                last == job.Row.Number, 9,
                () => $"{job} changed its contact after attempt {last}, but its last attempt is {job.Row.Number}");
            _former.TryAdd(job, (last, job.Contact));
            _corrected.Add(job); // its place now follows from the new contact
            job.Contacts.Commit(judge.Events, contact);
        }
    }

    private void Change(AttemptFacts attempt, AttemptRow to)
    {
        var (job, was) = (attempt.Job, attempt.Row);
        judge.Require(
            was.Step == to.Step && was.Try == to.Try && was.CommittedAt == to.CommittedAt && was.Provider == to.Provider
                && was.CallerId == to.CallerId,
            9,
            () => $"{attempt} was overwritten");
        judge.Require(was.State <= to.State, 9, () => $"{attempt} went back to {to.State}");
        if (was.Outcome != to.Outcome)
        {
            if (attempt.IsEnded)
            {
                _corrected.Add(job);
            }

            OutcomeCheck.Judge(judge, attempt, to.Outcome);
        }

        if (to is { Outcome: AttemptOutcome.OptedOut, State: AttemptState.Ended } && (was.Outcome != to.Outcome || !attempt.IsEnded))
        {
            SuppressionCheck.OptedOut(judge, attempt, _suppressed);
        }

        if (!attempt.IsEnded && to.State == AttemptState.Ended)
        {
            attempt.EndedAt = judge.Kernel.Mono;
            judge.Books.End(attempt);
            _quotas.Ended(attempt, to.Outcome);
            judge.CallerIds.Ended(attempt, to);
        }

        Note(attempt, to);
        attempt.Row = to;
        _refusals.Changed(attempt, was);
        var isRunAgain = job.IsMovedByHost && !LegalTransitions.IsEnd(job.Row.State); // in the same commit
        job.HasOptedOut |= to.Outcome == AttemptOutcome.OptedOut && to.Number == job.Row.Number && to.Step == job.Row.Step && !isRunAgain;
    }

    private void Note(AttemptFacts attempt, AttemptRow to)
    {
        if (judge.Trace.IsKept)
        {
            judge.Trace.Say(judge.Kernel, $"{attempt} is {to.State}, {to.Outcome}");
        }

        attempt.WasCompleted |= to is { State: AttemptState.Ended, Outcome: AttemptOutcome.Completed };
        if (to is { State: AttemptState.Ended, Outcome: AttemptOutcome.Unknown })
        {
            attempt.WasUnknown = true;
            judge.Books.Providers[to.Provider].HasFailed = true;
        }
    }

    /// <summary>Judges that each call id in the rows is the one its provider gave.</summary>
    /// <returns>The attempts whose call id this commit makes known.</returns>
    private List<AttemptFacts> Calls(CommitBatch batch)
    {
        var known = new List<AttemptFacts>();
        foreach (ref readonly var row in batch.Attempts)
        {
            var attempt = judge.Books.Jobs[row.Job].Attempts[row.Number - 1];
            if (attempt.Row.ProviderCallId is { } callId && judge.Books.Calls.TryAdd((row.Provider, callId), attempt))
            {
                attempt.CallKnownAt = judge.Events;
                judge.Require(callId == attempt.CallId, 7, () => $"{attempt} has call id {callId}; the provider gave {attempt.CallId}");
                known.Add(attempt);
            }
        }

        return known;
    }
}
