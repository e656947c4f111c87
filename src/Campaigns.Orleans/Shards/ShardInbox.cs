using Campaigns.Orleans.Client;
using Npgsql;

namespace Campaigns.Orleans.Shards;

/// <summary>A report that waits for the owner of its shard.</summary>
/// <param name="Id">The order in which reports came.</param>
/// <param name="Member">The member of the client to call.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record WaitingReport(long Id, string Member, byte[] Arguments);

/// <summary>
/// Keeps reports whose shard has no owner at the moment, so that whoever received one may acknowledge it. The owner applies them as soon as
/// it has started, and every second. A report may be applied twice, which has no effect: each outcome counts once.
/// </summary>
internal sealed class ShardInbox(ClusterDatabase database) : IReportInbox
{
    private const string Store = "insert into ~cluster_reports (shard, member, arguments) values ($1, $2, $3)";
    private const string Read = "select id, member, arguments from ~cluster_reports where shard = $1 and id > $2 order by id limit $3";
    private const string Remove = "delete from ~cluster_reports where shard = $1 and id = any($2)";

    /// <summary>Stores a report. When this completes, the report is durable and may be acknowledged.</summary>
    /// <exception cref="CampaignException">The database has failed, or this process is ending.</exception>
    public async ValueTask StoreAsync(int shard, string member, byte[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            await database.RunAsync(Store, [shard, member, arguments], cancellationToken);
        }
        catch (ObjectDisposedException ended)
        {
            throw new CampaignException(
                CampaignError.Stopped, "This process is ending, and has not stored the report. Send it again, to another one.", ended);
        }
        catch (NpgsqlException failed)
        {
            throw new CampaignException(
                CampaignError.StoreFailed, "The report is not known to be stored. It is safe to send it again.", failed);
        }
    }

    /// <summary>Reads the reports of a shard that came after another one, oldest first.</summary>
    public Task<List<WaitingReport>> ReadAsync(int shard, long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            Read, row => new WaitingReport(row.GetInt64(0), row.GetString(1), row.GetFieldValue<byte[]>(2)), [shard, after, limit],
            cancellationToken);

    /// <summary>Removes reports that were applied.</summary>
    public Task RemoveAsync(int shard, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        database.RunAsync(Remove, [shard, ids.ToArray()], cancellationToken);
}
