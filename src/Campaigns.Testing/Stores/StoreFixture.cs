using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Creates stores for the store contract, and reopens them if they are durable. The author of a store implements it.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    /// <summary>The name of the store, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Creates an empty store. The contract no longer uses stores that this fixture created before.</summary>
    public abstract ValueTask<IJobStore> CreateAsync();

    /// <summary>Closes a store as the end of its process would, and opens another over the same data. Only for durable stores.</summary>
    /// <param name="store">The store that <see cref="CreateAsync"/> or this method created last.</param>
    public virtual ValueTask<IJobStore> ReopenAsync(IJobStore store) =>
        throw new NotSupportedException($"{Name} declares itself durable: override {nameof(ReopenAsync)} in its fixture.");

    /// <summary>Releases the resources of the last store.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
