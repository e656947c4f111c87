using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>A store that lets a test act between a commit of attempts and their sending.</summary>
internal sealed class HookStore(IJobStore inner) : ForwardingStore(inner)
{
    /// <summary>Done once, within the next commit that holds attempts.</summary>
    public Action? OnAttempts { get; set; }

    public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Attempts.Length > 0 && OnAttempts is { } act)
        {
            OnAttempts = null;
            act();
        }

        return base.CommitAsync(batch, cancellationToken);
    }
}
