namespace Campaigns.Orleans.Quotas;

/// <summary>
/// Collects the reports that arrive while the ledger is being changed, and in a short pause after that, and answers them with the next
/// change. So a thousand shards need no more changes than ten.
/// </summary>
internal sealed class ReportBatches(QuotaCoordinator coordinator, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Lock _lock = new();
    private List<(QuotaReport Report, TaskCompletionSource<QuotaGrant> Answer)> _waiting = [];
    private bool _isRunning;

    public Task<QuotaGrant> AnswerAsync(QuotaReport report)
    {
        var answer = new TaskCompletionSource<QuotaGrant>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((report, answer));
            if (_isRunning)
            {
                return answer.Task;
            }

            _isRunning = true;
        }

        _ = RunAsync();
        return answer.Task;
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                var answers = await coordinator.AnswerAsync([.. batch.Select(one => one.Report)], CancellationToken.None);
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Answer.SetResult(answers[i]);
                }
            }
            catch (Exception error)
            {
                batch.ForEach(one => one.Answer.TrySetException(error));
            }

            await Task.Delay(Pause, time);
        }
    }

    private List<(QuotaReport Report, TaskCompletionSource<QuotaGrant> Answer)> Take()
    {
        lock (_lock)
        {
            var batch = _waiting;
            _waiting = [];
            _isRunning = batch.Count > 0;
            return batch;
        }
    }
}
