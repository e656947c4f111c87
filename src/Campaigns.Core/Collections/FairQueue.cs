namespace Campaigns;

/// <summary>Members that take turns by virtual time. The member charged least goes next. A new member has no debt or credit.</summary>
/// <typeparam name="T">The type of the members.</typeparam>
internal class FairQueue<T>
    where T : class
{
    /// <summary>The members with work, by virtual time.</summary>
    public IndexedHeap<T> Ready { get; } = new();

    /// <summary>The virtual time of the last turn.</summary>
    public long VirtualTime { get; private set; }

    public void Offer(HeapNode<T> member) => Ready.Add(member, Math.Max(member.Key, VirtualTime));

    public void Withdraw(HeapNode<T> member) => Ready.Remove(member);

    /// <summary>Charges a turn to a member.</summary>
    public void Charge(HeapNode<T> member, long cost)
    {
        VirtualTime = member.Key;
        Ready.SetLast(member, member.Key + cost);
    }
}
