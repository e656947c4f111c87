using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges which refused attempts are kept: of consecutive ones with the same provider and outcome, the newest one not sent, or the newest
/// eight refused.
/// </summary>
internal sealed class RefusalCheck(Judge judge)
{
    private readonly Dictionary<(int Lane, int Counter), long> _expected = [];

    /// <summary>Records a changed attempt of the current commit.</summary>
    public void Changed(AttemptFacts attempt, AttemptRow was)
    {
        judge.Require(!attempt.IsRepeated, 9, () => $"{attempt} is no longer kept, but was written again");
        if (attempt.IsEnded && was.State != AttemptState.Ended && IsRefused(attempt.Row.Outcome))
        {
            Ended(attempt);
        }
    }

    private void Ended(AttemptFacts attempt)
    {
        var most = attempt.Row.Outcome == AttemptOutcome.NotSent ? 1 : 8;
        var same = 0;
        for (var number = attempt.Row.Number; number >= 1; number--)
        {
            var other = attempt.Job.Attempts[number - 1];
            if (other.IsRepeated)
            {
                continue;
            }

            if (!other.IsEnded || !IsRefused(other.Row.Outcome))
            {
                break;
            }

            if (other.Row.Outcome == attempt.Row.Outcome && other.Row.Provider == attempt.Row.Provider && ++same > most)
            {
                other.IsRepeated = true;
                var key = (attempt.Job.Row.Lane, Counter.Of(attempt.Row.Outcome));
                _expected[key] = _expected.GetValueOrDefault(key) - 1;
            }
        }
    }

    /// <summary>Judges that the store removed exactly the expected attempts.</summary>
    public void Committed(CommitReceipt receipt)
    {
        var told = receipt.Removed.GroupBy(delta => (delta.Lane, delta.Counter)).ToDictionary(
            group => group.Key, group => group.Sum(delta => delta.Delta));
        judge.Require(
            told.Count == _expected.Count && _expected.All(pair => told.GetValueOrDefault(pair.Key) == pair.Value),
            9,
            () => $"a commit removes {told.Values.Sum()} repeated attempts; expected {_expected.Values.Sum()}");
        foreach (var ((lane, counter), delta) in told)
        {
            judge.Books.Counters[lane][counter] += delta;
        }

        _expected.Clear();
    }

    private static bool IsRefused(AttemptOutcome outcome) =>
        outcome is AttemptOutcome.NotSent or AttemptOutcome.NotPlaced or AttemptOutcome.Throttled;
}
