using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting;

/// <summary>Runs the poll while the host runs.</summary>
internal sealed class OutreachWatch(
    RecruitingParts parts, OutreachPoll poll, SentMessages sent, ILogger<OutreachWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);
    private const int SweepAtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not at once: after a restart, the engine first looks up the messages whose notes would be swept.
        var sweepAt = parts.Now + SweepEvery;
        while (!stoppingToken.IsCancellationRequested)
        {
            var handled = 0;
            try
            {
                handled = await poll.RunAsync(stoppingToken);
                if (parts.Now >= sweepAt)
                {
                    await sent.SweepAsync(SweepAtOnce, stoppingToken);
                    sweepAt = parts.Now + SweepEvery;
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                RecruitingLog.PollFailed(logger, error);
            }

            if (handled == 0)
            {
                await Task.Delay(Pause, parts.Time, stoppingToken);
            }
        }
    }
}
