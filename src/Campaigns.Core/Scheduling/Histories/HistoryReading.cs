using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>How far a tenant's history was read from the store.</summary>
/// <param name="Since">From when on, in UTC ticks.</param>
internal sealed record HistoryReading(long Since)
{
    /// <summary>How many attempts a portion looks at: few, because everybody's next attempts wait for it.</summary>
    public const int Portion = 1_000;

    private readonly Dictionary<(AddressKey, long), int> _meanwhile = [];

    /// <summary>Where the next portion begins.</summary>
    public HistoryPlace Place { get; private set; }

    /// <summary>A portion was read.</summary>
    public void GoOn(HistoryPlace next) => Place = next;

    /// <summary>An attempt has ended and was noted: the store may still tell of it.</summary>
    public void NoteMeanwhile(in AddressKey address, long at) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_meanwhile, (address, at), out _)++;

    /// <summary>Whether an attempt that the store tells of was noted meanwhile.</summary>
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

/// <summary>What a tenant's caps need to know of one address.</summary>
internal struct ContactHistory
{
    /// <summary>Where its newest attempt stands in the log.</summary>
    public long Last;

    /// <summary>When that was committed, in UTC ticks; 0 for never.</summary>
    public long LastAt;

    /// <summary>When the last conversation ended, in UTC ticks; 0 for never.</summary>
    public long Conversation;

    /// <summary>How many attempts it has had; some of them may have been forgotten.</summary>
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
