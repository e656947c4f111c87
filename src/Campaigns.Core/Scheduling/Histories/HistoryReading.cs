using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The progress of reading a tenant's history from the store.</summary>
/// <param name="Since">The earliest time to read from, in UTC ticks.</param>
internal sealed record HistoryReading(long Since)
{
    /// <summary>The number of attempts per portion. Small, because the next attempts of all tenants wait for each portion.</summary>
    public const int Portion = 1_000;

    private readonly Dictionary<(AddressKey, long), int> _meanwhile = [];

    /// <summary>The start of the next portion.</summary>
    public HistoryPlace Place { get; private set; }

    /// <summary>Sets the start of the next portion.</summary>
    public void GoOn(HistoryPlace next) => Place = next;

    /// <summary>Notes an attempt that ended while the store was being read. The store may return this attempt too.</summary>
    public void NoteMeanwhile(in AddressKey address, long at) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_meanwhile, (address, at), out _)++;

    /// <summary>Whether an attempt from the store was already noted during the read. Removes one such note.</summary>
    public bool TakeNoted(in AddressKey address, long at)
    {
        if (_meanwhile.Count == 0 || !_meanwhile.TryGetValue((address, at), out var count))
        {
            return false;
        }

        if (count == 1)
        {
            _meanwhile.Remove((address, at));
        }
        else
        {
            _meanwhile[(address, at)] = count - 1;
        }

        return true;
    }
}

/// <summary>The facts that a tenant's caps need about one address.</summary>
internal struct ContactHistory
{
    /// <summary>The log index of the newest attempt.</summary>
    public long Last;

    /// <summary>When the newest attempt was committed, in UTC ticks; 0 for never.</summary>
    public long LastAt;

    /// <summary>When the last conversation ended, in UTC ticks; 0 for never.</summary>
    public long Conversation;

    /// <summary>The number of attempts to the address, including dropped ones.</summary>
    public int Count;

    /// <summary>The index of the address's channel.</summary>
    public int Channel;

    /// <summary>Notes a new newest attempt.</summary>
    public void Add(long index, long at)
    {
        (Last, LastAt) = (index, at);
        Count++;
    }

    /// <summary>Counts an attempt that is older than the newest one.</summary>
    public void AddEarlier() => Count++;

    /// <summary>Reuses the entry of the newest attempt, which came to nothing, for a new attempt.</summary>
    public void Renew(long at) => LastAt = at;

    public void NoteConversation(long at) => Conversation = Math.Max(Conversation, at);
}
