using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Finds the place of an attempt by the call id of its provider. Few providers give the same call id twice.</summary>
/// <param name="byAge">Orders places by age, older attempts first.</param>
internal sealed class MemoryCalls(IComparer<int> byAge)
{
    private readonly Dictionary<(int Provider, string CallId), int> _newest = [];
    private readonly Dictionary<(int Provider, string CallId), List<int>> _older = [];

    /// <summary>The place of the newest attempt with the call id; 0 for none.</summary>
    public int Find(int provider, string callId) => _newest.GetValueOrDefault((provider, callId));

    public void Add(int provider, string callId, int place)
    {
        ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, (provider, callId), out var isTaken);
        if (!isTaken)
        {
            newest = place;
            return;
        }

        var older = byAge.Compare(place, newest) > 0 ? newest : place;
        newest = older == place ? newest : place;
        if (!_older.TryGetValue((provider, callId), out var places))
        {
            _older[(provider, callId)] = places = [];
        }

        places.Insert(~places.BinarySearch(older, byAge), older);
    }

    public void Remove(int provider, string callId, int place)
    {
        var key = (provider, callId);
        var places = _older.GetValueOrDefault(key);
        if (_newest[key] != place)
        {
            places!.RemoveAt(places.BinarySearch(place, byAge));
        }
        else if (places is null)
        {
            _newest.Remove(key);
        }
        else
        {
            _newest[key] = places[^1];
            places.RemoveAt(places.Count - 1);
        }

        if (places is { Count: 0 })
        {
            _older.Remove(key);
        }
    }
}
