using Campaigns.Engine;
using Campaigns.Scheduling;

namespace Campaigns.Tests.Stops;

/// <summary>Which senders a stop waits for: on real threads, in virtual time.</summary>
public sealed class StopWaitTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly Inside _inside = new();
    private readonly CampaignEntry _campaign = Intents.Campaign(); // campaign 1 of tenant t, on voice-1

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _inside.Dispose();

    public static TheoryData<string, bool> Scopes => new()
    {
        { "everything", true },
        { "campaign 1", true },
        { "campaign 2", false },
        { "tenant t", true },
        { "tenant u", false },
        { "channel voice", true },
        { "channel sms", false },
        { "provider voice-1", true },
        { "provider voice-2", false },
        { "attempt 1", true },
        { "attempt 2", false },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void Stop_waits_only_for_a_thread_that_sends_what_it_forbids(string what, bool waits)
    {
        _inside.Send(Intents.Of(_campaign, 1));

        var stop = _inside.Stop(ScopeOf(what));

        Assert.Equal(!waits, stop.IsCompleted);
    }

    [Fact]
    public void Request_that_takes_an_attempt_back_waits_for_the_thread_that_sends_it()
    {
        _inside.Send(Intents.Of(_campaign, 1));

        Assert.True(_inside.Withdraw(new AttemptId(1, 1, 2)).IsCompleted);
        Assert.False(_inside.Withdraw(new AttemptId(1, 1, 1)).IsCompleted);
    }

    [Fact]
    public async Task Stop_waits_for_every_sender_at_once_and_is_answered_by_the_last()
    {
        for (var number = 1; number <= 4; number++)
        {
            _inside.Send(Intents.Of(_campaign, number));
        }

        var stop = _inside.Stop(ScopeOf("campaign 1"));
        foreach (var number in new[] { 3, 1, 4 })
        {
            _inside.LetGo(number);
            Assert.True(SpinWait.SpinUntil(() => HasLeft(number), Limit));
            Assert.False(stop.IsCompleted);
        }

        _inside.LetGo(2);
        await stop.WaitAsync(Limit, Token); // no virtual time has passed
    }

    [Fact]
    public async Task Several_stops_wait_for_one_thread()
    {
        _inside.Send(Intents.Of(_campaign, 1));

        var stops = Enumerable.Range(0, 5).Select(_ => _inside.Stop(ScopeOf("campaign 1"), ScopeOf("tenant t"))).ToList();
        Assert.DoesNotContain(stops, stop => stop.IsCompleted);
        _inside.LetGo(1);

        await Task.WhenAll(stops).WaitAsync(Limit, Token);
    }

    [Fact]
    public void Thread_that_waits_inside_its_provider_has_entered_it_and_is_not_waited_for()
    {
        using var release = new ManualResetEvent(false); // blocks immediately; ManualResetEventSlim spins first and sleeps in between
        var isInside = false;
        _inside.OnEntry = () =>
        {
            Volatile.Write(ref isInside, true);
            release.WaitOne(Limit);
        };
        _inside.Send(Intents.Of(_campaign, 1));
        Assert.True(SpinWait.SpinUntil(
            () => Volatile.Read(ref isInside) && _inside.Threads[0].ThreadState.HasFlag(ThreadState.WaitSleepJoin), Limit));

        Assert.True(_inside.Stop(ScopeOf("everything")).IsCompleted);
        release.Set();
    }

    [Fact]
    public void Threads_that_wait_for_one_that_works_are_waited_for_with_it()
    {
        var providersOwn = new Lock();
        using var taken = new ManualResetEventSlim();
        _inside.OnEntry = () =>
        {
            providersOwn.Enter();
            taken.Set();
        };
        _inside.Send(Intents.Of(_campaign, 1));
        Assert.True(taken.Wait(Limit, Token));
        _inside.Send(Intents.Of(_campaign, 2)); // waits for the first
        Assert.True(SpinWait.SpinUntil(() => _inside.Threads[1].ThreadState.HasFlag(ThreadState.WaitSleepJoin), Limit));

        Assert.False(_inside.Stop(ScopeOf("campaign 1")).IsCompleted);
    }

    [Fact]
    public void Request_from_inside_a_provider_proves_that_it_was_entered()
    {
        Task? stop = null;
        using var asked = new ManualResetEventSlim();
        _inside.OnEntry = () =>
        {
            GateTicket.NoteRequest(); // like every request
            stop = _inside.Stop(ScopeOf("campaign 1"));
            asked.Set();
        };
        _inside.Send(Intents.Of(_campaign, 1));

        Assert.True(asked.Wait(Limit, Token));
        Assert.True(stop!.IsCompleted);
    }

    [Fact]
    public void Thread_that_works_inside_for_ever_holds_its_own_stop_up_for_a_second()
    {
        _inside.Send(Intents.Of(_campaign, 1));
        var began = _inside.Time.Elapsed;

        var stop = _inside.Stop(ScopeOf("campaign 1"));

        Assert.True(_inside.PassesWith(stop));
        Assert.InRange(_inside.Time.Elapsed - began, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
    }

    [Fact]
    public void Process_that_was_paused_waits_for_its_senders_as_long_as_any_other()
    {
        var (ticket, dispatch, command) = (new GateTicket(), new Dispatch(), new SimpleCommand<bool>(_ => true));
        dispatch.Begin(Intents.Of(_campaign, 1));
        ticket.Enter(dispatch);
        Assert.True(ticket.TryCall());
        GateTicket.SetCurrent(GateTicket.SetCurrent(ticket)); // its thread is the current one, which is not waiting
        var wait = new StopWait(command);
        ticket.Stop(ScopeOf("campaign 1"), wait);
        wait.Settle();

        Assert.False(wait.Look(TimeSpan.TicksPerHour)); // the first look after the pause: the sender has not run since the stop
        Assert.Contains(Enumerable.Range(0, 1_000), _ => wait.Look(TimeSpan.TicksPerHour));
    }

    [Fact]
    public void Stop_is_answered_when_the_engine_ends_before_the_wait_does()
    {
        _inside.Send(Intents.Of(_campaign, 1));
        var stop = _inside.Stop(ScopeOf("campaign 1"));
        Assert.False(stop.IsCompleted);

        _inside.Waits.Close();

        Assert.True(stop.IsCompleted);
        Assert.True(_inside.Stop(ScopeOf("campaign 1")).IsCompleted);
    }

    [Fact]
    public void What_is_judged_and_not_called_yet_is_held_back_without_a_wait()
    {
        var ticket = new GateTicket();
        var dispatch = new Dispatch();
        dispatch.Begin(Intents.Of(_campaign, 1));
        var command = new SimpleCommand<bool>(_ => true);
        foreach (var (scope, passes) in new[] { (ScopeOf("campaign 2"), true), (ScopeOf("campaign 1"), false),
            (ScopeOf("campaign 2"), true) })
        {
            ticket.Enter(dispatch);
            ticket.Stop(scope, new StopWait(command));
            Assert.Equal(passes, ticket.TryCall());
            ticket.Leave();
        }

        Assert.False(command.Answer.IsCompleted); // no sender had to settle the stop
    }

    private static StopScope ScopeOf(string what) => what.Split(' ') switch
    {
        ["campaign", var id] => new StopScope { Campaign = new CampaignId(long.Parse(id, null)) },
        ["tenant", var name] => new StopScope { Tenant = name },
        ["channel", var name] => new StopScope { Channel = name },
        ["provider", var name] => new StopScope { Provider = name },
        ["attempt", var number] => new StopScope { Attempt = new AttemptId(1, 1, int.Parse(number, null)) },
        _ => default,
    };

    /// <summary>Whether an attempt has left the gate.</summary>
    private bool HasLeft(int number)
    {
        var underWay = new HashSet<AttemptId>();
        _inside.Executor.AddInProgress(underWay);
        return !underWay.Contains(new AttemptId(1, 1, number));
    }
}
