namespace Campaigns.Scheduling;

/// <summary>The addresses with an attempt that is or may be live, and the jobs that wait for these addresses.</summary>
internal sealed class BusyAddresses
{
    private readonly HashSet<AddressKey> _busy = [];
    private readonly Dictionary<AddressKey, Queue<(int Slot, long Job)>> _waiters = [];
    private readonly Dictionary<AddressKey, long> _lingering = [];

    public bool IsBusy(AddressKey key) => _busy.Contains(key);

    public void Add(AddressKey key) => _busy.Add(key);

    /// <summary>Keeps the address busy after its attempt, at most until an instant of the monotonic clock.</summary>
    public void Linger(AddressKey key, long until) => _lingering[key] = until;

    /// <summary>The time until which the address stays busy after its attempt, on the monotonic clock; 0 if it does not linger.</summary>
    public long LingersUntil(AddressKey key) => _lingering.Count == 0 ? 0 : _lingering.GetValueOrDefault(key);

    public void Wait(AddressKey key, int slot, long job) =>
        (_waiters.TryGetValue(key, out var waiters) ? waiters : _waiters[key] = []).Enqueue((slot, job));

    /// <summary>Frees the address.</summary>
    /// <returns>The jobs that waited for the address, in order; null for none. All return to their lanes, and the first job picked takes
    /// the address.</returns>
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
