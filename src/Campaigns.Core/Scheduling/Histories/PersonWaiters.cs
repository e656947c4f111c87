using System.Runtime.InteropServices;

namespace Campaigns.Scheduling;

/// <summary>Jobs of a tenant that wait for a live attempt to the same person to end, because a cap may then allow an attempt.</summary>
internal sealed class PersonWaiters
{
    private readonly Dictionary<AddressKey, List<(int Slot, long Job)>> _waiters = [];

    public bool HasAny => _waiters.Count > 0;

    public void Add(in AddressKey name, int slot, long job) =>
        (CollectionsMarshal.GetValueRefOrAddDefault(_waiters, name, out _) ??= []).Add((slot, job));

    /// <summary>Removes and returns the jobs that wait for a person with a name; null for none.</summary>
    public List<(int Slot, long Job)>? Remove(in AddressKey name) => _waiters.Remove(name, out var waiters) ? waiters : null;

    /// <summary>Removes and returns all waiting jobs.</summary>
    public List<(int Slot, long Job)> TakeAll()
    {
        List<(int Slot, long Job)> all = [.. _waiters.Values.SelectMany(waiters => waiters)];
        _waiters.Clear();
        return all;
    }
}
