namespace Campaigns.Scheduling.Gates;

/// <summary>Closed for good for a person on the tenant's do-not-contact list.</summary>
internal sealed class SuppressionGate() : Gate("suppression", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var list = candidate.Tenant.Suppressions;
        ref var job = ref candidate.Job;
        if (job.Cleared == list.Version)
        {
            return Verdict.Open; // nobody was added since the job was last found not to be on it
        }

        if (list.Covers(job.Contact, candidate.Lane.Row.Channel))
        {
            return Verdict.Never("the person is not to be contacted", JobState.Suppressed);
        }

        job.Cleared = list.Version;
        return Verdict.Open;
    }
}

/// <summary>A tenant's do-not-contact list.</summary>
internal sealed class SuppressionList
{
    private readonly HashSet<(string? Channel, string Key)> _keys = [];
    private readonly HashSet<(string? Channel, string Address)> _addresses = [];

    /// <summary>Rises with every entry that is added.</summary>
    public int Version { get; private set; }

    public void Add(Suppression entry)
    {
        Version++;
        if (entry.ContactKey is { } key)
        {
            _keys.Add((entry.Channel, key));
        }
        else
        {
            _addresses.Add((entry.Channel, entry.Address!));
        }
    }

    public void Remove(Suppression entry)
    {
        _keys.Remove((entry.Channel, entry.ContactKey ?? ""));
        _addresses.Remove((entry.Channel, entry.Address ?? ""));
    }

    public bool Covers(Contact contact, string channel) =>
        HasEither(_keys, channel, contact.Key)
        || (_addresses.Count > 0 && contact.AddressOn(channel) is { } address && HasEither(_addresses, channel, address));

    private static bool HasEither(HashSet<(string?, string)> entries, string channel, string value) =>
        entries.Count > 0 && (entries.Contains((null, value)) || entries.Contains((channel, value)));
}
