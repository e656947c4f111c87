namespace Campaigns.Scheduling.Gates;

/// <summary>Closed while a contact has had all the attempts that the tenant allows in a time, or is left alone after a conversation.</summary>
internal sealed class FrequencyGate() : Gate("frequency", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var settings = candidate.Tenant.Settings;
        if (!settings.NeedsHistory)
        {
            return Verdict.Open;
        }

        var key = AddressKey.Of(candidate.Tenant, candidate.Lane.Route, candidate.Contact);
        if (candidate.Tenant.History.Find(key) is not { } history)
        {
            return Verdict.Open;
        }

        var opens = history.Conversation == 0 ? 0 : Now.After(history.Conversation, settings.CoolDown);
        foreach (var cap in settings.Caps)
        {
            opens = Math.Max(opens, OpensAt(cap, history.Attempts, candidate.Lane.Row.Zone, candidate.Now.Wall));
        }

        return opens > candidate.Now.Wall ? Verdict.Closed("the contact was tried often enough", opens) : Verdict.Open;
    }

    /// <summary>When the cap lets the next attempt through: when the oldest of the last so many falls out of its days.</summary>
    private static long OpensAt(FrequencyCap cap, List<long> attempts, string zone, long now)
    {
        if (attempts.Count < cap.Attempts)
        {
            return 0;
        }

        var oldest = attempts[^cap.Attempts];
        return cap.Period == CapPeriod.Rolling
            ? Now.After(oldest, TimeSpan.FromDays(cap.Days))
            : Zones.StartOfDay(zone, oldest, cap.Days);
    }
}

/// <summary>What a tenant's caps need to know of one address.</summary>
internal sealed class ContactHistory
{
    /// <summary>When it was tried, in UTC ticks, rising.</summary>
    public List<long> Attempts { get; } = [];

    /// <summary>When the last conversation ended, in UTC ticks; 0 for never.</summary>
    public long Conversation { get; set; }
}

/// <summary>The attempts of a tenant that its caps still look back on, by address. Kept only for tenants with caps.</summary>
internal sealed class TenantHistory
{
    private readonly Dictionary<AddressKey, ContactHistory> _contacts = [];

    public ContactHistory? Find(AddressKey key) => _contacts.GetValueOrDefault(key);

    public void Clear() => _contacts.Clear();

    /// <summary>Notes an attempt that may have reached the contact.</summary>
    /// <param name="key">The address.</param>
    /// <param name="at">When it was committed.</param>
    /// <param name="conversationAt">When it ended, if it was a conversation; 0 otherwise.</param>
    /// <param name="since">Attempts before this moment matter no more.</param>
    public void Note(AddressKey key, long at, long conversationAt, long since)
    {
        if (!_contacts.TryGetValue(key, out var history))
        {
            _contacts[key] = history = new ContactHistory();
        }

        history.Attempts.RemoveAll(attempt => attempt < since);
        var place = history.Attempts.BinarySearch(at);
        if (place < 0)
        {
            history.Attempts.Insert(~place, at); // a late report tells of an attempt that is noted already
        }

        history.Conversation = Math.Max(history.Conversation, conversationAt);
    }
}
