using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>The statements of <see cref="LiveWriter"/>, each over all rows of a commit.</summary>
internal sealed class LiveStatements(StoreConnection database)
{
    private const string AttemptNames =
        "shard, job, number, campaign, step, try, epoch, committed_at, provider, caller_number, " + AttemptChanges.Changes;

    private const string JobValues =
        "(lane, due, outcome_counts, number, step, tries, last_outcome, wishes, protocol, expires, since, aside, began, early, caller_id)";

    private const string JobOfRow =
        "(u.lane, u.due, u.outcome_counts, u.number, u.step, u.tries, u.last_outcome, u.wishes, u.protocol, u.expires, u.since, u.aside, "
        + "u.began, u.early, u.caller_id)";

    private const string ChangesOfRow =
        "(u.state, u.outcome, u.ended_at, u.provider_call_id, u.note, u.provider_status, u.occurred_at, u.content_hash)";

    /// <summary>A job whose attempt ends without a row of the job stays live, without a live attempt.</summary>
    private const string KeepJobs = $"""
        update ~jobs j set state = 2, {JobValues} = {JobOfRow} from ~live u
        where j.shard = $1 and j.id = u.job and u.shard = $1 and u.job = any($2)
        """;

    private const string FinishAttempts = $"""
        with gone as (
            delete from ~live l using unnest(@rows) u(job, number, {AttemptChanges.Changes})
            where l.shard = $1 and l.job = u.job
            returning l.shard, l.job, l.number, l.campaign, l.attempt_step, l.try, l.epoch, l.committed_at, l.provider, l.caller_number,
                u.state, u.outcome, u.ended_at, u.provider_call_id, u.note, u.provider_status, u.occurred_at, u.content_hash),
        kept as (insert into ~attempts ({AttemptNames}) select * from gone returning 1)
        select ~must((select count(*) from kept), cardinality($2), 'live attempts')
        """;

    private const string MoveAttempts = $"""
        with gone as (
            delete from ~live l where l.shard = $1 and l.job = any($2)
            returning l.shard, l.job, l.number, l.campaign, l.attempt_step, l.try, l.epoch, l.committed_at, l.provider, l.caller_number,
                l.attempt_state, l.outcome, l.ended_at, l.provider_call_id, l.note, l.provider_status, l.occurred_at, l.content_hash),
        kept as (insert into ~attempts ({AttemptNames}) select * from gone returning 1)
        select ~must((select count(*) from kept), cardinality($2), 'live attempts')
        """;

    private const string UpdateJobs = $"""
        with changed as (
            update ~jobs j set state = u.state, {JobValues} = {JobOfRow}
            from unnest(@rows) u({JobArrays.Names}) where j.shard = $1 and j.id = u.id returning 1)
        select ~must((select count(*) from changed), cardinality($2), 'jobs')
        """;

    private const string BeginAttempts = $"""
        with begun as (
            insert into ~live (
                shard, job, lane, due, outcome_counts, number, step, tries, last_outcome, wishes, protocol, expires, since, aside, began,
                early, caller_id, campaign, attempt_step, try, epoch, committed_at, provider, caller_number,
                attempt_state, outcome, ended_at, provider_call_id, note, provider_status, occurred_at, content_hash)
            select
                $1, u.id, u.lane, u.due, u.outcome_counts, u.number, u.step, u.tries, u.last_outcome, u.wishes, u.protocol, u.expires,
                u.since, u.aside, u.began, u.early, u.caller_id, n.campaign, u.attempt_step, u.try, u.epoch, u.committed_at, u.provider,
                u.caller_number, u.attempt_state, u.outcome, u.ended_at, u.provider_call_id, u.note, u.provider_status, u.occurred_at,
                u.content_hash
            from unnest(@rows) u({JobArrays.Names}, attempt_state, outcome, ended_at, provider_call_id, note,
                    provider_status, occurred_at, content_hash, attempt_step, try, epoch, committed_at, provider, caller_number)
            join ~lanes n on n.shard = $1 and n.id = u.lane
            returning 1)
        select ~must((select count(*) from begun), cardinality($2), 'lanes of live jobs')
        """;

    private const string ChangeJobs = $"""
        update ~live l set {JobValues} = {JobOfRow} from unnest(@rows) u({JobArrays.Names})
        where l.shard = $1 and l.job = u.id
        """;

    private const string ChangeAttempts = $"""
        update ~live l set
            (attempt_state, outcome, ended_at, provider_call_id, note, provider_status, occurred_at, content_hash) = {ChangesOfRow}
        from unnest(@rows) u(job, number, {AttemptChanges.Changes}) where l.shard = $1 and l.job = u.job
        """;

    /// <summary>Changes stored attempts, and appends those that are not stored.</summary>
    private const string StoreAttempts = $"""
        with given as (
            select * from unnest(@rows) u(job, number, {AttemptChanges.Changes}, step, try, epoch, committed_at, provider, caller_number)),
        changed as (
            update ~attempts a set ({AttemptChanges.Changes}) = {ChangesOfRow} from given u
            where a.shard = $1 and a.job = u.job and a.number = u.number returning a.job, a.number),
        added as (
            insert into ~attempts ({AttemptNames})
            select $1, u.job, u.number, c.campaign, u.step, u.try, u.epoch, u.committed_at, u.provider, u.caller_number,
                u.state, u.outcome, u.ended_at, u.provider_call_id, u.note, u.provider_status, u.occurred_at, u.content_hash
            from given u join ~contacts c on c.shard = $1 and c.id = u.job
            where (u.job, u.number) not in (select job, number from changed)
            returning 1)
        select ~must((select count(*) from changed) + (select count(*) from added), cardinality($2), 'jobs of attempts')
        """;

    private readonly AttemptChanges _finished = new(new Columns());
    private readonly JobArrays _updated = new(new Columns());
    private readonly JobArrays _changedJobs = new(new Columns());
    private readonly AttemptChanges _changed = new(new Columns());
    private readonly AttemptList _stored = new();
    private readonly BegunList _begun = new();
    private readonly List<long> _kept = [];
    private readonly List<long> _moved = [];

    public void KeepJob(long id) => _kept.Add(id);

    public void Move(long id) => _moved.Add(id);

    public void Finish(in AttemptRow row) => _finished.Add(row);

    public void Update(in JobRow row) => _updated.Add(row);

    public void Begin(in JobRow row, in AttemptRow attempt) => _begun.Add(row, attempt);

    public void Change(in JobRow row) => _changedJobs.Add(row);

    public void Change(in AttemptRow row) => _changed.Add(row);

    public void Store(in AttemptRow row) => _stored.Add(row);

    /// <summary>Sends what was collected since the last call. The arrays are valid until the next call.</summary>
    public void Send()
    {
        SendLeft();
        if (_updated.Count > 0)
        {
            database.AddCheck(UpdateJobs, _updated.Columns);
        }

        if (_begun.Jobs.Count > 0)
        {
            database.AddCheck(BeginAttempts, _begun.Jobs.Columns);
        }

        if (_changedJobs.Count > 0)
        {
            database.Add(ChangeJobs, _changedJobs.Columns);
        }

        if (_changed.Count > 0)
        {
            database.Add(ChangeAttempts, _changed.Columns);
        }

        if (_stored.Changes.Count > 0)
        {
            database.AddCheck(StoreAttempts, _stored.Changes.Columns);
        }
    }

    /// <summary>Empties the arrays. The statements that used them have run.</summary>
    public void Clear()
    {
        _kept.Clear();
        _moved.Clear();
        _finished.Clear();
        _updated.Clear();
        _begun.Jobs.Clear();
        _changedJobs.Clear();
        _changed.Clear();
        _stored.Changes.Clear();
    }

    private void SendLeft()
    {
        if (_kept.Count > 0)
        {
            database.Add(KeepJobs, _kept.ToArray());
        }

        if (_finished.Count > 0)
        {
            database.AddCheck(FinishAttempts, _finished.Columns);
        }

        if (_moved.Count > 0)
        {
            database.AddCheck(MoveAttempts, _moved.ToArray());
        }
    }

    /// <summary>Rows of attempts with everything.</summary>
    private sealed class AttemptList
    {
        private readonly AttemptBegins _begins;

        public AttemptList()
        {
            Changes = new AttemptChanges(new Columns());
            _begins = new AttemptBegins(Changes.Columns);
        }

        public AttemptChanges Changes { get; }

        public void Add(in AttemptRow row)
        {
            Changes.Add(row);
            _begins.Add(row);
        }
    }

    /// <summary>Rows of jobs, each with its live attempt.</summary>
    private sealed class BegunList
    {
        private readonly AttemptChanges _changes;
        private readonly AttemptBegins _begins;

        public BegunList()
        {
            Jobs = new JobArrays(new Columns());
            _changes = new AttemptChanges(Jobs.Columns, hasKey: false);
            _begins = new AttemptBegins(Jobs.Columns);
        }

        public JobArrays Jobs { get; }

        public void Add(in JobRow row, in AttemptRow attempt)
        {
            Jobs.Add(row);
            _changes.Add(attempt);
            _begins.Add(attempt);
        }
    }
}
