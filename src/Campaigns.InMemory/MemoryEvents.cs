using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>The event log, and triggers.</summary>
internal sealed class MemoryEvents
{
    private readonly Dictionary<long, LoggedEvent> _rows = [];
    private readonly Dictionary<EventKey, long> _byId = [];
    private readonly Dictionary<(string Tenant, string Name), CampaignTrigger> _triggers = [];
    private long _first = 1; // no row is before this sequence

    /// <summary>The highest sequence ever used.</summary>
    public long Last { get; private set; }

    public IEnumerable<CampaignTrigger> Triggers => _triggers.Values;

    public void Write(CommitBatch batch)
    {
        if (batch.ForgetEventsBefore is { } before)
        {
            Forget(2L * batch.Events.Count, before);
        }

        foreach (var (tenant, instant, limit) in batch.EventPurges)
        {
            OfTenant(tenant).Take(limit).Where(row => row.ReceivedAt < instant).ToList().ForEach(Remove);
        }

        foreach (var row in batch.Events)
        {
            Write(row);
        }

        foreach (var (tenant, name, trigger) in batch.Triggers)
        {
            if (trigger is null)
            {
                _triggers.Remove((tenant, name));
            }
            else
            {
                _triggers[(tenant, name)] = trigger;
            }
        }
    }

    public List<LoggedEvent> Find(IReadOnlyList<EventKey> keys)
    {
        var found = new List<LoggedEvent>();
        foreach (var key in keys)
        {
            if (_byId.TryGetValue(key, out var sequence))
            {
                found.Add(_rows[sequence]);
            }
        }

        return found;
    }

    public QueryPage<LoggedEvent, long> Read(EventQuery query)
    {
        var page = new PageBuilder<LoggedEvent, long>(query.Limits, query.After);
        for (var sequence = Math.Max(query.After + 1, _first); sequence <= Last; sequence++)
        {
            if (page.IsFull)
            {
                return page.End(hasMore: true);
            }

            page.Examine(sequence);
            if (_rows.TryGetValue(sequence, out var row) && (query.Tenant ?? row.Event.Tenant) == row.Event.Tenant
                && (query.State ?? row.State) == row.State)
            {
                page.Add(row);
            }
        }

        return page.End(hasMore: false);
    }

    /// <summary>Overwrites the entries about a person.</summary>
    /// <returns>The number of entries.</returns>
    public int Erase(string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses)
    {
        var erased = 0;
        foreach (var row in _rows.Values.Where(row => row.Event.Tenant == tenant).ToList())
        {
            if (row.Erase(keys, addresses) is { } left)
            {
                _rows[row.Sequence] = left;
                erased++;
            }
        }

        return erased;
    }

    /// <summary>The entries of a tenant, in order.</summary>
    private IEnumerable<LoggedEvent> OfTenant(string tenant)
    {
        for (var sequence = _first; sequence <= Last; sequence++)
        {
            if (_rows.TryGetValue(sequence, out var row) && row.Event.Tenant == tenant)
            {
                yield return row;
            }
        }
    }

    private void Write(LoggedEvent row)
    {
        var key = new EventKey(row.Event.Tenant, row.Event.Id);
        if (_rows.TryGetValue(row.Sequence, out var before))
        {
            _byId.Remove(new EventKey(before.Event.Tenant, before.Event.Id));
        }

        if (_byId.TryGetValue(key, out var other))
        {
            _rows.Remove(other);
        }

        (_rows[row.Sequence], _byId[key]) = (row, row.Sequence);
        (_first, Last) = (Math.Min(_first, row.Sequence), Math.Max(Last, row.Sequence));
    }

    private void Forget(long most, DateTimeOffset before)
    {
        for (; _first <= Last && most > 0; _first++)
        {
            if (!_rows.TryGetValue(_first, out var row))
            {
                continue;
            }

            if (row.ReceivedAt >= before)
            {
                return;
            }

            Remove(row);
            most--;
        }
    }

    private void Remove(LoggedEvent row)
    {
        _rows.Remove(row.Sequence);
        _byId.Remove(new EventKey(row.Event.Tenant, row.Event.Id));
    }
}
