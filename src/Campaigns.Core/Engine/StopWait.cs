namespace Campaigns.Engine;

/// <summary>A committed stop and the senders it waits for. The last sender to move on answers the stop on the sender's thread.</summary>
internal sealed class StopWait(Command command)
{
    /// <summary>
    /// The maximum number of polls. A thread that runs inside the provider looks the same as one that has not reached it yet. The limit
    /// counts polls, one millisecond apart, instead of time: a busy machine that delays the sender also delays the polls.
    /// </summary>
    private const int MostLooks = 1_000;

    private readonly List<Sender> _senders = [];
    private int _left = 1; // counts the caller that adds the senders
    private int _looks;

    public bool IsOver => Volatile.Read(ref _left) <= 0;

    public Sender Add(GateTicket ticket, long word)
    {
        Interlocked.Increment(ref _left);
        var sender = new Sender(this, ticket, word);
        _senders.Add(sender);
        return sender;
    }

    /// <summary>Removes one sender from the count, and answers the stop if it was the last.</summary>
    public void Settle()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            command.Complete();
        }
    }

    /// <summary>Ends the wait if all senders are past the call, or if the maximum number of polls is exceeded.</summary>
    /// <returns>Whether the wait is over.</returns>
    public bool Look(long mono)
    {
        if (!IsOver && (++_looks > MostLooks || _senders.TrueForAll(sender => sender.IsPast(mono))))
        {
            GiveUp();
        }

        return IsOver;
    }

    /// <summary>Ends the wait. Attempts inside a provider count as sent.</summary>
    public void GiveUp()
    {
        Volatile.Write(ref _left, 0);
        command.Complete(); // a second call does nothing
    }

    /// <summary>A sender that the stop waits for: a node in the list of the sender's ticket.</summary>
    internal sealed class Sender(StopWait wait, GateTicket ticket, long word)
    {
        private int _isSettled;

        public Sender? Next { get; set; }

        /// <summary>The ticket's word when the wait began.</summary>
        public long Word => word;

        /// <summary>Whether the wait for this sender is over.</summary>
        public bool IsOver => wait.IsOver;

        public void Settle()
        {
            if (Interlocked.Exchange(ref _isSettled, 1) == 0)
            {
                wait.Settle();
            }
        }

        /// <summary>
        /// Whether the sender has moved on or is blocked inside the provider. Blocked senders may wait for each other, so all must be past
        /// at the same time.
        /// </summary>
        public bool IsPast(long mono) => !ticket.IsCalling(word) || ticket.IsBlocked(word, mono);
    }
}
