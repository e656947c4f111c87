namespace Campaigns.Orleans.Shards;

/// <summary>Calls members of a shard's engine for clients elsewhere.</summary>
internal interface IShardInvoker
{
    /// <summary>Calls a member.</summary>
    /// <param name="engine">The shard's engine.</param>
    /// <param name="member">The member of one of the client's interfaces.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Withdraws the request.</param>
    /// <returns>The answer, or the engine's error, as bytes.</returns>
    ValueTask<byte[]> InvokeAsync(CampaignEngine engine, string member, byte[] arguments, CancellationToken cancellationToken);

    /// <summary>
    /// Whether an answer says that the engine could not carry the request out now: it has stopped, or its store has failed. A later engine
    /// may, or one of a newer version.
    /// </summary>
    bool IsTransient(byte[] answer);

    /// <summary>The kind of error that an answer tells; null for none.</summary>
    string? ErrorOf(byte[] answer);
}

/// <summary>What runs beside the engine of a shard: from before its start until after its end.</summary>
internal interface IShardCompanion : IAsyncDisposable
{
    /// <summary>Prepares for an engine that is built, and about to start.</summary>
    Task StartAsync(CampaignEngine engine, CancellationToken cancellationToken);
}

/// <summary>Makes a companion for each engine of a shard.</summary>
internal interface IShardCompanions
{
    /// <summary>Makes a companion.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="options">The options of the engine that is about to be built, which the companion may change.</param>
    IShardCompanion Create(int shard, CampaignsOptions options);
}

/// <summary>Is told when the engine of a shard has started on this silo.</summary>
internal interface IShardListener
{
    /// <summary>Repeated after a pause if it fails, as long as the shard is here.</summary>
    Task StartedAsync(int shard, CancellationToken cancellationToken);
}
