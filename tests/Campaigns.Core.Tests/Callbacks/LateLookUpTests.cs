using Campaigns.Engine;
using Campaigns.Scheduling;

namespace Campaigns.Tests.Callbacks;

/// <summary>Lookups that run late because the process was paused or the machine was busy.</summary>
public class LateLookUpTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 0)]
    public void Look_up_that_would_outlast_its_deadline_is_not_made(int secondsLate, int expected)
    {
        var (tasks, time, asked) = (new StepTaskScheduler(), new VirtualTimeProvider(), new List<AttemptId>());
        var registration = new ProviderRegistration(
            "voice-1", Channels.Voice, new Asked(asked), new ProviderOptions { DispatchTimeout = TimeSpan.FromSeconds(30) });
        var executor = new ProviderExecutor(registration, new Inbox(new Signal(), 10), time, tasks, new SenderThreads(tasks));

        executor.Handle(new ProviderRequest(Request.Query, new AttemptId(1, 1, 1), 0, null!, null));
        time.Advance(TimeSpan.FromSeconds(secondsLate));
        tasks.RunUntilIdle();

        Assert.Equal(expected, asked.Count);
    }

    private sealed class Asked(List<AttemptId> attempts) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());

        public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
        {
            attempts.Add(attempt);
            return new(LookUpResult.Live());
        }
    }
}
