using System.Text;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Overwrites everything of a person, within the transaction of the commit.</summary>
internal static class PersonEraser
{
    private const string Keep = """
        insert into ~erasures (shard, id, tenant, keys, addresses) values ($1, $2, $3, $4::text, $5::text)
        on conflict (shard, id) do update set (tenant, keys, addresses) = (excluded.tenant, excluded.keys, excluded.addresses)
        """;

    private const string Contact = """
        update ~contacts c set (key, phone, zone, addresses, data, protocol) = (u.key, null, null, null, null, u.protocol)
        from unnest($2, $3, $4) u(job, key, protocol) where c.shard = $1 and c.id = u.job
        """;

    private const string Attempts = """
        with erased as (
            update ~attempts set (provider_call_id, note, content_hash) = (null, null, 0) where shard = $1 and job = any($2) returning 1)
        select count(*)::int from erased
        """;

    private const string Changes =
        "select sequence, at, kind, campaign, payload from ~changes where shard = $1 and tenant = $2 order by sequence";

    private const string Change = """
        update ~changes c set payload = u.payload from unnest($2, $3) u(sequence, payload)
        where c.shard = $1 and c.sequence = u.sequence
        """;

    private const string Free = """
        delete from ~busy b where b.shard = $1 and b.tenant = $2 and b.address = any($3)
            and not exists (select 1 from ~current_jobs j where j.shard = $1 and j.id = b.job and j.state = 2)
        """;

    public static async Task<ErasedRows> EraseAsync(StoreConnection database, ErasureRow row)
    {
        if (row.IsPending)
        {
            database.Add(Keep, row.Id, row.Tenant, RowText.Write(row.Keys), RowText.Write(row.Addresses));
        }
        else
        {
            database.Add("delete from ~erasures where shard = $1 and id = $2", row.Id);
        }

        await database.RunAsync();
        HashSet<string> keys = [.. row.Keys];
        var jobs = await ContactFinder.FindAsync(database, row.Tenant, keys, []);
        var changes = await EraseChangesAsync(database, row.Tenant, keys, jobs);
        List<JobRecord> ended = [.. jobs.Where(job => job.Row.State != JobState.Live)];
        var attempts = ended.Count == 0 ? 0 : await EraseJobsAsync(database, ended);
        database.Add(Free, row.Tenant, row.Addresses.ToArray());
        var events = await EraseEventsAsync(database, row.Tenant, keys, [.. row.Addresses]);
        return new ErasedRows(ended.Count, attempts, events, changes);
    }

    /// <returns>The number of attempts.</returns>
    private static async Task<int> EraseJobsAsync(StoreConnection database, List<JobRecord> jobs)
    {
        var rows = new Columns();
        var (job, key, protocol) = (rows.Long(), rows.Text(), rows.Text());
        foreach (var erased in jobs)
        {
            var left = erased.Contact.Erase(erased.Row.Id);
            job.Add(erased.Row.Id);
            key.Add(left.Key);
            protocol.Add(left.ProtocolJson);
        }

        long[] ids = [.. jobs.Select(erased => erased.Row.Id)];
        database.Add(CampaignEraser.Addresses, ids);
        database.Add(Contact, rows);
        database.Add("delete from ~former_contacts where shard = $1 and job = any($2)", ids);
        database.Add(
            "update ~results set (recording, transcript, data) = (null, null, null) where shard = $1 and job = any($2)", ids);
        return await database.ReadFirstAsync(Attempts, row => row.GetInt32(0), ids);
    }

    private static async Task<int> EraseChangesAsync(
        StoreConnection database, string tenant, HashSet<string> keys, IReadOnlyList<JobRecord> jobs)
    {
        var ids = await ReadIdsAsync(database, jobs);
        var rows = new Columns();
        var (sequence, payload, count) = (rows.Long(), rows.Text(), 0);
        await database.ReadAllAsync(
            Changes,
            row =>
            {
                var change = new ChangeRow(
                    row.GetInt64(0), row.GetInt64(1), (ChangeKinds)row.GetInt64(2), tenant, new CampaignId(row.GetInt64(3)),
                    row.GetFieldValue<byte[]>(4));
                if (change.Erase(keys, (campaign, key) => ids.GetValueOrDefault((campaign, key))) is { } left)
                {
                    count++;
                    sequence.Add(change.Sequence);
                    payload.Add(Encoding.UTF8.GetString(left));
                }

                return true;
            },
            tenant);
        if (count > 0)
        {
            database.Add(Change, rows);
            await database.RunAsync();
        }

        return count;
    }

    /// <summary>Reads the newest job of each contact by its campaign and key.</summary>
    private static async Task<Dictionary<(CampaignId Campaign, string Key), long>> ReadIdsAsync(
        StoreConnection database, IReadOnlyList<JobRecord> jobs)
    {
        var campaigns = new Dictionary<long, long>();
        long[] found = [.. jobs.Select(job => job.Row.Id)];
        await database.ReadAllAsync(
            "select id, campaign from ~contacts where shard = $1 and id = any($2)",
            row => campaigns[row.GetInt64(0)] = row.GetInt64(1),
            found);
        var ids = new Dictionary<(CampaignId, string), long>();
        foreach (var job in jobs.OrderBy(job => job.Row.Id))
        {
            ids[(new CampaignId(campaigns[job.Row.Id]), job.Contact.Key)] = job.Row.Id;
        }

        return ids;
    }

    private static async Task<int> EraseEventsAsync(
        StoreConnection database, string tenant, HashSet<string> keys, HashSet<string> addresses)
    {
        var erased = new List<long>();
        await database.ReadAllAsync(
            $"select {EventTable.List} from ~events where shard = $1 and tenant = $2",
            row =>
            {
                if (EventTable.Read(row).Erase(keys, addresses) is { } left)
                {
                    erased.Add(left.Sequence);
                }

                return true;
            },
            tenant);
        database.Add(
            "update ~events set (contact_key, address, data) = (null, null, null) where shard = $1 and sequence = any($2)",
            erased.ToArray());
        await database.RunAsync();
        return erased.Count;
    }
}
