namespace Campaigns.Benchmarks.Isolation;

/// <summary>How a sick provider fails.</summary>
internal enum Sickness
{
    /// <summary>Its dispatches never answer.</summary>
    Hangs,

    /// <summary>Its dispatches throw.</summary>
    Throws,

    /// <summary>It accepts every call and never reports the outcome.</summary>
    Silent,

    /// <summary>Its dispatches block their thread for a second.</summary>
    Blocks,
}

/// <summary>A sick provider that counts its calls.</summary>
internal sealed class SickProvider(Sickness sickness) : IProvider
{
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(1);
    private long _calls;

    public long Calls => Interlocked.Read(ref _calls);

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        switch (sickness)
        {
            case Sickness.Hangs:
                return new(new TaskCompletionSource<DispatchResult>().Task);
            case Sickness.Throws:
                throw new InvalidOperationException("sick");
            case Sickness.Blocks:
                Thread.Sleep(Block);
                break;
        }

        return new(DispatchResult.Accepted());
    }
}
