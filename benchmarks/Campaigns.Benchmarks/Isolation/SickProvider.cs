namespace Campaigns.Benchmarks.Isolation;

/// <summary>What is wrong with a provider.</summary>
internal enum Sickness
{
    /// <summary>Its dispatches never answer.</summary>
    Hangs,

    /// <summary>Its dispatches throw.</summary>
    Throws,

    /// <summary>It takes every call, and never tells what became of it.</summary>
    Silent,

    /// <summary>Its dispatches keep their thread for a second.</summary>
    Blocks,
}

/// <summary>A provider that is sick, and counts how often it was called.</summary>
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
