using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>
/// All attempts, in commit order until some are purged. The attempts of one job are chained backward. Packed, because there are many times
/// more attempts than jobs: 48 bytes each, 8 more where contents are sent, and more only for texts from a provider.
/// </summary>
internal sealed partial class MemoryAttempts
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly List<Entry[]> _chunks = [new Entry[ChunkSize]];
    private readonly SparseColumn<long> _hashes = new(ChunkBits); // content hashes
    private readonly MemoryCallerIds _callerIds = new(ChunkBits);
    private readonly List<string> _providers = [];
    private readonly List<long> _epochs = [0];
    private readonly MemoryCalls _calls;
    private readonly FormerContacts _former = new();
    private int _count = 1; // index 0 means none
    private int _free; // the head of the chain of free entries

    public MemoryAttempts() => _calls = new MemoryCalls(Comparer<int>.Create((a, b) => this[a].Age.CompareTo(this[b].Age)));

    private ref Entry this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    /// <summary>The former contacts that earlier attempts went to.</summary>
    public FormerContacts Former => _former;

    public AttemptRow Read(int index)
    {
        var row = RowOf(this[index]);
        row.Contact = _former.Find(row.Job, row.Number);
        row.ContentHash = _hashes[index];
        row.CallerId = _callerIds.Of(index);
        return row;
    }

    /// <summary>The newest attempt with a provider's call id; null for none.</summary>
    public AttemptRow? Find(string provider, string callId)
    {
        var index = _providers.IndexOf(provider);
        var place = index < 0 ? 0 : _calls.Find(index, callId);
        return place == 0 ? null : Read(place);
    }

    /// <summary>Appends the attempt, or updates it if it is already in the job's chain.</summary>
    public void Write(ref StoredJob job, in AttemptRow attempt)
    {
        var place = attempt.Number > job.LastNumber ? 0 : job.LastAttempt;
        while (place != 0 && this[place].Number != attempt.Number)
        {
            place = this[place].Previous;
        }

        if (place == 0)
        {
            place = TakePlace();
            this[place] = EntryOf(attempt, job.LastAttempt);
            _callerIds.Set(place, attempt.CallerId);
            job.LastAttempt = place;
            job.LastNumber = Math.Max(job.LastNumber, attempt.Number);
        }

        ref var entry = ref this[place];
        entry.State = attempt.State;
        entry.Outcome = attempt.Outcome;
        entry.EndedAt = attempt.EndedAt;
        _hashes[place] = attempt.ContentHash;
        WriteTexts(place, ref entry, attempt);
    }

    /// <summary>
    /// The attempts ended since an instant, in places from <paramref name="first"/> up to but excluding <paramref name="end"/>.
    /// </summary>
    public IEnumerable<AttemptRow> Read(long first, long end, long since)
    {
        for (var index = (int)Math.Max(1, first); index < Math.Min(end, _count); index++)
        {
            if (this[index].State == AttemptState.Ended && this[index].EndedAt >= since)
            {
                yield return Read(index);
            }
        }
    }

    /// <summary>Whether there are entries at or after a place.</summary>
    public bool IsWithin(long place) => place < _count;

    public List<AttemptRow> ReadChain(int last)
    {
        var rows = new List<AttemptRow>();
        for (var index = last; index != 0; index = this[index].Previous)
        {
            rows.Add(Read(index));
        }

        rows.Sort((a, b) => a.Number.CompareTo(b.Number));
        return rows;
    }

    private int TakePlace()
    {
        if (_free != 0)
        {
            var place = _free;
            _free = this[place].Previous;
            return place;
        }

        if (_count >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(new Entry[ChunkSize]);
        }

        return _count++;
    }

    private Entry EntryOf(in AttemptRow row, int previous) => new()
    {
        Job = (int)row.Job,
        Number = row.Number,
        Previous = previous,
        Epoch = IndexOf(row.Epoch),
        Step = row.Step,
        Try = row.Try,
        Provider = (ushort)IndexOf(row.Provider),
        CommittedAt = row.CommittedAt,
    };

    private void WriteTexts(int place, ref Entry entry, in AttemptRow row)
    {
        var isBare = row is { ProviderCallId: null, Note: null, ProviderStatus: null, OccurredAt: 0 };
        if (isBare && entry.Texts is null)
        {
            return;
        }

        var texts = entry.Texts ??= new Texts();
        if (texts.CallId != row.ProviderCallId)
        {
            if (texts.CallId is { } before)
            {
                _calls.Remove(entry.Provider, before, place);
            }

            if (row.ProviderCallId is { } callId)
            {
                _calls.Add(entry.Provider, callId, place);
            }
        }

        texts.CallId = row.ProviderCallId;
        texts.Note = row.Note;
        texts.Status = row.ProviderStatus;
        texts.OccurredAt = row.OccurredAt;
        entry.Texts = isBare ? null : texts;
    }

    private AttemptRow RowOf(in Entry entry) => new()
    {
        Job = entry.Job,
        Number = entry.Number,
        Step = entry.Step,
        Try = entry.Try,
        State = entry.State,
        Outcome = entry.Outcome,
        Epoch = _epochs[entry.Epoch],
        CommittedAt = entry.CommittedAt,
        EndedAt = entry.EndedAt,
        Provider = _providers[entry.Provider],
        ProviderCallId = entry.Texts?.CallId,
        Note = entry.Texts?.Note,
        ProviderStatus = entry.Texts?.Status,
        OccurredAt = entry.Texts?.OccurredAt ?? 0,
    };

    private int IndexOf(string provider)
    {
        for (var i = 0; i < _providers.Count; i++)
        {
            if (ReferenceEquals(_providers[i], provider) || _providers[i] == provider)
            {
                return i;
            }
        }

        _providers.Add(provider);
        return _providers.Count - 1;
    }

    private int IndexOf(long epoch)
    {
        if (_epochs[^1] == epoch)
        {
            return _epochs.Count - 1;
        }

        var index = _epochs.IndexOf(epoch);
        if (index < 0)
        {
            _epochs.Add(epoch);
            index = _epochs.Count - 1;
        }

        return index;
    }

    private struct Entry
    {
        public int Job;
        public int Number;
        public int Previous;
        public int Epoch;
        public short Step;
        public short Try;
        public ushort Provider;
        public AttemptState State;
        public AttemptOutcome Outcome;
        public long CommittedAt;
        public long EndedAt;
        public Texts? Texts;

        public readonly (long CommittedAt, int Job, int Number) Age => (CommittedAt, Job, Number);
    }

    /// <summary>The fields that few attempts have.</summary>
    private sealed class Texts
    {
        public string? CallId;
        public string? Note;
        public string? Status;
        public long OccurredAt;
    }
}
