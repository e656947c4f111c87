using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Campaigns;

/// <summary>
/// A small dictionary in one array, name before value. It takes a fifth of the memory of a dictionary and is as fast for a few names.
/// </summary>
internal sealed class Pairs(string[]? pairs) : IReadOnlyDictionary<string, string>
{
    private readonly string[] _pairs = pairs ?? [];

    public int Count => _pairs.Length / 2;

    public IEnumerable<string> Keys => this.Select(pair => pair.Key);

    public IEnumerable<string> Values => this.Select(pair => pair.Value);

    public string this[string key] => Find(_pairs, key) ?? throw new KeyNotFoundException($"There is no {key}.");

    /// <summary>Copies a dictionary; null for an empty one. Interned names are shared.</summary>
    public static string[]? Of(IReadOnlyDictionary<string, string>? source)
    {
        if (source is null or { Count: 0 })
        {
            return null;
        }

        var pairs = new List<string>(source.Count * 2);
        foreach (var (key, value) in source)
        {
            pairs.Add(string.IsInterned(key) ?? key);
            pairs.Add(value);
        }

        return [.. pairs];
    }

    public static string? Find(string[]? pairs, string key)
    {
        for (var i = 0; i < pairs?.Length; i += 2)
        {
            if (string.Equals(pairs[i], key, StringComparison.Ordinal))
            {
                return pairs[i + 1];
            }
        }

        return null;
    }

    public bool ContainsKey(string key) => Find(_pairs, key) is not null;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => (value = Find(_pairs, key)) is not null;

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            yield return new KeyValuePair<string, string>(_pairs[i], _pairs[i + 1]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
