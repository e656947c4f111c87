using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges what attempts tell besides their outcomes. A result in the store was told. An acknowledged result is in the store, merged as
/// documented. An opt-out enters the list in the same commit. Nobody is called back before the time that the person asked for.
/// </summary>
internal sealed class ResultCheck(Judge judge)
{
    /// <summary>How the engine's note begins when a wish to be called back comes to nothing.</summary>
    private const string Refused = "nobody calls back: ";

    private readonly Dictionary<AttemptFacts, HashSet<(AttemptResult AttemptResult, long OccurredAt)>> _told = [];
    private readonly Dictionary<AttemptFacts, HashSet<(AttemptResult AttemptResult, long OccurredAt)>> _committed = [];
    private readonly Dictionary<AttemptFacts, (AttemptResult AttemptResult, long Latest)> _merged = [];
    private readonly HashSet<long> _wishes = [];

    /// <summary>Records that the world tells the engine a result.</summary>
    public void Told(AttemptFacts attempt, AttemptResult? result, DateTimeOffset? occurredAt)
    {
        if (result is not null)
        {
            Add(_told, attempt, result, occurredAt?.UtcTicks ?? 0);
        }
    }

    /// <summary>Notes the jobs whose person asks to be called back in this commit. Called before the commit's jobs are judged.</summary>
    public void Begin(CommitBatch batch)
    {
        _wishes.Clear();
        _wishes.UnionWith(batch.Results.Where(row => row.AttemptResult.CallBackAt is not null).Select(row => row.Job));
    }

    /// <summary>Whether the person of a job asks to be called back in this commit.</summary>
    public bool HasWish(long job) => _wishes.Contains(job);

    /// <summary>Judges the results of a commit, whose attempts are already in the books.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="suppressed">The list entries that the commit adds.</param>
    /// <param name="moved">The jobs that may have moved, because a person asked to be called back.</param>
    public void Apply(IReadOnlyList<ResultRow> rows, List<Suppression> suppressed, HashSet<JobFacts> moved)
    {
        foreach (var row in rows)
        {
            var attempt = judge.Books.Jobs[row.Job].Attempts[row.Number - 1];
            judge.Require(
                _told.TryGetValue(attempt, out var told) && told.Any(
                    each => (attempt.Job.IsErased ? WithoutPerson(each.AttemptResult) : each.AttemptResult, each.OccurredAt)
                        == (row.AttemptResult, row.OccurredAt)),
                7,
                () => $"{attempt} has a result that nothing told: {row.AttemptResult}");
            Add(_committed, attempt, row.AttemptResult, row.OccurredAt);
            var (merged, latest) = _merged.GetValueOrDefault(attempt, (new AttemptResult(), 0));
            var isOlder = row.OccurredAt != 0 && row.OccurredAt < latest;
            _merged[attempt] = (Merge(merged, row.AttemptResult, isOlder), Math.Max(latest, row.OccurredAt));
            if (row.AttemptResult.OptOut is { } scope)
            {
                SuppressionCheck.OptedOut(judge, attempt, suppressed, scope == OptOutScope.Channel ? attempt.Channel : null);
            }
            else if (row.AttemptResult.CallBackAt is not null)
            {
                (attempt.Job.IsRerun, attempt.Job.IsAskedBack) = (true, true);
                moved.Add(attempt.Job);
            }
        }
    }

    /// <summary>Whether the result of a report, if it has one, is in the store.</summary>
    public bool Holds(AttemptFacts attempt, ProviderReport report) => report.AttemptResult is null
        || (attempt.Job.IsErased && WithoutPerson(report.AttemptResult) == new AttemptResult())
        || (_committed.TryGetValue(attempt, out var rows)
            && (rows.Contains((report.AttemptResult, report.OccurredAt?.UtcTicks ?? 0))
                || (attempt.Job.IsErased
                    && rows.Contains((WithoutPerson(report.AttemptResult), report.OccurredAt?.UtcTicks ?? 0)))));

    /// <summary>Forgets what the results of an erased job tell of the person. Durations and costs stay.</summary>
    public void Erase(JobFacts job)
    {
        foreach (var attempt in job.Attempts.Where(_merged.ContainsKey))
        {
            var (merged, latest) = _merged[attempt];
            _merged[attempt] = (merged with { Recording = null, Transcript = null, Data = null }, latest);
        }
    }

    /// <summary>What a late report about an erased person may bring.</summary>
    private static AttemptResult WithoutPerson(AttemptResult told) =>
        told with { Recording = null, Transcript = null, Data = null, CallBackAt = null, OptOut = null };

    /// <summary>Judges that an attempt is not decided before the time that the person asked for in the attempt before it.</summary>
    public void Decided(AttemptFacts attempt)
    {
        var job = attempt.Job;
        var last = job.Attempts.FindLast(
            other => other.Row.Number < attempt.Row.Number && other.IsEnded && LegalTransitions.Spends(other.Row.Outcome));
        if (job.IsMovedByHost || last is null || last.Row.Step != attempt.Row.Step || last.Run != attempt.Run
            || last.Row.Note?.StartsWith(Refused, StringComparison.Ordinal) == true
            || !_merged.TryGetValue(last, out var merged) || merged.AttemptResult is not { CallBackAt: { } at, OptOut: null })
        {
            return;
        }

        // an attempt in between was decided in time and placed nothing, and the clock was set back since
        var wasTime = job.Attempts.Exists(other =>
            other.Row.Number > last.Row.Number && other.Row.Number < attempt.Row.Number && other.Row.CommittedAt >= at.UtcTicks);
        judge.Require(
            wasTime || attempt.Row.CommittedAt >= at.UtcTicks, 9,
            () => $"{attempt} was decided at {SequenceCheck.Text(attempt.Row.CommittedAt)}; the person wants to be called back at {at:O}");
    }

    /// <summary>Judges that a job has not ended while its person waits for a call back.</summary>
    public void Ended(JobFacts job)
    {
        var last = job.Attempts.FindLast(attempt => attempt.IsEnded && LegalTransitions.Spends(attempt.Row.Outcome));
        var waits = job.Row.State is JobState.Completed or JobState.Failed && !job.IsMovedByHost
            && !job.WasSuppressed && !job.IsRemovedByHost
            && job.Campaign.Row.Latest.State is not (CampaignState.Canceled or CampaignState.Expired)
            && !job.Script.IsDrip // a drip may skip the step
            && !job.Attempts.Exists(attempt => attempt.Row.Outcome == AttemptOutcome.OptedOut)
            && last is not null && last == job.Attempts[^1]
            && last.Row.Note?.StartsWith(Refused, StringComparison.Ordinal) != true
            && _merged.TryGetValue(last, out var merged) && merged.AttemptResult is { CallBackAt: not null, OptOut: null };
        judge.Require(!waits, 9, () => $"{job} has ended, but its person wants to be called back since {last}");
    }

    /// <summary>Judges that a contact's timeline shows each kept attempt with its merged result.</summary>
    public void Timeline(JobFacts job, ContactStatus told)
    {
        foreach (var entry in told.Timeline)
        {
            var attempt = job.Attempts[entry.Attempt.Number - 1];
            var expected = _merged.TryGetValue(attempt, out var merged) ? merged.AttemptResult : null;
            judge.Require(
                entry.AttemptResult == expected, 7, () => $"{attempt} shows {entry.AttemptResult}; its reports amount to {expected}");
        }
    }

    /// <summary>Merges a result into the stored values: the newer value wins, an older report only adds what is missing.</summary>
    private static AttemptResult Merge(AttemptResult stored, AttemptResult told, bool isOlder) => new()
    {
        AnsweredBy = told.AnsweredBy != AnsweredBy.Unknown && (!isOlder || stored.AnsweredBy == AnsweredBy.Unknown)
            ? told.AnsweredBy
            : stored.AnsweredBy,
        RingTime = Pick(stored.RingTime, told.RingTime, isOlder),
        TalkTime = Pick(stored.TalkTime, told.TalkTime, isOlder),
        Cost = Pick(stored.Cost, told.Cost, isOlder),
        Recording = Pick(stored.Recording, told.Recording, isOlder),
        Transcript = Pick(stored.Transcript, told.Transcript, isOlder),
        CallBackAt = Pick(stored.CallBackAt, told.CallBackAt, isOlder),
        OptOut = Pick(stored.OptOut, told.OptOut, isOlder),
        Data = Pick(stored.Data, told.Data, isOlder),
    };

    private static T Pick<T>(T stored, T told, bool isOlder) => told is null || (isOlder && stored is not null) ? stored : told;

    private static void Add(
        Dictionary<AttemptFacts, HashSet<(AttemptResult AttemptResult, long OccurredAt)>> to, AttemptFacts attempt, AttemptResult result,
        long occurredAt) =>
        (to.TryGetValue(attempt, out var known) ? known : to[attempt] = []).Add((result, occurredAt));
}
