using Campaigns.Storage;

namespace Campaigns.CrashTest;

/// <summary>The result of a run.</summary>
/// <param name="Contacts">The number of enrolled contacts.</param>
/// <param name="Dispatches">The number of dispatches that reached the provider.</param>
/// <param name="Doubled">The number of attempt ids that reached the provider more than once.</param>
/// <param name="Lost">The number of contacts and attempts that did not end as required, or that only one side knows.</param>
/// <param name="Unknown">The number of attempts with an unknown outcome.</param>
/// <param name="Violations">A description of every broken promise.</param>
internal sealed record Verdict(int Contacts, int Dispatches, int Doubled, int Lost, int Unknown, IReadOnlyList<string> Violations);

/// <summary>Compares the final contents of the store with the provider's journal.</summary>
internal sealed class Audit
{
    private readonly Evidence _evidence;
    private readonly List<string> _violations;
    private readonly List<JournalLine> _dispatches;
    private readonly HashSet<AttemptId> _dispatched;
    private readonly HashSet<AttemptId> _acknowledged;
    private readonly List<(ContactRecord Contact, AttemptId Id, AttemptRow Row)> _attempts;
    private int _lost;

    private Audit(Evidence evidence, List<string> violations)
    {
        _evidence = evidence;
        _violations = violations;
        _dispatches = [.. evidence.Lines.Where(line => line.Entry == Entry.Dispatched)];
        _dispatched = [.. _dispatches.Select(line => line.Attempt)];
        _acknowledged = [.. evidence.Lines.Where(line => line.Entry == Entry.Acknowledged).Select(line => line.Attempt)];
        _attempts =
        [
            .. from contact in evidence.Contacts.Concat(evidence.Enrollments)
               from row in contact.Attempts
               select (contact, new AttemptId(evidence.Stamp, row.Job, row.Number), row),
        ];
    }

    public static Verdict Judge(Evidence evidence, IEnumerable<string> violations, FeedAudit feed)
    {
        var audit = new Audit(evidence, [.. violations]);
        var doubled = audit.Doubled();
        audit.ContactsEnded();
        audit.BothSidesAgree();
        audit.ReportsJoined();
        audit.PolicyHeld();
        audit.OneCallAtATime();
        var unknown = audit.Unknown();
        feed.Judge(evidence, audit.Lose);
        StatisticsCheck.Compare(evidence, audit._violations);
        DripAudit.Judge(evidence, audit._dispatches, audit.Lose, audit._violations.Add);
        return new Verdict(
            evidence.Contacts.Count + evidence.Enrollments.Count, audit._dispatches.Count, doubled, audit._lost, unknown, audit._violations);
    }

    private int Doubled()
    {
        var doubled = _dispatches.GroupBy(line => line.Attempt).Where(lines => lines.Skip(1).Any()).ToList();
        _violations.AddRange(doubled.Select(lines => $"attempt {lines.Key} was dispatched {lines.Count()} times"));
        return doubled.Count;
    }

    /// <summary>Checks that every enrolled contact is stored exactly once and ended as its attempts require.</summary>
    private void ContactsEnded()
    {
        var enrolled = Enumerable.Range(0, _evidence.Nodes).SelectMany(TestCampaign.ContactsOf).Select(contact => contact.Key);
        var found = _evidence.Contacts.ToLookup(contact => contact.Key);
        foreach (var key in enrolled.Where(key => found[key].Count() != 1))
        {
            Lose($"contact {key} is in the store {found[key].Count()} times");
        }

        foreach (var contact in _evidence.Contacts)
        {
            var spent = contact.Attempts.Where(row => row.Outcome.SpendsAttempt()).ToList();
            var wasInDoubt = spent.Any(row => _evidence.InFlight.Contains(new AttemptId(_evidence.Stamp, row.Job, row.Number)));
            var fits = contact.State switch
            {
                JobState.Completed => spent is [.., { Outcome: AttemptOutcome.Completed }],
                JobState.Failed =>
                    spent is [.., { Outcome: not AttemptOutcome.Completed }] && (spent.Count == TestCampaign.Attempts || wasInDoubt),
                JobState.Unknown => spent is [.., { Outcome: AttemptOutcome.Unknown }],
                _ => false,
            };
            if (!fits)
            {
                Lose($"contact {contact.Key} is {contact.State} after [{string.Join(' ', contact.Attempts.Select(row => row.Outcome))}]");
            }
        }
    }

    /// <summary>Checks that each dispatch is recorded, each record was dispatched, and each outcome matches the provider's.</summary>
    private void BothSidesAgree()
    {
        var recorded = _attempts.Select(attempt => attempt.Id).ToHashSet();
        foreach (var attempt in _dispatched.Where(attempt => !recorded.Contains(attempt)))
        {
            Lose($"attempt {attempt} was dispatched and is not recorded");
        }

        foreach (var (_, id, row) in _attempts)
        {
            var told = Fate.Of(_evidence.Seed, id).Outcome;
            if (row.ProviderCallId is { } callId && callId != SocketProvider.CallIdOf(id))
            {
                Lose($"attempt {id} is recorded as the provider's {callId}");
            }

            if (row.State != AttemptState.Ended
                || (row.Outcome is AttemptOutcome.NotSent or AttemptOutcome.NotPlaced && _dispatched.Contains(id)))
            {
                Lose($"attempt {id} is recorded as {row.State} {row.Outcome}, and was {(_dispatched.Contains(id) ? "" : "not ")}dispatched");
            }
            else if (row.Outcome.IsOfContact() && (!_dispatched.Contains(id) || row.Outcome != told))
            {
                Lose($"attempt {id} is recorded as {row.Outcome}; the provider tells {(_dispatched.Contains(id) ? told : "nothing of it")}");
            }
            else if (_acknowledged.Contains(id) && row.Outcome != told)
            {
                Lose($"attempt {id} is recorded as {row.Outcome}, after a callback that told {told} was acknowledged");
            }
        }
    }

    /// <summary>Checks that every acknowledged callback was matched to its attempt.</summary>
    private void ReportsJoined()
    {
        foreach (var kept in _evidence.Unmatched)
        {
            Lose($"a callback was acknowledged and has found no attempt: {kept.Report}, call {kept.Report.CallId}");
        }
    }

    private void PolicyHeld() => _violations.AddRange(
        from contact in _dispatches.Where(line => line.Contact[0] == 'c').DistinctBy(line => line.Attempt).GroupBy(line => line.Contact)
        where contact.Count() > TestCampaign.Attempts
        select $"contact {contact.Key} was called {contact.Count()} times; the policy allows {TestCampaign.Attempts}");

    /// <summary>Checks that no contact is called during an earlier call to the same contact.</summary>
    private void OneCallAtATime()
    {
        var live = new Dictionary<string, AttemptId>();
        foreach (var line in _evidence.Lines)
        {
            if (line.Entry == Entry.Ended)
            {
                live.Remove(line.Contact);
            }
            else if (line.Entry == Entry.Dispatched && !live.TryAdd(line.Contact, line.Attempt) && live[line.Contact] != line.Attempt)
            {
                _violations.Add($"attempt {line.Attempt} was dispatched while {live[line.Contact]} was live");
            }
        }
    }

    /// <summary>Checks that only attempts in flight at a kill are unknown, and only those that the provider has never seen.</summary>
    private int Unknown()
    {
        var unknown = _attempts.Where(attempt => attempt.Row.Outcome == AttemptOutcome.Unknown).ToList();
        Console.WriteLine(
            $"unknown: {unknown.Count}, of which the provider has seen {unknown.Count(attempt => _dispatched.Contains(attempt.Id))}");
        _violations.AddRange(
            from attempt in unknown
            where !_evidence.InFlight.Contains(attempt.Id)
            select $"attempt {attempt.Id} is unknown and was not in flight at any kill: {attempt.Row.Note}");
        _violations.AddRange(
            from attempt in unknown
            where _dispatched.Contains(attempt.Id)
            select $"attempt {attempt.Id} is unknown, and the provider can tell how it ended: {attempt.Row.Note}");
        return unknown.Count;
    }

    private void Lose(string what)
    {
        _lost++;
        _violations.Add(what);
    }
}
