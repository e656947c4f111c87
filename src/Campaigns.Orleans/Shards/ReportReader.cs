
namespace Campaigns.Orleans.Shards;

/// <summary>Applies the reports that were stored while their shard had no owner.</summary>
internal sealed class ReportReader(int shard, ShardInbox inbox, IShardInvoker invoker, ShardTelemetry telemetry)
{
    private const int Portion = 200;
    private int _isNoted;
    private Task _reading = Task.CompletedTask;

    /// <summary>Says that reports wait.</summary>
    public void Note() => Interlocked.Exchange(ref _isNoted, 1);

    /// <summary>Applies what waits, unless it is doing so already.</summary>
    public void ApplyTo(CampaignEngine engine, CancellationToken cancellationToken)
    {
        if (_reading.IsCompleted && Interlocked.Exchange(ref _isNoted, 0) != 0)
        {
            _reading = PoolWork.StartAsync(() => ReadAsync(engine, cancellationToken));
        }
    }

    private async Task ReadAsync(CampaignEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            var after = 0L;
            while (await inbox.ReadAsync(shard, after, Portion, cancellationToken) is { Count: > 0 } reports)
            {
                after = reports[^1].Id;
                var applied = new List<long>();
                foreach (var report in reports)
                {
                    if (await ApplyAsync(engine, report, cancellationToken))
                    {
                        applied.Add(report.Id);
                    }
                }

                await inbox.RemoveAsync(shard, applied, cancellationToken);
                telemetry.Metrics.Applied(shard, applied.Count);
                ShardLog.ReportsApplied(telemetry.Log, shard, applied.Count, reports.Count);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // They stay where they are, for the next time or the next owner.
            if (!cancellationToken.IsCancellationRequested)
            {
                ShardLog.ReportsFailed(telemetry.Log, shard, error.GetType().Name);
            }
        }
    }

    /// <summary>Applies a report.</summary>
    /// <returns>Whether the engine has judged it. A report that the engine refuses is over, too.</returns>
    private async Task<bool> ApplyAsync(CampaignEngine engine, WaitingReport report, CancellationToken cancellationToken)
    {
        var answer = await invoker.InvokeAsync(engine, report.Member, report.Arguments, cancellationToken);
        if (invoker.IsTransient(answer))
        {
            return false;
        }

        if (invoker.ErrorOf(answer) is { } error)
        {
            ShardLog.ReportRefused(telemetry.Log, shard, report.Member, error); // whoever sent it has been told that it is stored
        }

        return true;
    }
}
