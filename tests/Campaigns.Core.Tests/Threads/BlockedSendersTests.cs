using Campaigns.Engine;
using Campaigns.Scheduling;

namespace Campaigns.Tests.Threads;

/// <summary>A provider that blocks every thread that sends to it. The tests use real threads and virtual time.</summary>
public sealed class BlockedSendersTests : IDisposable
{
    private const int Senders = 4;
    private readonly Stops.Inside _inside = new(maxDispatching: 1); // its queue holds two attempts
    private readonly CampaignEntry _campaign = Intents.Campaign();

    public void Dispose() => _inside.Dispose();

    [Fact]
    public void Attempt_that_finds_the_queue_full_is_not_sent_and_comes_back_later()
    {
        BlockAllSenders();
        _inside.Executor.Send([Intents.Of(_campaign, 5), Intents.Of(_campaign, 6)]);
        Assert.Empty(_inside.TakeAnswers());

        _inside.Executor.Send([Intents.Of(_campaign, 7)]);

        var answer = Assert.Single(_inside.TakeAnswers());
        Assert.Equal((AnswerKind.NotSent, new AttemptId(1, 1, 7)), (answer.Kind, answer.Attempt));
        Assert.Equal(Clock.Read(_inside.Time).Wall + TimeSpan.TicksPerSecond, answer.RetryAt);
        Assert.DoesNotContain(new AttemptId(1, 1, 7), InProgress());
    }

    [Fact]
    public async Task Attempts_that_found_room_are_sent_once_the_provider_lets_a_sender_go()
    {
        BlockAllSenders();
        _inside.Executor.Send([Intents.Of(_campaign, 5), Intents.Of(_campaign, 6), Intents.Of(_campaign, 7)]);

        for (var number = 1; number <= Senders + 2; number++)
        {
            _inside.LetGo(number);
        }

        var answers = await _inside.TakeAnswersAsync(Senders + 3);
        Assert.Equal([7], answers.Where(answer => answer.Kind == AnswerKind.NotSent).Select(answer => answer.Attempt.Number));
        Assert.Equal(Senders + 2, _inside.Calls);
    }

    private void BlockAllSenders()
    {
        for (var number = 1; number <= Senders; number++)
        {
            _inside.Send(Intents.Of(_campaign, number));
        }
    }

    private HashSet<AttemptId> InProgress()
    {
        HashSet<AttemptId> attempts = [];
        _inside.Executor.AddInProgress(attempts);
        return attempts;
    }
}
