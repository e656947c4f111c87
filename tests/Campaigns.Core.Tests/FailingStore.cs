using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>A store whose commits fail on request.</summary>
internal sealed class FailingStore(IJobStore inner) : ForwardingStore(inner)
{
    private int _until;
    private Fault _fault;
    private bool _forGood;

    public void FailAt(int commit, Fault fault, bool forGood = false) => (_until, _fault, _forGood) = (commit, fault, forGood);

    public void Mend() => (_until, _forGood) = (0, false);

    public override ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        _forGood && _until <= 0 ? throw new IOException("down") : base.OpenAsync(now, cancellationToken);

    public override async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        _until--;
        if (_until > 0 || (_until < 0 && !_forGood))
        {
            return await base.CommitAsync(batch, cancellationToken);
        }

        if (_fault != Fault.Before && !_forGood)
        {
            await base.CommitAsync(batch, cancellationToken);
        }

        if (_fault == Fault.Never)
        {
            await new TaskCompletionSource().Task;
        }

        throw new IOException("failed");
    }
}

internal static class OptionsExtensions
{
    public static CampaignsOptions With(this CampaignsOptions options, IJobStore store)
    {
        options.Store = store;
        return options;
    }
}
