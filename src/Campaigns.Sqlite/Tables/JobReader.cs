using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads pages of jobs in a lane, and single jobs. CROSS JOIN fixes the join order, so that each query uses its index.</summary>
internal sealed class JobReader(Database database)
{
    internal const string ByKey =
        $"{Contacts} WHERE {JobColumns.Scope} = (SELECT coalesce(exclusivity, -id) FROM campaigns WHERE id = ?1) AND c.key = ?2 AND c.campaign = ?1";

    internal const string Expiring =
        // The first condition matches the index, the second excludes live jobs.
        $"{Jobs} WHERE j.lane = ?1 AND j.expires > 0 AND j.state <= 2 AND j.state <> 2 ORDER BY j.expires, j.id LIMIT ?2";

    private const string Jobs = $"SELECT {JobColumns.List} FROM jobs j CROSS JOIN contacts c ON c.id = j.id";
    private const string Contacts = $"SELECT {JobColumns.List} FROM contacts c CROSS JOIN jobs j ON j.id = c.id";

    private readonly Statement _new = database.Prepare($"{Jobs} WHERE j.state = 0 AND j.lane = ?1 AND j.id > ?2 ORDER BY j.id LIMIT ?3");

    private readonly Statement _sameDue = database.Prepare(
        $"{Jobs} WHERE j.state = 1 AND j.lane = ?1 AND j.due = ?2 AND j.id > ?3 ORDER BY j.id LIMIT ?4");

    private readonly Statement _laterDue = database.Prepare(
        $"{Jobs} WHERE j.state = 1 AND j.lane = ?1 AND j.due > ?2 ORDER BY j.due, j.id LIMIT ?3");

    private readonly Statement _expiring = database.Prepare(Expiring);

    private readonly Statement _byId = database.Prepare($"{Jobs} WHERE j.id = ?1");
    private readonly Statement _byKey = database.Prepare(ByKey);

    public void ReadNew(int lane, long after, int limit, List<JobRecord> into) =>
        ReadAll(_new.Bind(1, lane).Bind(2, after).Bind(3, limit), into);

    public void ReadWaiting(int lane, DueKey after, int limit, List<JobRecord> into)
    {
        var before = into.Count;
        ReadAll(_sameDue.Bind(1, lane).Bind(2, after.Due).Bind(3, after.Job).Bind(4, limit), into);
        ReadAll(_laterDue.Bind(1, lane).Bind(2, after.Due).Bind(3, limit - (into.Count - before)), into);
    }

    public void ReadExpiring(int lane, int limit, List<JobRecord> into) => ReadAll(_expiring.Bind(1, lane).Bind(2, limit), into);

    public JobRecord? Find(long job) => ReadOne(_byId.Bind(1, job));

    public JobRecord? Find(CampaignId campaign, string contactKey) => ReadOne(_byKey.Bind(1, campaign.Value).Bind(2, contactKey));

    private static void ReadAll(Statement statement, List<JobRecord> into)
    {
        while (statement.Step())
        {
            into.Add(JobColumns.Read(statement));
        }
    }

    private static JobRecord? ReadOne(Statement statement)
    {
        JobRecord? job = statement.Step() ? JobColumns.Read(statement) : null;
        statement.Reset();
        return job;
    }
}
