using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Collects the changes of a step that somebody subscribes to, and writes them into the commit of the step. Without a subscription, a
/// change costs one comparison.
/// </summary>
internal sealed class ChangeFeed
{
    private const int FirstBuffer = 1 << 14;
    private const int FetchedAhead = 4;
    private ChangeNote[] _notes = new ChangeNote[16];
    private int _noted;
    private ProviderState?[] _told = [];
    private byte[] _payloads = [];
    private int _used;

    /// <summary>The readers.</summary>
    public FeedReaders Readers { get; } = new();

    /// <summary>The sequence of the last written change.</summary>
    public long Last { get; private set; }

    /// <summary>How many changes the last sealed commit has.</summary>
    public int Written { get; private set; }

    public void Load(StoreSnapshot snapshot)
    {
        Last = snapshot.LastChange;
        Readers.Load(snapshot.Subscriptions);
    }

    /// <summary>Prefetches a contact whose attempt ends soon, if a reader wants to know that.</summary>
    public void Fetch(Contact contact)
    {
        if (Readers.Want(ChangeKinds.AttemptEnded))
        {
            Prefetch.OfObject(contact);
        }
    }

    /// <summary>Notes a change that a reader wants.</summary>
    /// <returns>The index of the note, for <see cref="Follow"/>.</returns>
    public int Note(in ChangeNote note)
    {
        if (_noted == _notes.Length)
        {
            Array.Resize(ref _notes, _noted * 2);
        }

        _notes[_noted] = note;
        return _noted++;
    }

    /// <summary>The job of a noted attempt.</summary>
    public long JobOf(int note) => _notes[note].Job;

    /// <summary>Completes the note of an attempt with what follows.</summary>
    /// <param name="note">The note.</param>
    /// <param name="isLast">Whether the job has ended.</param>
    /// <param name="due">When the job is due again, in UTC ticks; 0 for never.</param>
    public void Follow(int note, bool isLast, long due) => _notes[note].Follow(isLast, due);

    /// <summary>Notes the providers that have become usable or unusable. At first, notes all of them.</summary>
    public void Look(List<ProviderEntry> providers)
    {
        if (!Readers.Want(ChangeKinds.ProviderChanged, ""))
        {
            _told = [];
            return;
        }

        Array.Resize(ref _told, providers.Count);
        foreach (var provider in providers)
        {
            var health = provider.Settings.Switch == ProviderSwitch.Off ? ProviderState.Off
                : provider.IsBroken ? ProviderState.CircuitOpen
                : ProviderState.Available;
            if (_told[provider.Index] != health)
            {
                _told[provider.Index] = health;
                Note(new ChangeNote { Kind = ChangeKinds.ProviderChanged, Tenant = "", Provider = provider.Name, Health = health });
            }
        }
    }

    /// <summary>Writes the noted changes into a commit.</summary>
    /// <param name="batch">The commit.</param>
    /// <param name="now">The time of the commit, in UTC ticks.</param>
    public void Seal(CommitBatch batch, long now)
    {
        _used = 0; // the rows of the commit before are no longer needed
        Written = _noted;
        for (var i = 0; i < _noted; i++)
        {
            Prefetch.OfObject(_notes[Math.Min(i + FetchedAhead, _noted - 1)].Contact);
            ref readonly var note = ref _notes[i];
            var into = Reserve(ChangePayload.MostBytes(note));
            var length = ChangePayload.Write(note, into.Span);
            _used += length;
            batch.Write(new ChangeRow(++Last, now, note.Kind, note.Tenant, note.Campaign, into[..length]));
        }

        Array.Clear(_notes, 0, _noted);
        _noted = 0;
    }

    /// <summary>Room for a payload. Earlier payloads stay where they are when the buffer is replaced by a larger one.</summary>
    private Memory<byte> Reserve(int length)
    {
        if (_payloads.Length - _used < length)
        {
            _payloads = new byte[Math.Max(FirstBuffer, Math.Max(length, _payloads.Length * 2))];
            _used = 0;
        }

        return _payloads.AsMemory(_used, length);
    }
}
