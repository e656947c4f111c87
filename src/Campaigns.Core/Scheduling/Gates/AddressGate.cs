namespace Campaigns.Scheduling.Gates;

/// <summary>Closed while an attempt to the same address is live, in whatever campaign of the tenant.</summary>
internal sealed class AddressGate() : Gate("address", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate) =>
        candidate.State.Addresses.IsBusy(candidate.Address) ? Verdict.Closed("another attempt to the address is live") : Verdict.Open;
}

/// <summary>One address of one tenant on one channel.</summary>
/// <param name="Tenant">The tenant's index.</param>
/// <param name="Channel">The channel's index.</param>
/// <param name="Number">The digits of a phone number; of another address its hash, which it needs several times on its way.</param>
/// <param name="Text">The address, unless it is a phone number.</param>
internal readonly record struct AddressKey(int Tenant, int Channel, ulong Number, string? Text)
{
    public static AddressKey Of(TenantEntry tenant, Route route, Contact contact) =>
        contact.OtherAddress(route.Channel) is { } text
            ? new(tenant.Index, route.Index, (ulong)text.GetHashCode(), text)
            : new(tenant.Index, route.Index, contact.Phone.Digits, null);

    public bool Equals(AddressKey other) =>
        Number == other.Number && Tenant == other.Tenant && Channel == other.Channel && (object.ReferenceEquals(Text, other.Text) || Text == other.Text);

    public override int GetHashCode() => (int)(((Number ^ ((ulong)Tenant << 48) ^ ((ulong)Channel << 56)) * 0x9E3779B97F4A7C15) >> 32);
}

/// <summary>The addresses with a live attempt, and the jobs that wait for one of them.</summary>
internal sealed class BusyAddresses
{
    private readonly HashSet<AddressKey> _busy = [];
    private readonly Dictionary<AddressKey, Queue<(int Slot, long Job)>> _waiters = [];

    public bool IsBusy(AddressKey key) => _busy.Contains(key);

    public void Take(AddressKey key) => _busy.Add(key);

    public void Wait(AddressKey key, int slot, long job) =>
        (_waiters.TryGetValue(key, out var waiters) ? waiters : _waiters[key] = []).Enqueue((slot, job));

    /// <summary>Frees the address.</summary>
    /// <returns>The jobs that waited for it, in order; null for none. All return to their lanes, where the first to be picked takes it.</returns>
    public Queue<(int Slot, long Job)>? Free(AddressKey key)
    {
        _busy.Remove(key);
        return _waiters.Count > 0 && _waiters.Remove(key, out var waiters) ? waiters : null;
    }
}
