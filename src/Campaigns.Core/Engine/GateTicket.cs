using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>What a sending thread is doing with its attempt.</summary>
internal enum SendPhase
{
    /// <summary>Nothing.</summary>
    Outside,

    /// <summary>The gates judge it, or what listens is told of it: it can be held back.</summary>
    Judging,

    /// <summary>Its provider is being called. Nobody can see whether the first instruction of that has run.</summary>
    Calling,

    /// <summary>Its provider has surely been entered.</summary>
    Entered,

    /// <summary>A stop came before its provider was called: it will not be.</summary>
    HeldBack,
}

/// <summary>
/// Says of one sending thread what it is sending and how far it is, so that a stop waits for those threads alone that could still send
/// what it forbids.
/// </summary>
/// <remarks>
/// A stop publishes its version and then reads the tickets; a sender writes its ticket and then reads the version. Each has a full fence in
/// between, so one of the two sees the other: the gate sees the stop, or the stop sees the sender.
/// </remarks>
internal sealed class GateTicket
{
    private const int PhaseBits = 3;
    private const long PhaseMask = (1 << PhaseBits) - 1;

    /// <summary>
    /// A thread that has been with the provider for longer is waiting for it, and others are to go past. Longer than the system takes a
    /// busy thread off its processor: one more sender then would only be in the way.
    /// </summary>
    private const long MostInside = 10 * TimeSpan.TicksPerMillisecond;

    [ThreadStatic]
    private static GateTicket? _current;

    /// <summary>How many attempts it has seen, and the phase of the last one.</summary>
    private long _word;
    private long _since;
    private Dispatch? _dispatch;
    private Thread? _thread;
    private StopWait.Sender? _waiting;

    public bool IsTaken { get; set; }

    /// <summary>Since when the thread is inside, on the monotonic clock.</summary>
    public long Since
    {
        set => Volatile.Write(ref _since, value);
    }

    public bool IsStuck(long mono) =>
        PhaseOf(Volatile.Read(ref _word)) != SendPhase.Outside && mono - Volatile.Read(ref _since) > MostInside;

    /// <summary>The thread runs with this ticket until it takes another one.</summary>
    /// <returns>The one it had before: in virtual time a provider may run a sender inside another.</returns>
    public static GateTicket? Take(GateTicket? ticket)
    {
        var before = _current;
        _current = ticket;
        if (ticket is not null)
        {
            ticket._thread = Thread.CurrentThread;
        }

        return before;
    }

    /// <summary>
    /// The calling thread makes a request: if it is a sender's, its provider has been entered, for nothing else runs on it by then.
    /// </summary>
    public static void NoteRequest()
    {
        if (_current is { } ticket && PhaseOf(ticket._word) == SendPhase.Calling)
        {
            ticket.Move(ticket._word - (long)SendPhase.Calling + (long)SendPhase.Entered);
        }
    }

    public void Enter(Dispatch dispatch)
    {
        _dispatch = dispatch;
        Interlocked.Exchange(ref _word, (_word & ~PhaseMask) + (1 << PhaseBits) + (long)SendPhase.Judging);
    }

    /// <summary>The provider is called next. Nothing of ours may block between this and the call.</summary>
    /// <returns>False when a stop came first: it must not be called.</returns>
    public bool TryCall()
    {
        var judging = (_word & ~PhaseMask) + (long)SendPhase.Judging;
        return Interlocked.CompareExchange(ref _word, judging - (long)SendPhase.Judging + (long)SendPhase.Calling, judging) == judging;
    }

    public void Leave() => Move(_word & ~PhaseMask);

    /// <summary>Holds back what a stop is about, if its provider is not called yet; if it is, the stop is to wait.</summary>
    public void Stop(in StopScope scope, StopWait wait)
    {
        while (true)
        {
            var word = Volatile.Read(ref _word);
            var phase = PhaseOf(word);
            if (phase is not (SendPhase.Judging or SendPhase.Calling) || !scope.Covers(Volatile.Read(ref _dispatch)!.Intent))
            {
                return; // if the dispatch is of later than the word, the one of the word has left and this one has seen the stop
            }

            if (phase == SendPhase.Calling)
            {
                Await(word, wait);
                return;
            }

            if (Interlocked.CompareExchange(ref _word, word - (long)phase + (long)SendPhase.HeldBack, word) == word)
            {
                return;
            }
        }
    }

    /// <summary>Whether the call that was under way at a word still is, and nothing tells that the provider was entered.</summary>
    public bool IsCalling(long word) => Volatile.Read(ref _word) == word;

    /// <summary>
    /// Whether the thread waits for something inside the call of a word: nothing of ours waits there, so it is the provider that does. Not
    /// at once: a provider may meet a lock before it does anything at all.
    /// </summary>
    public bool IsBlocked(long word, long mono) =>
        IsStuck(mono) && (_thread!.ThreadState & ThreadState.WaitSleepJoin) != 0 && IsCalling(word);

    private static SendPhase PhaseOf(long word) => (SendPhase)(word & PhaseMask);

    /// <summary>Puts a wait into the list, and takes those out that are over: a thread that never goes on must not gather them.</summary>
    private void Await(long word, StopWait wait)
    {
        var others = Interlocked.Exchange(ref _waiting, null);
        Push(wait.Add(this, word));
        while (others is { } sender)
        {
            others = sender.Next;
            if (!sender.IsOver)
            {
                Push(sender);
            }
        }
    }

    private void Push(StopWait.Sender sender)
    {
        do
        {
            sender.Next = Volatile.Read(ref _waiting);
        }
        while (Interlocked.CompareExchange(ref _waiting, sender, sender.Next) != sender.Next);

        if (!IsCalling(sender.Word))
        {
            sender.Settle(); // it may have looked at the list before this was in it
        }
    }

    /// <summary>Goes on, and lets go whoever waited for that. The fence stands between the two, as it does in <see cref="Push"/>.</summary>
    private void Move(long word)
    {
        Interlocked.Exchange(ref _word, word);
        if (Volatile.Read(ref _waiting) is not null)
        {
            for (var sender = Interlocked.Exchange(ref _waiting, null); sender is not null; sender = sender.Next)
            {
                sender.Settle();
            }
        }
    }
}
