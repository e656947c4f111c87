using System.Text.Json;
using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges the change feed (promise 13): each commit tells exactly what it changes, and the reader gets every change after its position
/// once, in order.
/// </summary>
/// <remarks>The reader subscribes to everything, so that the feed equals the fold of the commits.</remarks>
internal sealed class FeedCheck(Judge judge)
{
    /// <summary>The name of the reader.</summary>
    public const string Reader = "judge";

    private readonly List<(long Sequence, long At, ChangeKinds Kind)> _feed = [];
    private readonly List<string> _expected = [];
    private long _trimmed;
    private long _position = -1;
    private long _read;
    private int _next = -1;

    /// <summary>Judges what a commit tells. Called before the commit is in the books.</summary>
    public void Judge(CommitBatch batch)
    {
        var isSubscribed = _position >= 0; // when the engine decided
        foreach (var row in batch.Subscriptions.Where(row => row.Name == Reader))
        {
            judge.Require(row.Position >= _position, 13, () => $"the position went back from {_position} to {row.Position}");
            judge.Require(
                _position < 0 || row.Position <= Math.Max(_read, batch.TrimChanges ?? 0), 13,
                () => $"the position is {row.Position}, but the reader got {_read} changes at most");
            _position = row.Position;
        }

        Trim(batch);
        var told = batch.Changes.ToArray();
        foreach (var row in told)
        {
            judge.Require(
                _feed.Count == 0 || row.Sequence > _feed[^1].Sequence, 13, () => $"change {row.Sequence} comes after {_feed[^1].Sequence}");
            _feed.Add((row.Sequence, row.At, row.Kind));
        }

        if (isSubscribed)
        {
            Compare(batch, told);
        }

        judge.Require(isSubscribed || batch.Subscriptions.Count > 0 || told.Length == 0, 13, () => "a change is written for nobody");
    }

    /// <summary>Records that the reader begins to read.</summary>
    public void Begin() => _next = -1;

    /// <summary>Judges a change that the reader gets.</summary>
    public void Read(CampaignChange change)
    {
        if (_next < 0)
        {
            _next = _feed.FindIndex(row => row.Sequence > _position);
        }

        if (change.Kind == ChangeKinds.Missed)
        {
            judge.Require(
                change.Sequence <= _trimmed && change.MissedFrom <= change.Sequence, 13,
                () => $"the reader missed {change.MissedFrom} to {change.Sequence}, but only {_trimmed} and before are gone");
            GoOn(change.Sequence);
            return;
        }

        var expected = _next >= 0 && _next < _feed.Count ? _feed[_next] : default;
        judge.Require(
            (change.Sequence, change.At.UtcTicks, change.Kind) == expected, 13,
            () => $"the reader gets {change.Sequence} {change.Kind} instead of {expected.Sequence} {expected.Kind}");
        GoOn(change.Sequence);
    }

    /// <summary>Judges that the reader has got everything, when nothing has happened for a while.</summary>
    public void JudgeEnd() => judge.Require(
        _position < 0 || _feed.Count == 0 || _read == _feed[^1].Sequence, 13,
        () => $"the reader got {_read} at last, but the last change is {_feed[^1].Sequence}");

    private void GoOn(long read)
    {
        _read = Math.Max(_read, read);
        var next = _feed.FindIndex(row => row.Sequence > read);
        _next = next < 0 ? _feed.Count : next;
    }

    private void Trim(CommitBatch batch)
    {
        if (batch.TrimChanges is not { } last)
        {
            return;
        }

        var index = _feed.FindLastIndex(row => row.Sequence <= last);
        var age = index < 0 ? TimeSpan.Zero : TimeSpan.FromTicks(batch.Now.UtcTicks - _feed[index].At);
        judge.Require(age > judge.Plan.FeedAge, 13, () => $"changes up to {last} are removed at the age of {age}");
        _trimmed = Math.Max(_trimmed, last);
    }

    /// <summary>Compares the changes that a commit tells with the changes that its rows make.</summary>
    private void Compare(CommitBatch batch, ChangeRow[] told)
    {
        _expected.Clear();
        Attempts(batch);
        var attempts = told.Where(row => row.Kind is ChangeKinds.AttemptEnded or ChangeKinds.AttemptCorrected).Select(Attempt);
        var (missing, extra) = (string.Join("; ", Without(_expected, attempts)), string.Join("; ", Without(attempts, _expected)));
        judge.Require(missing.Length + extra.Length == 0, 13, () => $"a commit does not tell {missing}, or tells {extra}");
        foreach (var row in batch.Campaigns.GroupBy(row => row.Id).Select(rows => rows.Last()))
        {
            var before = judge.Books.Campaigns.TryGetValue(row.Id.Value, out var known) ? known.State : (CampaignState?)null;
            var last = Last(told, ChangeKinds.CampaignChanged, row.Id, null, "state");
            judge.Require(
                before == row.State || last == (int)row.State, 13,
                () => $"a commit tells that campaign {row.Id} is {(CampaignState?)last} instead of {row.State}");
        }

        Contacts(batch, told);
        Results(batch, told);
    }

    /// <summary>Compares the results that a commit tells with those that it stores, in order.</summary>
    private void Results(CommitBatch batch, ChangeRow[] told)
    {
        var expected = string.Join("; ", batch.Results.Select(row =>
        {
            var result = row.AttemptResult;
            return $"{row.Job} {row.Number} {row.OccurredAt} {(int)result.AnsweredBy} {result.TalkTime?.Ticks} {result.Data}";
        }));
        var found = string.Join("; ", told.Where(row => row.Kind == ChangeKinds.ResultTold).Select(Result));
        judge.Require(found == expected, 13, () => $"a commit tells the results {found} instead of {expected}");
    }

    private static string Result(ChangeRow row)
    {
        using var json = JsonDocument.Parse(row.Payload);
        var data = json.RootElement.TryGetProperty("data", out var given) ? given.GetString() : null;
        var (job, number, occurredAt) = (Number(json, "job"), Number(json, "number"), Number(json, "occurred") ?? 0);
        return $"{job} {number} {occurredAt} {Number(json, "answered")} {Number(json, "talk")} {data}";
    }

    private void Contacts(CommitBatch batch, ChangeRow[] told)
    {
        foreach (ref readonly var row in batch.Jobs)
        {
            if (LegalTransitions.IsEnd(row.State) && judge.Books.Jobs.TryGetValue(row.Id, out var job) && job.Row.State != row.State)
            {
                var (key, state) = (job.Contact.Key, row.State);
                var last = Last(told, ChangeKinds.ContactEnded, job.Campaign.Id, key, "end");
                judge.Require(last == (int)state, 13, () => $"a commit tells that {job} is {(JobState?)last} instead of {state}");
            }
        }
    }

    private void Attempts(CommitBatch batch)
    {
        var outcomes = new Dictionary<(long Job, int Number), AttemptOutcome>();
        foreach (ref readonly var row in batch.Attempts)
        {
            if (row.State != AttemptState.Ended)
            {
                continue;
            }

            var before = outcomes.TryGetValue((row.Job, row.Number), out var written) ? written : Before(row);
            if (before != row.Outcome)
            {
                _expected.Add(Show(row.Job, row.Number, row.Outcome, before));
            }

            outcomes[(row.Job, row.Number)] = row.Outcome;
        }
    }

    /// <summary>The outcome of an attempt that has ended; <see cref="AttemptOutcome.None"/> for another.</summary>
    private AttemptOutcome Before(in AttemptRow row) =>
        judge.Books.Jobs.TryGetValue(row.Job, out var job)
        && row.Number <= job.Attempts.Count
        && job.Attempts[row.Number - 1] is { IsEnded: true } ended
            ? ended.Row.Outcome
            : AttemptOutcome.None;

    private static string Attempt(ChangeRow row)
    {
        using var json = JsonDocument.Parse(row.Payload);
        var (outcome, former) = ((AttemptOutcome)(Number(json, "outcome") ?? 0), (AttemptOutcome)(Number(json, "former") ?? 0));
        return Show(Number(json, "job") ?? 0, (int)(Number(json, "number") ?? 0), outcome, former);
    }

    private static string Show(long job, int number, AttemptOutcome outcome, AttemptOutcome before) =>
        $"attempt {number} of job {job} is {outcome} after {before}";

    /// <summary>The last value that changes of one kind tell of a campaign or a contact.</summary>
    private static long? Last(ChangeRow[] told, ChangeKinds kind, CampaignId campaign, string? contact, string member)
    {
        foreach (var row in told.Where(row => row.Kind == kind && row.Campaign == campaign).Reverse())
        {
            using var json = JsonDocument.Parse(row.Payload);
            if (contact is null || json.RootElement.GetProperty("contact").GetString() == contact)
            {
                return Number(json, member);
            }
        }

        return null;
    }

    private static long? Number(JsonDocument json, string member) =>
        json.RootElement.TryGetProperty(member, out var value) ? value.GetInt64() : null;

    private static List<string> Without(IEnumerable<string> all, IEnumerable<string> some)
    {
        var rest = all.ToList();
        some.ToList().ForEach(each => rest.Remove(each));
        return rest;
    }
}
