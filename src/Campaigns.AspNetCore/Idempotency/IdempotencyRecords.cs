using System.Collections.Concurrent;
using Campaigns.Storage;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Idempotency;

/// <summary>What to do with a request that has an idempotency key.</summary>
internal enum Decision
{
    /// <summary>Execute it.</summary>
    Execute,

    /// <summary>Send the stored answer.</summary>
    Replay,

    /// <summary>Refuse it, because another process executes it at this moment.</summary>
    Busy,

    /// <summary>Refuse it, because it may have been executed, and it is not safe to repeat.</summary>
    Unknown,

    /// <summary>Refuse it, because its key belongs to another request.</summary>
    Different,

    /// <summary>Refuse it, because a person was erased since, and with that what is known of the first request.</summary>
    Erased,

    /// <summary>Refuse it, because the store failed. It is not executed.</summary>
    Unavailable,
}

/// <summary>The records of requests with idempotency keys. Thread-safe.</summary>
internal sealed class IdempotencyRecords(
    IRecordStore records, AnswerSeals seals, CampaignsApiOptions options, TimeProvider time, ILogger<IdempotencyRecords> log)
{
    /// <summary>
    /// The requests that run in this process, each with the key under which its answer is stored: that of its begin, so that an erasure
    /// meanwhile makes the answer unreadable too.
    /// </summary>
    private readonly ConcurrentDictionary<string, byte[]> _running = new(StringComparer.Ordinal);

    /// <summary>Marks a request as running in this process.</summary>
    /// <returns>False if it runs already.</returns>
    public bool TryEnter(IdempotentRequest request) => _running.TryAdd(request.Id, []);

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave(IdempotentRequest request) => _running.TryRemove(request.Id, out _);

    /// <summary>Decides what to do, and writes the record of an execution before it begins.</summary>
    /// <returns>The decision, the record that led to it, and the revision of the written record.</returns>
    public async Task<((Decision Decision, StoredAnswer? Answer) Begun, long Revision)> BeginAsync(IdempotentRequest request)
    {
        try
        {
            return await DecideAsync(request);
        }
        catch (Exception error)
        {
            ApiLog.RequestRecordFailed(log, request.Id, error);
            return ((Decision.Unavailable, null), 0);
        }
    }

    /// <summary>Writes the answer. If that fails, the request was executed all the same, so its caller gets the answer.</summary>
    public async Task CompleteAsync(IdempotentRequest request, long revision, StoredAnswer answer)
    {
        var completed = answer with { StartedAt = time.GetUtcNow() };
        await TryWriteAsync(new(completed.ToRecord(request.Id, request.Tenant, DueOf(completed), _running[request.Id]), revision));
    }

    /// <summary>Removes the record of a request that was refused before its execution.</summary>
    public Task ForgetAsync(IdempotentRequest request, long revision) =>
        TryWriteAsync(new(new HostRecord(StoredAnswer.Kind, request.Id, null, null, ""), revision, IsDeletion: true));

    private async Task<((Decision Decision, StoredAnswer? Answer) Begun, long Revision)> DecideAsync(IdempotentRequest request)
    {
        var now = time.GetUtcNow();
        var record = await records.FindAsync(StoredAnswer.Kind, request.Id, CancellationToken.None);
        var key = _running[request.Id] = await seals.KeyOfAsync(request.Tenant, CancellationToken.None);
        var known = record is null || record.Due <= now ? null : StoredAnswer.Read(record, key);
        var decision = known switch
        {
            null => Decision.Execute,
            { IsErased: true } => Decision.Erased,
            _ when known.Request != request.Hash => Decision.Different,
            { Status: not null } => Decision.Replay,
            _ => request.Rule.IsSafeToRepeat ? Decision.Execute : Decision.Unknown,
        };
        if (decision != Decision.Execute)
        {
            return ((decision, known), 0);
        }

        var revision = record?.Revision ?? 0;
        var started = known ?? new StoredAnswer { Request = request.Hash, StartedAt = now };
        var change = new RecordChange(started.ToRecord(request.Id, request.Tenant, DueOf(started), key), revision);
        return await records.WriteAsync([change], CancellationToken.None)
            ? ((Decision.Execute, known), revision + 1)
            : ((Decision.Busy, known), 0); // another process was faster
    }

    private DateTimeOffset DueOf(StoredAnswer answer) => answer.StartedAt + options.IdempotencyAge;

    private async Task TryWriteAsync(RecordChange change)
    {
        try
        {
            if (!await records.WriteAsync([change], CancellationToken.None))
            {
                ApiLog.RequestRecordChanged(log, change.Record.Id);
            }
        }
        catch (Exception error)
        {
            ApiLog.RequestAnswerNotStored(log, change.Record.Id, error);
        }
    }
}
