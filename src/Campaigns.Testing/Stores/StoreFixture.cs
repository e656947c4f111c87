using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>What the store contract needs from whoever has written a store: a way to make one, and to reopen it if it is durable.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    /// <summary>The name of the store, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Makes a store that holds nothing. What was made before by this fixture is not used any more.</summary>
    public abstract ValueTask<IJobStore> CreateAsync();

    /// <summary>Closes a store as the end of its process would, and makes another over the same data. For durable stores.</summary>
    /// <param name="store">The store that <see cref="CreateAsync"/> or this method made last.</param>
    public virtual ValueTask<IJobStore> ReopenAsync(IJobStore store) =>
        throw new NotSupportedException($"{Name} declares itself durable: override {nameof(ReopenAsync)} in its fixture.");

    /// <summary>Gives back what the last store used.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
