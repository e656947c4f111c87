using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Adds up the changes of counters, and writes each counter once per commit.</summary>
internal sealed class CounterWriter(StoreConnection database)
{
    private const string Add = """
        insert into ~counters as c (shard, lane, counter, value) select $1, u.* from unnest($2, $3, $4) u
        on conflict (shard, lane, counter) do update set value = c.value + excluded.value
        """;

    private readonly Dictionary<(int Lane, int Counter), long> _sums = [];
    private readonly Columns _rows = new();
    private Column<int>? _lane;
    private Column<int>? _counter;
    private Column<long>? _value;

    /// <summary>Forgets the changes of a commit that failed.</summary>
    public void Begin() => _sums.Clear();

    public void Count(int lane, int counter, long delta) =>
        _sums[(lane, counter)] = _sums.GetValueOrDefault((lane, counter)) + delta;

    public void Count(ReadOnlySpan<CounterDelta> deltas)
    {
        foreach (ref readonly var delta in deltas)
        {
            Count(delta.Lane, delta.Counter, delta.Delta);
        }
    }

    /// <summary>Writes the sums.</summary>
    public void Write()
    {
        (_lane, _counter, _value) = (_lane ?? _rows.Int(), _counter ?? _rows.Int(), _value ?? _rows.Long());
        _rows.Clear();
        var isAny = false;
        foreach (var ((lane, counter), delta) in _sums.OrderBy(pair => pair.Key))
        {
            if (delta != 0)
            {
                isAny = true;
                _lane.Add(lane);
                _counter.Add(counter);
                _value.Add(delta);
            }
        }

        if (isAny)
        {
            database.Add(Add, _rows);
        }
    }
}
