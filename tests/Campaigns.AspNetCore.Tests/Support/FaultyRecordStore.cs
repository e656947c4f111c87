using Campaigns.Storage;

namespace Campaigns.AspNetCore.Tests.Support;

/// <summary>A record store whose writes fail when a test says so.</summary>
internal sealed class FaultyRecordStore(IRecordStore inner) : IRecordStore
{
    /// <summary>Which changes fail before they are written.</summary>
    public Func<RecordChange, bool> FailsBefore { get; set; } = _ => false;

    /// <summary>Which changes are written although the writer gets an error.</summary>
    public Func<RecordChange, bool> FailsAfter { get; set; } = _ => false;

    /// <summary>Whether reads fail.</summary>
    public bool FailsReads { get; set; }

    public ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken) =>
        FailsReads ? throw new IOException("The disk is gone.") : inner.FindAsync(kind, id, cancellationToken);

    public async ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Any(FailsBefore))
        {
            throw new IOException("The disk is full.");
        }

        var isWritten = await inner.WriteAsync(changes, cancellationToken);
        return changes.Any(FailsAfter) ? throw new IOException("The disk did not answer.") : isWritten;
    }

    public ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken) =>
        FailsReads ? throw new IOException("The disk is gone.") : inner.ListAsync(query, cancellationToken);
}
