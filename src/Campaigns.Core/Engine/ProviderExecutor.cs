using System.Runtime.InteropServices;
using System.Threading.Channels;
using Campaigns.Observability;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Sends committed attempts to one provider. Each provider has its own executor, a bulkhead: a provider that is slow, hangs, or throws does
/// not affect the others. Sender threads start when attempts are queued and end when the queue is empty.
/// </summary>
internal sealed partial class ProviderExecutor(
    ProviderRegistration registration, Inbox inbox, TimeProvider time, TaskScheduler tasks, SenderThreads senders)
{
    private const int MaxSenders = 4;
    private const int BatchSize = 64;
    private const long RetryOfFullQueue = TimeSpan.TicksPerSecond;

    private readonly Lock _lock = new();

    // Withdrawn dispatches leave the queue when a sender passes over them, so they need room beside those that the scheduler counts.
    private readonly Channel<Dispatch> _queue = Channel.CreateBounded<Dispatch>(2 * Math.Max(1, registration.Options.MaxDispatching));
    private readonly DispatchesInProgress _inProgress = new();
    private readonly List<Dispatch> _begun = [];
    private readonly GateTicket[] _tickets = [.. Enumerable.Range(0, MaxSenders).Select(_ => new GateTicket())];
    private readonly CallTimeouts _timeouts = new(registration.Options.DispatchTimeout, time);
    private readonly ProviderHold _hold = new(time);
    private readonly ObservedProvider _provider = new(registration, null, time);
    private readonly CallNews _news = new(registration.Name, inbox, time);

    public string Name => registration.Name;

    public TemplateLibrary Templates { get; init; } = new(null);

    /// <summary>The gates of the engine.</summary>
    public AllGates Gates { get; init; } = AllGates.OfTheEngine;

    /// <summary>How long the engine may send; null: without end.</summary>
    public Lease? Lease { get; init; }

    /// <summary>The checks of the host.</summary>
    public DispatchChecks Checks { get; init; } = DispatchChecks.None;

    /// <summary>The clock for pauses between tries while the store fails.</summary>
    public TimeProvider MachineTime { init => _news = new CallNews(registration.Name, inbox, value); }

    public Instruments? Instruments
    {
        init => _provider = new ObservedProvider(registration, value, time);
    }

    public void Send(ReadOnlySpan<Intent> intents)
    {
        _inProgress.Begin(intents, _begun);
        lock (_lock)
        {
            foreach (var dispatch in _begun)
            {
                if (!_queue.Writer.TryWrite(dispatch))
                {
                    Refuse(dispatch);
                }
            }

            StartSender(_begun.Count);
        }

        _begun.Clear();
    }

    /// <summary>The engine never waits for room: the queue is full only while a provider blocks all its senders.</summary>
    private void Refuse(Dispatch dispatch)
    {
        ref readonly var intent = ref dispatch.Intent;
        var retryAt = Clock.Read(time).Wall + RetryOfFullQueue;
        SendGate.Release(intent);
        Post(new Answer(intent.Attempt, intent.Live, AnswerKind.NotSent, Text: "the provider blocks all its senders", RetryAt: retryAt));
        _inProgress.Remove([dispatch], reuse: true);
    }

    /// <summary>Handles a scheduler request about a live attempt.</summary>
    public void Handle(ProviderRequest request)
    {
        var isOver = request.Kind is Request.Query or Request.Resolve or Request.Learn;
        var dispatch = isOver ? null : _inProgress.Find(request.Attempt);
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
            var (questions, handedOver) = (new Questions(registration.Provider, inbox, _news, time), time.GetTimestamp());
            Task.Factory.StartNew(
                () => questions.AskInTimeAsync(request, time.GetElapsedTime(handedOver), registration.Options, _timeouts.Token()),
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach,
                tasks);
        }
    }

    /// <summary>Holds back the attempts that a stop covers, and makes the stop wait for calls that are entering the provider.</summary>
    public void Stop(in StopScope scope, StopWait wait)
    {
        foreach (var ticket in _tickets)
        {
            ticket.Stop(scope, wait);
        }
    }

    public void Dispose() => _timeouts.Dispose();

    /// <summary>Starts a sender if none is running, all running ones are stuck, or attempts of an earlier batch are still queued.</summary>
    private void StartSender(int added)
    {
        var free = Array.Find(_tickets, ticket => !ticket.IsTaken);
        var mono = Clock.Mono(time);
        var isNeeded = _queue.Reader.Count > added || Array.TrueForAll(_tickets, ticket => !ticket.IsTaken || ticket.IsStuck(mono));
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
        var before = GateTicket.SetCurrent(ticket);
        while (TakeBatch(batch, ticket) is var count && count > 0)
        {
            foreach (var dispatch in batch.AsSpan(0, count))
            {
                SendOne(dispatch, ticket, answers, settled);
            }

            inbox.Post(CollectionsMarshal.AsSpan(answers));
            _inProgress.Remove(settled, reuse: true);
            answers.Clear();
            settled.Clear();
        }

        GateTicket.SetCurrent(before);
    }

    /// <summary>Takes the next attempts to send: only a share of the queue, so that a blocked sender holds few attempts.</summary>
    private int TakeBatch(Dispatch[] batch, GateTicket ticket)
    {
        lock (_lock)
        {
            var most = Math.Min(batch.Length, Math.Max(1, _queue.Reader.Count / MaxSenders));
            var count = 0;
            while (count < most && _queue.Reader.TryRead(out var dispatch))
            {
                batch[count++] = dispatch;
            }

            ticket.IsTaken = count > 0;
            return count;
        }
    }

    private void SendOne(Dispatch dispatch, GateTicket ticket, List<Answer> answers, List<Dispatch> settled)
    {
        ref readonly var intent = ref dispatch.Intent;
        ValueTask<DispatchResult> pending = default;
        var problem = dispatch.IsChecked ? null : dispatch.Prepare(Templates);
        Answer? answer = problem is null ? null : new Answer(intent.Attempt, intent.Live, AnswerKind.NotSayable, Text: problem);
        if (answer is null && dispatch.NeedsCheck)
        {
            Checks.Begin(dispatch, this); // the dispatch comes back to the queue, or ends without having been sent
            return;
        }

        if (answer is null)
        {
            ticket.Enter(dispatch);
            try
            {
                var now = Clock.Read(time);
                ticket.Since = now.Mono;
                var end = Lease?.EndOn(now) ?? LeaseEnd.None;
                if (SendGate.TryPass(dispatch, now, out var verdict, _hold, Gates, end))
                {
                    pending = _provider.DispatchAsync(dispatch.Request(end.At), _timeouts.Token(), ticket);
                }
                else
                {
                    answer = Answers.HeldBack(dispatch, verdict, now, _hold);
                    Lease?.Look(verdict);
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

    /// <summary>Uses the answer if the provider has already given it; otherwise awaits it.</summary>
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
            settled.Add(dispatch); // its answer was posted when it was withdrawn
        }
        else if (answer is null)
        {
            _news.Report(dispatch.Intent.Attempt, result); // the attempt was abandoned during the call
        }
    }

    /// <summary>The answer if the call has completed; null otherwise. The provider's own value task source may throw.</summary>
    private Answer? AnswerOf(Dispatch dispatch, in ValueTask<DispatchResult> pending, ref DispatchResult result)
    {
        try
        {
            if (!pending.IsCompletedSuccessfully)
            {
                return null;
            }

            result = pending.Result; // read once: the provider may reuse its own source
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
            _inProgress.Remove([dispatch], reuse: true);
        }
        else
        {
            _news.Report(dispatch.Intent.Attempt, result); // the attempt was abandoned
        }
    }

    private void Abandon(Dispatch? dispatch, ProviderRequest request)
    {
        if (dispatch is not null && dispatch.TryMove(DispatchState.Sending, DispatchState.Abandoned))
        {
            Post(new Answer(request.Attempt, request.Live, AnswerKind.Failed, Text: "the provider did not answer in time"));
            _inProgress.Remove([dispatch], reuse: false);
        }
    }

    /// <summary>Adds the attempts that were handed over and have no answer yet.</summary>
    public void AddInProgress(HashSet<AttemptId> attempts) => _inProgress.AddTo(attempts);

    private void Post(Answer answer) => inbox.Post(new ReadOnlySpan<Answer>(in answer));
}
