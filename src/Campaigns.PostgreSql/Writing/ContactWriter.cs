using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Enrolls contacts, each with a job.</summary>
internal sealed class ContactWriter(StoreConnection database)
{
    private const string Places = """
        select l.id, l.campaign, p.exclusivity, l.kind, p.state from ~lanes l join ~campaigns p on p.shard = l.shard and p.id = l.campaign
        where l.shard = $1 and l.id = any($2)
        """;

    // OFFSET 0 makes the planner look each key up, whatever the statistics say.
    private const string SameKeys = """
        select u.scope, c.key, c.campaign, c.id, j.state, l.kind, p.state
        from unnest($2, $3) u(scope, key)
        cross join lateral (select * from ~contacts f where f.shard = $1 and f.scope = u.scope and f.key = u.key offset 0) c
        cross join lateral (select * from ~current_jobs f where f.shard = $1 and f.id = c.id offset 0) j
        join ~lanes l on l.shard = $1 and l.id = j.lane
        join ~campaigns p on p.shard = $1 and p.id = c.campaign
        order by c.id
        """;

    // A removed contact gives up its key by moving to a unique scope, below the scopes of all campaigns.
    private const string GiveUp =
        "update ~contacts set scope = -4611686018427387904 - id where shard = $1 and id = any($2)";

    private const string Contacts = """
        insert into ~contacts (shard, id, campaign, scope, key, phone, zone, addresses, data, protocol)
        select $1, u.* from unnest(@rows) u(id, campaign, scope, key, phone, zone, addresses, data, protocol)
        """;

    private const string Addresses =
        "insert into ~addresses (shard, address, job) select $1, u.* from unnest($2, $3) u on conflict do nothing";

    private const string Jobs = $"""
        insert into ~jobs (shard, {JobArrays.Names}) select $1, u.* from unnest(@rows) u({JobArrays.Names})
        """;

    private const string LastJob = "update ~shards set last_job = greatest(last_job, $2) where shard = $1";

    private readonly ContactRows _contacts = new();
    private readonly JobArrays _jobs = new(new Columns());
    private readonly AddressRows _addresses = new();

    /// <summary>Sends what was collected, and reads what decides about the enrollment of the batch's new jobs.</summary>
    /// <returns>The decisions.</returns>
    public async Task<Enrollment> DecideAsync(CommitBatch batch)
    {
        var lanes = new HashSet<int>();
        foreach (ref readonly var job in batch.NewJobs)
        {
            lanes.Add(job.Row.Lane);
        }

        var places = new Dictionary<int, EnrollmentPlace>();
        await database.ReadAllAsync(
            Places,
            row => places[row.GetInt32(0)] = new EnrollmentPlace(
                row.GetInt64(1), row.LongOrNull(2), (WaitingFor)row.GetInt16(3) == WaitingFor.Predecessor,
                ((CampaignState)row.GetInt16(4)).IsTerminal()),
            lanes.ToArray());
        var enrollment = new Enrollment(places, await ReadSameKeysAsync(batch, places));
        enrollment.Decide(batch.NewJobs);
        return enrollment;
    }

    /// <summary>Inserts what may be enrolled.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="enrollment">The decisions.</param>
    /// <param name="counters">Counts the jobs by lane and state.</param>
    public void Write(CommitBatch batch, Enrollment enrollment, CounterWriter counters)
    {
        Clear();
        long last = 0;
        foreach (var (index, place) in enrollment.Accepted)
        {
            ref readonly var job = ref batch.NewJobs[index];
            _contacts.Add(job, place);
            _jobs.Add(job.Row);
            _addresses.Add(job.Row.Id, job.Contact);
            counters.Count(job.Row.Lane, Counter.Of(job.Row.State), 1);
            last = Math.Max(last, job.Row.Id);
        }

        if (enrollment.GivingUp.Count > 0)
        {
            database.Add(GiveUp, enrollment.GivingUp.ToArray());
        }

        if (enrollment.Accepted.Count > 0)
        {
            Send(last);
        }
    }

    private async Task<Dictionary<(long Scope, string Key), List<SameKey>>> ReadSameKeysAsync(
        CommitBatch batch, Dictionary<int, EnrollmentPlace> places)
    {
        var keys = new Columns();
        var (scope, key) = (keys.Long(), keys.Text());
        var asked = new HashSet<(long, string)>();
        foreach (ref readonly var job in batch.NewJobs)
        {
            if (places.TryGetValue(job.Row.Lane, out var place) && asked.Add((place.Scope, job.Contact.Key)))
            {
                scope.Add(place.Scope);
                key.Add(job.Contact.Key);
            }
        }

        var stored = new Dictionary<(long, string), List<SameKey>>();
        await database.ReadAllAsync(
            SameKeys,
            row =>
            {
                var (state, kind) = ((JobState)row.GetInt16(4), (WaitingFor)row.GetInt16(5));
                var isRunning = state <= JobState.Live && kind != WaitingFor.Predecessor && !((CampaignState)row.GetInt16(6)).IsTerminal();
                var of = (row.GetInt64(0), row.GetString(1));
                stored.TryAdd(of, []);
                stored[of].Add(new SameKey(row.GetInt64(2), row.GetInt64(3), state == JobState.Removed, isRunning));
                return true;
            },
            keys);
        return stored;
    }

    private void Send(long last)
    {
        database.Add(Contacts, _contacts.Columns);
        database.Add(Jobs, _jobs.Columns);
        if (_addresses.Count > 0)
        {
            database.Add(Addresses, _addresses.Columns);
        }

        database.Add(LastJob, last);
    }

    private void Clear()
    {
        _contacts.Columns.Clear();
        _jobs.Clear();
        _addresses.Clear();
    }
}
