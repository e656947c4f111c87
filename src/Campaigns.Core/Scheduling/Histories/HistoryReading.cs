using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The progress of reading a tenant's history from the store.</summary>
/// <param name="Since">The earliest time to read from, in UTC ticks.</param>
internal sealed record HistoryReading(long Since)
{
    /// <summary>How many attempts a portion reads. The portion is small because the next attempts of all tenants wait for it.</summary>
    public const int Portion = 1_000;

    private readonly Dictionary<(AddressKey, long), int> _meanwhile = [];

    /// <summary>Where the next portion begins.</summary>
    public HistoryPlace Place { get; private set; }

    /// <summary>A portion was read.</summary>
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

    /// <summary>How many attempts the address has had, including forgotten ones.</summary>
    public int Count;

    /// <summary>The index of the address's channel.</summary>
    public int Channel;

    /// <summary>Notes an attempt that is the newest.</summary>
    public void Add(long index, long at)
    {
        (Last, LastAt) = (index, at);
        Count++;
    }

    /// <summary>Notes an attempt that came late.</summary>
    public void AddEarlier() => Count++;

    /// <summary>The newest attempt came to nothing, and stands for one of now.</summary>
    public void Renew(long at) => LastAt = at;

    public void NoteConversation(long at) => Conversation = Math.Max(Conversation, at);
}
