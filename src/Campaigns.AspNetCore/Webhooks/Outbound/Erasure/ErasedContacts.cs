using System.Collections.Concurrent;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// The contacts that were erased a moment ago. A message that this process held at that moment loses what it says about them before it is
/// sent or stored again. Thread-safe.
/// </summary>
internal sealed class ErasedContacts(TimeProvider time)
{
    /// <summary>Longer than anything holds a message outside of the store: a send, or a write that is repeated.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Tenant, string Key), DateTimeOffset> _contacts = [];

    public void Add(string tenant, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            _contacts[(tenant, key)] = time.GetUtcNow() + Kept;
        }
    }

    /// <summary>Removes what a message says about an erased contact.</summary>
    /// <returns>Whether the message has changed.</returns>
    public bool RemoveFrom(Delivery delivery)
    {
        if (_contacts.IsEmpty || delivery.Body is not { } body)
        {
            return false; // nearly always
        }

        foreach (var (contact, until) in _contacts)
        {
            _ = until < time.GetUtcNow() && _contacts.TryRemove(contact, out _);
        }

        if (MessageEraser.Erase(body, (tenant, key) => _contacts.ContainsKey((tenant, key))) is not { } thin)
        {
            return false;
        }

        delivery.Body = thin;
        delivery.Log.ForEach(entry => entry.Answer = null); // a receiver may have answered with what it was sent
        return true;
    }
}
