using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Rows of jobs, in the order of <see cref="Names"/>.</summary>
internal sealed class JobArrays
{
    /// <summary>The columns of <c>jobs</c> after the shard.</summary>
    public const string Names =
        "id, lane, state, due, outcome_counts, number, step, tries, last_outcome, wishes, protocol, expires, since, aside, began, early, "
        + "caller_id";

    private readonly Column<long> _id;
    private readonly Column<int> _lane;
    private readonly Column<short> _state;
    private readonly Column<long> _due;
    private readonly Column<long> _outcomeCounts;
    private readonly Column<int> _number;
    private readonly Column<short> _step;
    private readonly Column<short> _tries;
    private readonly Column<short> _lastOutcome;
    private readonly Column<int> _wishes;
    private readonly Column<int> _protocol;
    private readonly Column<long> _expires;
    private readonly Column<long> _since;
    private readonly Column<int> _aside;
    private readonly Column<long> _began;
    private readonly Column<int> _early;
    private readonly Column<int> _callerId;

    public JobArrays(Columns columns)
    {
        Columns = columns;
        (_id, _lane, _state, _due, _outcomeCounts) = (columns.Long(), columns.Int(), columns.Short(), columns.Long(), columns.Long());
        (_number, _step, _tries, _lastOutcome) = (columns.Int(), columns.Short(), columns.Short(), columns.Short());
        (_wishes, _protocol, _expires, _since) = (columns.Int(), columns.Int(), columns.Long(), columns.Long());
        (_aside, _began, _early, _callerId) = (columns.Int(), columns.Long(), columns.Int(), columns.Int());
    }

    public Columns Columns { get; }

    public int Count { get; private set; }

    public void Add(in JobRow row)
    {
        Count++;
        _id.Add(row.Id);
        _lane.Add(row.Lane);
        _state.Add((short)row.State);
        _due.Add(row.Due);
        _outcomeCounts.Add(unchecked((long)row.OutcomeCounts));
        _number.Add(row.Number);
        _step.Add(row.Step);
        _tries.Add(row.Tries);
        _lastOutcome.Add((short)row.LastOutcome);
        _wishes.Add(row.PendingActions);
        _protocol.Add(row.Protocol);
        _expires.Add(row.Expires);
        _since.Add(row.Since);
        _aside.Add(row.DeferredSteps);
        _began.Add(row.Began);
        _early.Add(row.EarlyEvents);
        _callerId.Add(row.CallerId);
    }

    public void Clear()
    {
        Count = 0;
        Columns.Clear();
    }
}
