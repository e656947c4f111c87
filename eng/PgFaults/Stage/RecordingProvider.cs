using System.Collections.Concurrent;

namespace Campaigns.PgFaults;

/// <summary>
/// The world outside the engine: it records whom an attempt reached, and tells the outcome in its answer, after a while, or in a report
/// that it repeats until it is accepted.
/// </summary>
internal sealed class RecordingProvider : IProvider
{
    public const string Name = "line";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentQueue<(string Contact, int Number)> _dispatches = [];
    private int _count;

    /// <summary>Where reports go. Set it before the engine starts.</summary>
    public ICampaignReports? Reports { get; set; }

    public int Count => Volatile.Read(ref _count);

    public IReadOnlyCollection<(string Contact, int Number)> Dispatches => _dispatches;

    public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        _dispatches.Enqueue((request.Contact.Key, request.Attempt.Number));
        var number = Interlocked.Increment(ref _count);
        switch (number % 3)
        {
            case 0:
                return DispatchResult.Completed(AttemptOutcome.Completed);
            case 1:
                await Task.Delay(Moment, CancellationToken.None); // the outcome is never lost
                return DispatchResult.Completed(AttemptOutcome.Completed, $"call-{request.Attempt}");
            default:
                _ = ReportAsync(request.Attempt);
                return DispatchResult.Accepted($"call-{request.Attempt}");
        }
    }

    private async Task ReportAsync(AttemptId attempt)
    {
        while (true)
        {
            await Task.Delay(Moment);
            try
            {
                await Reports!.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed) with { Provider = Name });
                return;
            }
            catch (CampaignException)
            {
                // The store is away. A provider repeats a report that was not accepted.
            }
        }
    }
}
