using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>What a commit changes in attempts: the columns of <see cref="Changes"/>, after the job and the number if wanted.</summary>
internal sealed class AttemptChanges
{
    /// <summary>The columns after job and number.</summary>
    public const string Changes = "state, outcome, ended_at, provider_call_id, note, provider_status, occurred_at, content_hash";

    private readonly Column<long>? _job;
    private readonly Column<int>? _number;
    private readonly Column<short> _state;
    private readonly Column<short> _outcome;
    private readonly Column<long> _endedAt;
    private readonly Column<string?> _callId;
    private readonly Column<string?> _note;
    private readonly Column<string?> _status;
    private readonly Column<long> _occurredAt;
    private readonly Column<long> _contentHash;

    /// <param name="columns">The columns before, if any.</param>
    /// <param name="hasKey">Whether job and number come first.</param>
    public AttemptChanges(Columns columns, bool hasKey = true)
    {
        Columns = columns;
        (_job, _number) = hasKey ? (columns.Long(), columns.Int()) : default((Column<long>?, Column<int>?));
        (_state, _outcome) = (columns.Short(), columns.Short());
        (_endedAt, _callId, _note, _status) = (columns.Long(), columns.Text(), columns.Text(), columns.Text());
        (_occurredAt, _contentHash) = (columns.Long(), columns.Long());
    }

    public Columns Columns { get; }

    public int Count { get; private set; }

    public void Add(in AttemptRow row)
    {
        Count++;
        _job?.Add(row.Job);
        _number?.Add(row.Number);
        _state.Add((short)row.State);
        _outcome.Add((short)row.Outcome);
        _endedAt.Add(row.EndedAt);
        _callId.Add(row.ProviderCallId);
        _note.Add(row.Note);
        _status.Add(row.ProviderStatus);
        _occurredAt.Add(row.OccurredAt);
        _contentHash.Add(row.ContentHash);
    }

    public void Clear()
    {
        Count = 0;
        Columns.Clear();
    }
}

/// <summary>What never changes in an attempt after its commit.</summary>
internal sealed class AttemptBegins
{
    private readonly Column<short> _step;
    private readonly Column<short> _try;
    private readonly Column<long> _epoch;
    private readonly Column<long> _committedAt;
    private readonly Column<string?> _provider;
    private readonly Column<string?> _callerNumber;

    public AttemptBegins(Columns columns)
    {
        (_step, _try, _epoch, _committedAt) = (columns.Short(), columns.Short(), columns.Long(), columns.Long());
        (_provider, _callerNumber) = (columns.Text(), columns.Text());
    }

    public void Add(in AttemptRow row)
    {
        _step.Add(row.Step);
        _try.Add(row.Try);
        _epoch.Add(row.Epoch);
        _committedAt.Add(row.CommittedAt);
        _provider.Add(row.Provider);
        _callerNumber.Add(row.CallerId);
    }
}
