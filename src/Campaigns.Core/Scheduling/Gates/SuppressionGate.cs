namespace Campaigns.Scheduling.Gates;

/// <summary>Closed for good for a person on the tenant's do-not-contact list.</summary>
internal sealed class SuppressionGate() : Gate("suppression", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate) =>
        candidate.Tenant.Suppressions.Covers(candidate.Contact, candidate.Lane.Row.Channel)
            ? Verdict.Never("the person is not to be contacted", JobState.Suppressed)
            : Verdict.Open;
}

/// <summary>A tenant's do-not-contact list.</summary>
internal sealed class SuppressionList
{
    private readonly HashSet<(string? Channel, string? Key, string? Address)> _entries = [];

    public bool Add(Suppression entry) => _entries.Add((entry.Channel, entry.ContactKey, entry.Address));

    public bool Remove(Suppression entry) => _entries.Remove((entry.Channel, entry.ContactKey, entry.Address));

    public bool Covers(Contact contact, string channel)
    {
        if (_entries.Count == 0)
        {
            return false;
        }

        var address = contact.AddressOn(channel);
        return _entries.Contains((null, contact.Key, null)) || _entries.Contains((channel, contact.Key, null))
            || (address is not null && (_entries.Contains((null, null, address)) || _entries.Contains((channel, null, address))));
    }
}
