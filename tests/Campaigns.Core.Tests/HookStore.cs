using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>A store that lets a test act between the commit of attempts and their dispatch.</summary>
internal sealed class HookStore(IJobStore inner) : ForwardingStore(inner)
{
    /// <summary>Runs once, inside the next commit that contains attempts.</summary>
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
