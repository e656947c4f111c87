using System.Globalization;

namespace Campaigns.Scheduling.Gates;

/// <summary>Closed while an attempt to the same address is live, or may be, in whatever campaign of the tenant.</summary>
internal sealed class AddressGate() : Gate("address", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var addresses = candidate.State.Addresses;
        if (!addresses.IsBusy(candidate.Address))
        {
            return Verdict.Open;
        }

        return addresses.LingersUntil(candidate.Address) is > 0 and var until
            ? Verdict.Closed("an earlier attempt to the address may still be live", candidate.Now.Wall + until - candidate.Now.Mono)
            : Verdict.Closed("another attempt to the address is live");
    }
}

/// <summary>One address of one tenant on one channel.</summary>
/// <param name="Tenant">The tenant's index.</param>
/// <param name="Channel">The channel's index.</param>
/// <param name="Number">The digits of a phone number; of another address its hash, which it needs several times on its way.</param>
/// <param name="Text">The address, unless it is a phone number.</param>
internal readonly record struct AddressKey(int Tenant, int Channel, ulong Number, string? Text)
{
    /// <summary>Whether there is no address.</summary>
    public bool IsNone => Number == 0 && Text is null;

    public static AddressKey Of(TenantEntry tenant, Route route, Contact contact) =>
        contact.OtherAddress(route.Channel) is { } text
            ? Of(tenant, route, text)
            : new(tenant.Index, route.Index, contact.Phone.Digits, null);

    /// <summary>The key of an address as text: on a channel that uses phone numbers in E.164 form.</summary>
    public static AddressKey Of(TenantEntry tenant, Route route, string address) => Channels.UsesPhone(route.Channel)
        ? new(tenant.Index, route.Index, ulong.Parse(address.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture), null)
        : new(tenant.Index, route.Index, (ulong)address.GetHashCode(), address);

    public bool Equals(AddressKey other) =>
        Number == other.Number && Tenant == other.Tenant && Channel == other.Channel && (object.ReferenceEquals(Text, other.Text) || Text == other.Text);

    public override int GetHashCode() => (int)(((Number ^ ((ulong)Tenant << 48) ^ ((ulong)Channel << 56)) * 0x9E3779B97F4A7C15) >> 32);
}

/// <summary>The addresses with an attempt that is live or may be, and the jobs that wait for one of them.</summary>
internal sealed class BusyAddresses
{
    private readonly HashSet<AddressKey> _busy = [];
    private readonly Dictionary<AddressKey, Queue<(int Slot, long Job)>> _waiters = [];
    private readonly Dictionary<AddressKey, long> _lingering = [];

    public bool IsBusy(AddressKey key) => _busy.Contains(key);

    public void Take(AddressKey key) => _busy.Add(key);

    /// <summary>The address stays busy after its attempt, at most until an instant of the monotonic clock.</summary>
    public void Linger(AddressKey key, long until) => _lingering[key] = until;

    /// <summary>Until when the address stays busy after its attempt, on the monotonic clock; 0 when it is not.</summary>
    public long LingersUntil(AddressKey key) => _lingering.Count == 0 ? 0 : _lingering.GetValueOrDefault(key);

    public void Wait(AddressKey key, int slot, long job) =>
        (_waiters.TryGetValue(key, out var waiters) ? waiters : _waiters[key] = []).Enqueue((slot, job));

    /// <summary>Frees the address.</summary>
    /// <returns>The jobs that waited for it, in order; null for none. All return to their lanes, where the first to be picked takes it.</returns>
    public Queue<(int Slot, long Job)>? Free(AddressKey key)
    {
        _busy.Remove(key);
        if (_lingering.Count > 0)
        {
            _lingering.Remove(key);
        }

        return _waiters.Count > 0 && _waiters.Remove(key, out var waiters) ? waiters : null;
    }
}
