using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Contacts as they were when attempts went to them, for contacts that have changed since. Most never change.</summary>
internal sealed class FormerContacts
{
    private readonly Dictionary<long, List<(int Last, Contact Contact)>> _former = [];

    /// <summary>Keeps a contact for the attempts of its job up to a number, except attempts for which an earlier contact is kept.</summary>
    public void Keep(long job, int last, Contact contact)
    {
        ref var former = ref CollectionsMarshal.GetValueRefOrAddDefault(_former, job, out _);
        former ??= [];
        if (last > (former.Count == 0 ? 0 : former[^1].Last))
        {
            former.Add((last, contact));
        }
    }

    /// <summary>The contact that an attempt went to, if it has changed since; null otherwise.</summary>
    public Contact? Find(long job, int number) =>
        _former.Count == 0 || !_former.TryGetValue(job, out var former) ? null : former.Find(kept => kept.Last >= number).Contact;

    /// <summary>Removes the former contacts of a job.</summary>
    public void Forget(long job) => _former.Remove(job);
}
