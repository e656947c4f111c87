using System.Runtime.InteropServices;
using Campaigns.Observability;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Sends committed attempts to one provider: a bulkhead of its own, so that a provider that is slow, hangs or throws harms no other.
/// Sending threads start when there is something to send and end when there is not.
/// </summary>
internal sealed class ProviderExecutor(
    ProviderRegistration registration, Inbox inbox, TimeProvider time, TaskScheduler tasks, SenderThreads senders)
{
    private const int MaxSenders = 4;
    private const int BatchSize = 64;

    private readonly Lock _lock = new();
    private readonly Ring<Dispatch> _queue = new();
    private readonly Stack<Dispatch> _idle = [];
    private readonly List<Dispatch> _underWay = [];
    private readonly GateTicket[] _tickets = [.. Enumerable.Range(0, MaxSenders).Select(_ => new GateTicket())];
    private readonly CallTimeouts _timeouts = new(registration.Options.DispatchTimeout, time);
    private readonly ProviderHold _hold = new(time);
    private readonly ObservedProvider _provider = new(registration, null, time);
    private readonly CallNews _news = new(registration.Name, inbox, time);

    public string Name => registration.Name;

    public TemplateLibrary Templates { get; init; } = new(null);

    /// <summary>The clock of the pauses while the store fails.</summary>
    public TimeProvider MachineTime { init => _news = new CallNews(registration.Name, inbox, value); }

    public Instruments? Instruments
    {
        init => _provider = new ObservedProvider(registration, value, time);
    }

    public void Send(ReadOnlySpan<Intent> intents)
    {
        lock (_lock)
        {
            foreach (ref readonly var intent in intents)
            {
                var dispatch = _idle.TryPop(out var idle) ? idle : new Dispatch();
                dispatch.Begin(intent);
                dispatch.Index = _underWay.Count;
                _underWay.Add(dispatch);
                _queue.AddLast(dispatch);
            }

            StartSender(intents.Length);
        }
    }

    /// <summary>Answers a request of the scheduler about a live attempt.</summary>
    public void Handle(ProviderRequest request)
    {
        var isOver = request.Kind is Request.Query or Request.Resolve or Request.Learn;
        var dispatch = isOver ? null : Find(request.Attempt);
        if (dispatch is not null && dispatch.TryMove(DispatchState.Committed, DispatchState.Withdrawn))
        {
            SendGate.Release(dispatch.Intent);
            Post(new Answer(request.Attempt, request.Live, AnswerKind.NotSent, Text: "withdrawn before it was sent"));
        }
        else if (request.Kind == Request.Withdraw)
        {
            Post(new Answer(request.Attempt, request.Live, AnswerKind.WasSent));
        }
        else if (request.Kind == Request.Expire)
        {
            Abandon(dispatch, request);
        }
        else
        {
            var (questions, handedOver) = (new Questions(registration.Provider, inbox, _news), time.GetTimestamp());
            Task.Factory.StartNew(
                () => questions.AskInTimeAsync(request, time.GetElapsedTime(handedOver), registration.Options, _timeouts.Token()),
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach,
                tasks);
        }
    }

    /// <summary>Holds back what a stop is about, and lets it wait for what is on its way into the provider.</summary>
    public void Stop(in StopScope scope, StopWait wait)
    {
        foreach (var ticket in _tickets)
        {
            ticket.Stop(scope, wait);
        }
    }

    public void Dispose() => _timeouts.Dispose();

    /// <summary>Starts a sender if none is at work, or if those there are have left something of an earlier batch.</summary>
    private void StartSender(int added)
    {
        var free = Array.Find(_tickets, ticket => !ticket.IsTaken);
        var mono = Clock.Mono(time);
        var isNeeded = _queue.Count > added || Array.TrueForAll(_tickets, ticket => !ticket.IsTaken || ticket.IsStuck(mono));
        if (free is not null && isNeeded)
        {
            free.IsTaken = true;
            senders.Start(() => SendQueued(free));
        }
    }

    private void SendQueued(GateTicket ticket)
    {
        var batch = new Dispatch[BatchSize];
        var answers = new List<Answer>(BatchSize);
        var settled = new List<Dispatch>(BatchSize);
        var before = GateTicket.Take(ticket);
        while (Take(batch, ticket) is var count && count > 0)
        {
            foreach (var dispatch in batch.AsSpan(0, count))
            {
                SendOne(dispatch, ticket, answers, settled);
            }

            inbox.Post(CollectionsMarshal.AsSpan(answers));
            Remove(settled, reuse: true);
            answers.Clear();
            settled.Clear();
        }

        GateTicket.Take(before);
    }

    /// <summary>Takes what to send next; few at a time, so that a provider that blocks keeps little from the other senders.</summary>
    private int Take(Dispatch[] batch, GateTicket ticket)
    {
        lock (_lock)
        {
            var count = Math.Min(Math.Min(batch.Length, _queue.Count), Math.Max(1, _queue.Count / MaxSenders));
            for (var i = 0; i < count; i++)
            {
                batch[i] = _queue.TakeFirst();
            }

            ticket.IsTaken = count > 0;
            return count;
        }
    }

    private void SendOne(Dispatch dispatch, GateTicket ticket, List<Answer> answers, List<Dispatch> settled)
    {
        ref readonly var intent = ref dispatch.Intent;
        ValueTask<DispatchResult> pending = default;
        var problem = dispatch.Prepare(Templates);
        Answer? answer = problem is null ? null : new Answer(intent.Attempt, intent.Live, AnswerKind.NotSayable, Text: problem);
        if (answer is null)
        {
            ticket.Enter(dispatch);
            try
            {
                var now = Clock.Read(time);
                ticket.Since = now.Mono;
                if (SendGate.TryPass(dispatch, now, out var reason, _hold))
                {
                    pending = _provider.DispatchAsync(dispatch.Request(), _timeouts.Token(), ticket);
                }
                else
                {
                    var (until, isTenant) = _hold.HoldsUntil(now, intent.Terms.Info.Tenant);
                    var heldBack = new Answer(intent.Attempt, intent.Live, AnswerKind.NotSent, Text: reason, RetryAt: until);
                    answer = heldBack with { IsTenant = isTenant };
                }
            }
            catch (Exception error)
            {
                answer = Answers.Of(dispatch, error);
            }

            ticket.Leave();
        }

        Settle(dispatch, answer, pending, answers, settled);
    }

    /// <summary>Takes the answer that is there already, or waits for it.</summary>
    private void Settle(
        Dispatch dispatch, in Answer? answer, in ValueTask<DispatchResult> pending, List<Answer> answers, List<Dispatch> settled)
    {
        DispatchResult result = default;
        if ((answer ?? AnswerOf(dispatch, pending, ref result)) is not { } given)
        {
            _ = AwaitAsync(dispatch, pending);
        }
        else if (dispatch.TryMove(DispatchState.Sending, DispatchState.Answered))
        {
            answers.Add(given);
            settled.Add(dispatch);
        }
        else if (dispatch.IsWithdrawn)
        {
            settled.Add(dispatch); // answered when it was withdrawn
        }
        else if (answer is null)
        {
            _news.Tell(dispatch.Intent.Attempt, result); // it was given up while this thread was in it
        }
    }

    /// <summary>The answer, if it is there. What holds it may be of the provider's own making, and throw.</summary>
    private Answer? AnswerOf(Dispatch dispatch, in ValueTask<DispatchResult> pending, ref DispatchResult result)
    {
        try
        {
            if (!pending.IsCompletedSuccessfully)
            {
                return null;
            }

            result = pending.Result; // once: it may be the provider's own source, which is used again
            return Answers.Of(dispatch, result, _hold);
        }
        catch (Exception error)
        {
            return Answers.Of(dispatch, error);
        }
    }

    private async Task AwaitAsync(Dispatch dispatch, ValueTask<DispatchResult> pending)
    {
        Answer answer;
        DispatchResult result = default;
        try
        {
            result = await pending.AsTask();
            answer = Answers.Of(dispatch, result, _hold);
        }
        catch (Exception error)
        {
            answer = Answers.Of(dispatch, error);
        }

        if (dispatch.TryMove(DispatchState.Sending, DispatchState.Answered))
        {
            Post(answer);
            Remove([dispatch], reuse: true);
        }
        else
        {
            _news.Tell(dispatch.Intent.Attempt, result); // it was given up
        }
    }

    private void Abandon(Dispatch? dispatch, ProviderRequest request)
    {
        if (dispatch is not null && dispatch.TryMove(DispatchState.Sending, DispatchState.Abandoned))
        {
            Post(new Answer(request.Attempt, request.Live, AnswerKind.Failed, Text: "the provider did not answer in time"));
            Remove([dispatch], reuse: false);
        }
    }

    /// <summary>
    /// Forgets dispatches whose answers are posted. Never before: an attempt that is neither here nor in the inbox counts as never sent
    /// when the store is read again.
    /// </summary>
    private void Remove(List<Dispatch> dispatches, bool reuse)
    {
        lock (_lock)
        {
            foreach (var dispatch in dispatches)
            {
                var last = _underWay[^1];
                _underWay[dispatch.Index] = last;
                last.Index = dispatch.Index;
                _underWay.RemoveAt(_underWay.Count - 1);
                if (reuse)
                {
                    _idle.Push(dispatch);
                }
            }
        }
    }

    /// <summary>The attempts that were handed over and have not answered.</summary>
    public void AddUnderWay(HashSet<AttemptId> attempts)
    {
        lock (_lock)
        {
            attempts.UnionWith(_underWay.Select(dispatch => dispatch.Intent.Attempt));
        }
    }

    private Dispatch? Find(AttemptId attempt)
    {
        lock (_lock)
        {
            return _underWay.Find(dispatch => dispatch.Intent.Attempt == attempt);
        }
    }

    private void Post(Answer answer) => inbox.Post(new ReadOnlySpan<Answer>(in answer));
}
