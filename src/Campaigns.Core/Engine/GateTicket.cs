using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>The phase of a sender thread with its attempt.</summary>
internal enum SendPhase
{
    /// <summary>Not sending.</summary>
    Outside,

    /// <summary>The gates judge the attempt, or telemetry listeners are notified. The attempt can be held back.</summary>
    Judging,

    /// <summary>The provider is being called. Whether its code has started is not visible.</summary>
    Calling,

    /// <summary>The provider's code has certainly started.</summary>
    Entered,

    /// <summary>A stop came before the provider was called. The call is not made.</summary>
    HeldBack,
}

/// <summary>
/// Shows which attempt a sender thread is sending, and in which phase. A stop then waits only for threads that could still send an attempt
/// it forbids.
/// </summary>
/// <remarks>
/// A stop publishes its version and then reads the tickets; a sender writes its ticket and then reads the version. Each side has a full
/// fence in between, so at least one side sees the other: the gate sees the stop, or the stop sees the sender.
/// </remarks>
internal sealed class GateTicket
{
    private const int PhaseBits = 3;
    private const long PhaseMask = (1 << PhaseBits) - 1;

    /// <summary>
    /// A thread that is busy with one attempt for longer than this counts as stuck, and another sender may start. The value exceeds the
    /// time for which the system preempts a busy thread: an extra sender would then only compete for the processor.
    /// </summary>
    private const long MostInside = 10 * TimeSpan.TicksPerMillisecond;

    [ThreadStatic]
    private static GateTicket? _current;

    /// <summary>The number of attempts seen, and the phase of the latest one.</summary>
    private long _word;
    private long _since;
    private Dispatch? _dispatch;
    private Thread? _thread;
    private StopWait.Sender? _waiting;

    public bool IsTaken { get; set; }

    /// <summary>When the thread began its current attempt, on the monotonic clock.</summary>
    public long Since
    {
        set => Volatile.Write(ref _since, value);
    }

    public bool IsStuck(long mono) =>
        PhaseOf(Volatile.Read(ref _word)) != SendPhase.Outside && mono - Volatile.Read(ref _since) > MostInside;

    /// <summary>Gives the current thread a ticket, which it keeps until it takes another one.</summary>
    /// <returns>The thread's previous ticket: in virtual time, a provider may run one sender inside another.</returns>
    public static GateTicket? SetCurrent(GateTicket? ticket)
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
    /// Notes that the calling thread makes a request. On a sender thread, the provider's code has then started, because no other code runs
    /// there during the call.
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

    /// <summary>Moves to the calling phase. The caller must call the provider next, with no blocking engine code in between.</summary>
    /// <returns>False if a stop came first. Then the provider must not be called.</returns>
    public bool TryCall()
    {
        var judging = (_word & ~PhaseMask) + (long)SendPhase.Judging;
        return Interlocked.CompareExchange(ref _word, judging - (long)SendPhase.Judging + (long)SendPhase.Calling, judging) == judging;
    }

    public void Leave() => Move(_word & ~PhaseMask);

    /// <summary>
    /// Holds back the attempt if the stop covers it and its provider is not called yet. If the call has begun, makes the stop wait.
    /// </summary>
    public void Stop(in StopScope scope, StopWait wait)
    {
        while (true)
        {
            var word = Volatile.Read(ref _word);
            var phase = PhaseOf(word);
            if (phase is not (SendPhase.Judging or SendPhase.Calling) || !scope.Covers(Volatile.Read(ref _dispatch)!.Intent))
            {
                return; // if the dispatch is newer than the word, the older one has left and the newer one has seen the stop
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

    /// <summary>Whether the call of a word is still in progress, and not known to have entered the provider.</summary>
    public bool IsCalling(long word) => Volatile.Read(ref _word) == word;

    /// <summary>
    /// Whether the thread is blocked inside the call of a word. No engine code blocks there, so the provider does. True only for a stuck
    /// thread, because a provider may meet a lock before it does anything.
    /// </summary>
    public bool IsBlocked(long word, long mono) =>
        IsStuck(mono) && (_thread!.ThreadState & ThreadState.WaitSleepJoin) != 0 && IsCalling(word);

    private static SendPhase PhaseOf(long word) => (SendPhase)(word & PhaseMask);

    /// <summary>
    /// Adds a wait to the list and removes waits that are over, so that they do not pile up on a thread that never moves on.
    /// </summary>
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
            sender.Settle(); // the sender may have read the list before this entry was in it
        }
    }

    /// <summary>
    /// Changes the word, then settles the waits for the old one. A full fence separates the two, as in <see cref="Push"/>.
    /// </summary>
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
