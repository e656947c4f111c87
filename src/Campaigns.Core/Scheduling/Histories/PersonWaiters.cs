using System.Runtime.InteropServices;

namespace Campaigns.Scheduling;

/// <summary>Jobs of a tenant that wait for the end of a live attempt to their person, because a cap may let them through then.</summary>
internal sealed class PersonWaiters
{
    private readonly Dictionary<AddressKey, List<(int Slot, long Job)>> _waiters = [];

    public bool HasAny => _waiters.Count > 0;

    public void Add(in AddressKey name, int slot, long job) =>
        (CollectionsMarshal.GetValueRefOrAddDefault(_waiters, name, out _) ??= []).Add((slot, job));

    /// <summary>Takes out who waits for a person of that name; null for nobody.</summary>
    public List<(int Slot, long Job)>? Take(in AddressKey name) => _waiters.Remove(name, out var waiters) ? waiters : null;

    /// <summary>Takes out everybody.</summary>
    public List<(int Slot, long Job)> TakeAll()
    {
        List<(int Slot, long Job)> all = [.. _waiters.Values.SelectMany(waiters => waiters)];
        _waiters.Clear();
        return all;
    }
}
