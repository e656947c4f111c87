using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>All caller ids of the registered providers, and their ids in the store, by which jobs remember their last number.</summary>
internal sealed class CallerIdTable
{
    private readonly Dictionary<(string Provider, string Number), CallerIdEntry> _entries = [];
    private int _lastId;

    public IEnumerable<CallerIdEntry> All => _entries.Values;

    public void Add(ProviderEntry provider)
    {
        foreach (var entry in provider.CallerIds?.Entries ?? [])
        {
            _entries.Add((entry.Provider, entry.Number), entry);
        }
    }

    /// <summary>
    /// Takes a slot of the number of an earlier attempt; null for an attempt without a number. A number that is no longer registered gets
    /// an entry that no other attempt uses.
    /// </summary>
    public CallerIdEntry? Retake(in AttemptRow row)
    {
        var entry = row.CallerId is not { } number
            ? null
            : _entries.GetValueOrDefault((row.Provider, number)) ?? new CallerIdEntry(row.Provider, new CallerId(number), null);
        entry?.TakeSlot();
        return entry;
    }

    /// <summary>Finds the number whose usage the store keeps under a name.</summary>
    public CallerIdEntry? FindUsage(string name)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? null : _entries.GetValueOrDefault((name[(space + 1)..], name[..space]));
    }

    /// <summary>Takes over the stored ids and settings. A number that is no longer registered keeps its row.</summary>
    public void Load(IReadOnlyList<CallerIdRow> rows, long mono)
    {
        foreach (var row in rows)
        {
            _lastId = Math.Max(_lastId, row.Id);
            if (_entries.TryGetValue((row.Provider, row.Number), out var entry))
            {
                entry.Identify((ushort)row.Id);
                entry.Change(row.Settings, mono);
            }
        }
    }

    /// <summary>
    /// Gives a number its id in the store, if it has none. After 65,535 numbers, none is left, and jobs do not remember more.
    /// </summary>
    public void EnsureId(CallerIdEntry entry, CommitBatch batch)
    {
        if (entry.Id == 0 && _lastId < ushort.MaxValue)
        {
            entry.Identify((ushort)++_lastId);
            Write(entry, null, batch);
        }
    }

    /// <summary>Writes the settings of a number.</summary>
    public void Write(CallerIdEntry entry, CallerIdSettings? settings, CommitBatch batch)
    {
        if (entry.Id == 0)
        {
            throw new CampaignException(
                CampaignError.Invalid, "65,535 caller ids have been stored, the most that a store keeps: change the options instead.");
        }

        batch.Write(new CallerIdRow(entry.Id, entry.Provider, entry.Number, settings));
    }
}
