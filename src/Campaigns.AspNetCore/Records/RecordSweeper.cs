using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Webhooks.Inbound;
using Campaigns.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Records;

/// <summary>
/// Deletes stored answers and entries of the audit log when they are due: they may hold personal data, or outlive their use.
/// </summary>
internal sealed class RecordSweeper(IRecordStore records, TimeProvider time, ILogger<RecordSweeper> log) : BackgroundService
{
    /// <summary>How late a record may be deleted.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private const int PageSize = 500;
    private static readonly string[] Kinds = [StoredAnswer.Kind, AuditRecords.Kind, WebhookIntake.Kind];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await SweepAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    /// <summary>Deletes what is due now.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var kind in Kinds)
        {
            try
            {
                while (await DeletePageAsync(kind, cancellationToken) == PageSize)
                {
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                ApiLog.SweepFailed(log, kind, error); // the next round tries again
            }
        }
    }

    private async Task<int> DeletePageAsync(string kind, CancellationToken cancellationToken)
    {
        var due = await records.ListAsync(new RecordQuery(kind) { DueUntil = time.GetUtcNow(), Limit = PageSize }, cancellationToken);
        foreach (var record in due)
        {
            // One by one: a record that changes meanwhile, such as one that begins anew, does not keep the others.
            await records.WriteAsync([new RecordChange(record, record.Revision, IsDeletion: true)], cancellationToken);
        }

        return due.Count;
    }
}
