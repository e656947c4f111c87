using System.Runtime.InteropServices;

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

/// <summary>A tenant's do-not-contact list, in little memory: all of it is held, because the gate cannot wait for the store.</summary>
internal sealed class SuppressionList
{
    private const string AnyChannel = "";
    private readonly Dictionary<string, TextSet> _keys = [];
    private readonly Dictionary<string, TextSet> _addresses = [];

    /// <summary>Rises with every entry that is added.</summary>
    public int Version { get; private set; }

    public void Add(Suppression entry)
    {
        Version++;
        PlaceOf(entry).Add(entry.ContactKey ?? entry.Address!);
    }

    public void Remove(Suppression entry) => PlaceOf(entry).Remove(entry.ContactKey ?? entry.Address!);

    public bool Covers(Contact contact, string channel) =>
        HasEither(_keys, channel, contact.Key)
        || (_addresses.Count > 0 && contact.AddressOn(channel) is { } address && HasEither(_addresses, channel, address));

    private TextSet PlaceOf(Suppression entry)
    {
        var entries = entry.ContactKey is null ? _addresses : _keys;
        return CollectionsMarshal.GetValueRefOrAddDefault(entries, entry.Channel ?? AnyChannel, out _) ??= [];
    }

    private static bool HasEither(Dictionary<string, TextSet> entries, string channel, string value) => entries.Count > 0
        && (entries.GetValueOrDefault(AnyChannel)?.Contains(value) == true || entries.GetValueOrDefault(channel)?.Contains(value) == true);
}
