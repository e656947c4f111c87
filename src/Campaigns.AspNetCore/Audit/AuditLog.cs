using Campaigns.Storage;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Audit;

/// <summary>
/// Writes entries of the audit log. Entries that arrive while a write runs go into the next write together, because each write waits for
/// the disk. Thread-safe.
/// </summary>
internal sealed class AuditLog(IRecordStore records, CampaignsApiOptions options, TimeProvider time, ILogger<AuditLog> log)
{
    private const int MostEntriesOfAWrite = 500;
    private readonly Lock _lock = new();
    private readonly Queue<(AuditEntryBody Entry, TaskCompletionSource Written)> _waiting = new();
    private long _number;
    private bool _isWriting;

    /// <summary>Adds an entry, and gives it its id and time. Completes when it is stored, or when its failure is logged.</summary>
    public Task AddAsync(AuditEntryBody entry)
    {
        entry.At = time.GetUtcNow();
        entry.Id = AuditRecords.IdOf(entry.At, Interlocked.Increment(ref _number));
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((entry, written));
            if (_isWriting)
            {
                return written.Task;
            }

            _isWriting = true;
        }

        return WriteAllAsync();
    }

    /// <summary>Lists entries, the newest first.</summary>
    public async Task<List<AuditEntryBody>> ListAsync(string? tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        var query = new RecordQuery(AuditRecords.Kind) { Tenant = tenant, After = after, Limit = limit };
        return [.. (await records.ListAsync(query, cancellationToken)).Select(AuditRecords.Read)];
    }

    private async Task WriteAllAsync()
    {
        while (TakeWaiting() is { Count: > 0 } batch)
        {
            try
            {
                var changes = batch.Select(each => new RecordChange(AuditRecords.ToRecord(each.Entry, options.AuditAge)));
                await records.WriteAsync([.. changes], CancellationToken.None);
            }
            catch (Exception error)
            {
                // The requests were executed. The log of the host is the place that is left.
                foreach (var (entry, _) in batch)
                {
                    ApiLog.AuditNotStored(log, entry.Caller, entry.Operation, entry.Target, entry.Status, error);
                }
            }

            foreach (var (_, written) in batch)
            {
                written.SetResult();
            }
        }
    }

    private List<(AuditEntryBody Entry, TaskCompletionSource Written)> TakeWaiting()
    {
        var batch = new List<(AuditEntryBody, TaskCompletionSource)>();
        lock (_lock)
        {
            while (batch.Count < MostEntriesOfAWrite && _waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            _isWriting = batch.Count > 0;
        }

        return batch;
    }
}
