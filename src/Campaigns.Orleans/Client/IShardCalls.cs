namespace Campaigns.Orleans.Client;

/// <summary>
/// Reaches the owners of shards. Only a member's name and bytes travel, so that no type of the engine depends on how they do.
/// </summary>
internal interface IShardCalls
{
    /// <summary>The number of shards, from 1. It never changes.</summary>
    int Count { get; }

    /// <summary>The shard that schedules a tenant: 0 to <see cref="Count"/> - 1.</summary>
    /// <param name="tenant">The normalized name of the tenant.</param>
    int OfTenant(string tenant);

    /// <summary>Passes a request to the owner of a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="member">The name of a member of <see cref="Members.MemberTable"/>.</param>
    /// <param name="arguments">The arguments, which the owner gives to <see cref="ShardInvoker.InvokeAsync"/>.</param>
    /// <param name="cancellationToken">
    /// Withdraws the request, if the owner gets the token in time. Once the request was sent, the call still waits for the answer, which
    /// says whether it was withdrawn.
    /// </param>
    /// <returns>The answer of <see cref="ShardInvoker.InvokeAsync"/>.</returns>
    /// <exception cref="ShardAwayException">The shard has no owner that answers.</exception>
    ValueTask<byte[]> CallAsync(int shard, string member, byte[] arguments, CancellationToken cancellationToken);
}

/// <summary>Keeps reports for a shard while it has no owner. The next owner applies them.</summary>
internal interface IReportInbox
{
    /// <summary>Stores a report. Returns when it is as durable as a commit.</summary>
    /// <param name="shard">The shard that the report is for.</param>
    /// <param name="member">The member to invoke. It is safe to invoke it more than once.</param>
    /// <param name="arguments">The arguments of the member.</param>
    /// <param name="cancellationToken">Cancels the wait. The report may be stored all the same.</param>
    ValueTask StoreAsync(int shard, string member, byte[] arguments, CancellationToken cancellationToken);
}

/// <summary>A shard has no owner that answers: it is moving, its silo is gone, or it is cut off.</summary>
/// <param name="shard">The shard.</param>
/// <param name="isUnknown">Whether the request may have taken effect. False: the owner never got it.</param>
/// <param name="inner">What failed; null for nothing.</param>
internal sealed class ShardAwayException(int shard, bool isUnknown, Exception? inner = null)
    : Exception($"Shard {shard} has no owner that answers.", inner)
{
    public int Shard => shard;

    public bool IsUnknown => isUnknown;
}
