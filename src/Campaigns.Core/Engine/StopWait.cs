namespace Campaigns.Engine;

/// <summary>A stop that is committed, and the senders it waits for. The last one that goes on answers it, on its own thread.</summary>
internal sealed class StopWait(Command command)
{
    /// <summary>
    /// How many looks to wait for, at most: a thread that works inside the provider cannot be told from one that has not got there. Looks
    /// are counted, not time: they are a millisecond apart, and what keeps the sender off its processor keeps the looks back too.
    /// </summary>
    private const int MostLooks = 1_000;

    private readonly List<Sender> _senders = [];
    private int _left = 1; // whoever adds the senders
    private int _looks;

    public bool IsOver => Volatile.Read(ref _left) <= 0;

    public Sender Add(GateTicket ticket, long word)
    {
        Interlocked.Increment(ref _left);
        var sender = new Sender(this, ticket, word);
        _senders.Add(sender);
        return sender;
    }

    /// <summary>One less to wait for.</summary>
    public void Settle()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            command.Complete();
        }
    }

    /// <summary>Ends the wait if there is nothing left to wait for, or nobody can say.</summary>
    /// <returns>Whether it is over.</returns>
    public bool Look(long mono)
    {
        if (!IsOver && (++_looks > MostLooks || _senders.TrueForAll(sender => sender.IsPast(mono))))
        {
            GiveUp();
        }

        return IsOver;
    }

    /// <summary>Waits no longer: what is inside counts as sent.</summary>
    public void GiveUp()
    {
        Volatile.Write(ref _left, 0);
        command.Complete(); // once more does nothing
    }

    /// <summary>A sender that is waited for, in the list of its ticket.</summary>
    internal sealed class Sender(StopWait wait, GateTicket ticket, long word)
    {
        private int _isSettled;

        public Sender? Next { get; set; }

        /// <summary>What the ticket said when the wait began.</summary>
        public long Word => word;

        /// <summary>Whether nobody waits for it any more.</summary>
        public bool IsOver => wait.IsOver;

        public void Settle()
        {
            if (Interlocked.Exchange(ref _isSettled, 1) == 0)
            {
                wait.Settle();
            }
        }

        /// <summary>
        /// Whether it has gone on, or waits inside the provider. Those that wait may wait for each other: all must be past at one time.
        /// </summary>
        public bool IsPast(long mono) => !ticket.IsCalling(word) || ticket.IsBlocked(word, mono);
    }
}
