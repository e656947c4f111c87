using Campaigns.Storage;

namespace Campaigns.Tests.Sending;

/// <summary>A store whose owner has a lease, on the clock of the test. Commits take no time unless the test makes one wait.</summary>
internal sealed class LeasedStore(IJobStore inner, TimeSpan lease) : ForwardingStore(inner)
{
    private TaskCompletionSource? _hangs;

    /// <summary>The test's clock, which tells when the engine asked for the last commit that succeeded.</summary>
    public VirtualTimeProvider? Time { get; set; }

    /// <summary>When the last lease ends, by the test's clock.</summary>
    public DateTimeOffset End { get; private set; }

    public int Commits { get; private set; }

    /// <summary>Runs once, inside the next commit that contains attempts, after they are stored.</summary>
    public Action? OnAttempts { get; set; }

    /// <summary>Makes the next commits wait for <see cref="Go"/>.</summary>
    public void Hang() => _hangs = new TaskCompletionSource();

    public void Go() => _hangs?.SetResult();

    public override async ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = Time?.GetUtcNow() ?? now;
        var snapshot = await base.OpenAsync(now, cancellationToken);
        (snapshot.Lease, End) = (lease, asked + lease);
        return snapshot;
    }

    public override async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        var asked = Time!.GetUtcNow();
        var hasAttempts = batch.Attempts.Length > 0;
        var receipt = await base.CommitAsync(batch, cancellationToken);
        if (hasAttempts && OnAttempts is { } act)
        {
            OnAttempts = null;
            act();
        }

        await (_hangs?.Task ?? Task.CompletedTask);
        (Commits, End) = (Commits + 1, asked + lease);
        return receipt with { Lease = lease };
    }
}
