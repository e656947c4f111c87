using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Removes ended campaigns in portions.</summary>
internal sealed class CampaignEraser(StoreConnection database, LiveIndex live)
{
    /// <summary>Removes the addresses of jobs, before their contacts are removed or overwritten.</summary>
    public const string Addresses = """
        delete from ~addresses a using (
            select c.id, e.value from ~contacts c, json_each_text(c.addresses::json) e
            where c.shard = $1 and c.id = any($2) and c.addresses is not null) d
        where a.shard = $1 and a.address = d.value and a.job = d.id
        """;

    private const string Jobs = """
        select c.id, (select count(*) from ~all_attempts a where a.shard = $1 and a.job = c.id)::int
        from (select id from ~contacts where shard = $1 and campaign = $2 order by id limit $3) c order by c.id
        """;

    private static readonly string[] OfJobs =
    [
        Addresses,
        "delete from ~attempts where shard = $1 and job = any($2)",
        "delete from ~live where shard = $1 and job = any($2)",
        "delete from ~results where shard = $1 and job = any($2)",
        "delete from ~former_contacts where shard = $1 and job = any($2)",
        "delete from ~jobs where shard = $1 and id = any($2)",
        "delete from ~contacts where shard = $1 and id = any($2)",
    ];

    private static readonly string[] OfCampaign =
    [
        "delete from ~counters where shard = $1 and lane = any(array(select id from ~lanes where shard = $1 and campaign = $2))",
        "delete from ~lanes where shard = $1 and campaign = $2",
        "delete from ~campaigns where shard = $1 and id = $2",
    ];

    /// <summary>Finds the next jobs to remove: about <paramref name="limit"/> rows, and at least one job.</summary>
    /// <returns>The jobs, and whether they are the last ones.</returns>
    public async Task<(long[] Jobs, bool AreLast)> FindAsync(CampaignId campaign, int limit)
    {
        var found = await database.ReadAllAsync(Jobs, row => (Job: row.GetInt64(0), Attempts: row.GetInt32(1)), campaign.Value, limit);
        var (count, rows) = (0, 0);
        for (; count < found.Count && (count == 0 || rows < limit); count++)
        {
            rows += 2 + found[count].Attempts; // the job, the contact, the attempts
        }

        return ([.. found.Take(count).Select(job => job.Job)], count == found.Count && found.Count < limit);
    }

    /// <summary>Collects the removal of jobs and, after the last ones, of the rest of the campaign.</summary>
    public void Erase(CampaignId campaign, long[] jobs, bool areLast)
    {
        if (jobs.Length > 0)
        {
            foreach (var statement in OfJobs)
            {
                database.Add(statement, jobs);
            }

            foreach (var job in jobs)
            {
                live.Remove(job);
            }
        }

        if (areLast)
        {
            foreach (var statement in OfCampaign)
            {
                database.Add(statement, campaign.Value);
            }

            var name = campaign.Value.ToString(CultureInfo.InvariantCulture);
            database.Add("delete from ~usage where shard = $1 and scope = 2 and name = $2", name);
        }
    }
}
