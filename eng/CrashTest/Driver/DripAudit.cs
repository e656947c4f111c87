using Campaigns.Storage;

namespace Campaigns.CrashTest;

/// <summary>
/// Compares the drips with the provider's journal: each step once and in order, no step after an acknowledged reply, and one job per
/// contact at a time.
/// </summary>
internal sealed class DripAudit(Evidence evidence, IReadOnlyList<JournalLine> dispatches, Action<string> violate)
{
    /// <summary>Judges all drips.</summary>
    /// <param name="evidence">The evidence of the run.</param>
    /// <param name="dispatches">The dispatches that reached the provider.</param>
    /// <param name="lose">Called for each contact that did not end as required.</param>
    /// <param name="violate">Called for every other broken promise.</param>
    public static void Judge(Evidence evidence, IReadOnlyList<JournalLine> dispatches, Action<string> lose, Action<string> violate)
    {
        var audit = new DripAudit(evidence, dispatches, violate);
        var found = evidence.Enrollments.Select(contact => contact.Key).ToHashSet();
        foreach (var contact in Enumerable.Range(0, evidence.Nodes).SelectMany(TestDrips.ContactsOf).Where(
            contact => !found.Contains(contact.Key)))
        {
            lose($"contact {contact.Key} is in no drip");
        }

        foreach (var contact in evidence.Enrollments.Where(contact => !audit.HasEnded(contact)))
        {
            lose($"contact {contact.Key} is {contact.State} after [{string.Join(' ', contact.Attempts.Select(row => row.Outcome))}]");
        }

        foreach (var contact in evidence.Enrollments)
        {
            audit.StepsInOrder(contact);
        }

        audit.NothingAfterReplies();
        audit.OneJobAtATime();
    }

    /// <summary>Whether a contact's job has ended for a valid reason.</summary>
    private bool HasEnded(ContactRecord contact) => contact.State switch
    {
        JobState.Replied => evidence.Lines.Any(line => line.Entry == Entry.Replying && line.Contact == contact.Key),
        JobState.NoResponse => contact.Attempts.Select(row => row.Step).Distinct().Count() == 3,
        JobState.Unknown => contact.Attempts[^1].Outcome is not AttemptOutcome.NotSent,
        // the outcome was unknown and then revised
        JobState.Completed or JobState.Failed =>
            contact.Attempts.Any(row => evidence.InFlight.Contains(new AttemptId(evidence.Stamp, row.Job, row.Number))),
        JobState.Expired => true,
        _ => false,
    };

    /// <summary>Checks that no step is sent twice or after a later step, and that the step after the delay is not sent early.</summary>
    private void StepsInOrder(ContactRecord contact)
    {
        var sent = contact.Attempts.Where(row => row.Outcome.SpendsAttempt()).ToList();
        for (var i = 1; i < sent.Count; i++)
        {
            var (before, after) = (sent[i - 1], sent[i]);
            if (after.Step <= before.Step)
            {
                violate($"contact {contact.Key} of job {contact.Job} was sent step {after.Step} after step {before.Step}");
            }
            else if (after.Step == 3 && after.CommittedAt - before.CommittedAt < TestDrips.Delay.Ticks)
            {
                violate($"contact {contact.Key} was sent step {after.Step} before its delay was over");
            }
        }
    }

    /// <summary>Checks that no job that had sent before an acknowledged reply sends after it. A later job may.</summary>
    private void NothingAfterReplies()
    {
        var ended = new Dictionary<string, HashSet<long>>();
        var jobs = evidence.Enrollments.ToLookup(contact => contact.Key, contact => contact.Job);
        var seen = new HashSet<(string Contact, long Job)>();
        foreach (var line in evidence.Lines)
        {
            if (line.Entry == Entry.Replied)
            {
                ended[line.Contact] = [.. jobs[line.Contact].Where(job => seen.Contains((line.Contact, job)))];
            }
            else if (line.Entry == Entry.Dispatched)
            {
                seen.Add((line.Contact, line.Attempt.Job));
                if (ended.TryGetValue(line.Contact, out var before) && before.Contains(line.Attempt.Job))
                {
                    violate($"attempt {line.Attempt} was dispatched after a reply was acknowledged");
                }
            }
        }
    }

    /// <summary>Checks that a contact's second drip starts only after the first has ended.</summary>
    private void OneJobAtATime()
    {
        foreach (var contact in dispatches.Where(line => line.Contact[0] == 'd').GroupBy(line => line.Contact))
        {
            var turns = contact.Select(line => line.Attempt.Job).ToList();
            var changes = turns.Zip(turns.Skip(1)).Count(pair => pair.First != pair.Second);
            if (changes >= turns.Distinct().Count())
            {
                violate($"contact {contact.Key} was contacted by two drips at the same time");
            }
        }
    }
}
