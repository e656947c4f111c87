using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Removes older attempts that placed nothing when newer ones repeat them. Runs only for attempts that placed nothing.</summary>
internal sealed class RepeatedAttempts(Database database)
{
    private readonly Statement _before = database.Prepare(
        "SELECT number, state, outcome, provider FROM attempts WHERE job = ?1 AND number < ?2 ORDER BY number DESC");

    private readonly Statement _remove = database.Prepare("DELETE FROM attempts WHERE job = ?1 AND number = ?2");
    private readonly Statement _removeResult = database.Prepare("DELETE FROM results WHERE job = ?1 AND number = ?2");
    private readonly Statement _lane = database.Prepare("SELECT lane FROM jobs WHERE id = ?1");
    private readonly List<int> _repeated = [];

    /// <summary>Removes the attempts that an ended attempt repeats.</summary>
    /// <returns>The change of the counters; null for none.</returns>
    public CounterDelta? Remove(in AttemptRow row)
    {
        if (row.State != AttemptState.Ended || Refusals.KeptOf(row.Outcome) is var kept && kept == int.MaxValue)
        {
            return null;
        }

        Find(row, kept);
        foreach (var number in _repeated)
        {
            _remove.Bind(1, row.Job).Bind(2, number).Run();
            _removeResult.Bind(1, row.Job).Bind(2, number).Run();
        }

        return _repeated.Count == 0 ? null : new CounterDelta(LaneOf(row.Job), Counter.Of(row.Outcome), -_repeated.Count);
    }

    private void Find(in AttemptRow row, int kept)
    {
        _repeated.Clear();
        _before.Bind(1, row.Job).Bind(2, row.Number);
        for (var same = 1; _before.Step();)
        {
            var outcome = (AttemptOutcome)_before.Int(2);
            if (_before.Int(1) != (int)AttemptState.Ended || Refusals.KeptOf(outcome) == int.MaxValue)
            {
                break; // this attempt may have reached the contact
            }

            if (outcome == row.Outcome && _before.Text(3) == row.Provider && ++same > kept)
            {
                _repeated.Add(_before.Int(0));
            }
        }

        _before.Reset();
    }

    private int LaneOf(long job)
    {
        _lane.Bind(1, job).Step();
        var lane = _lane.Int(0);
        _lane.Reset();
        return lane;
    }
}
