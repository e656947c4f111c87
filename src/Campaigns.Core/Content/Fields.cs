using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Campaigns;

/// <summary>Named values without blank ones.</summary>
internal abstract class Fields : IReadOnlyDictionary<string, string>
{
    public int Count => this.Count();

    public IEnumerable<string> Keys => this.Select(pair => pair.Key);

    public IEnumerable<string> Values => this.Select(pair => pair.Value);

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no {key}.");

    /// <summary>Copies values.</summary>
    /// <param name="data">The values.</param>
    /// <param name="name">The value of <c>name</c>, unless the data has one; null for none.</param>
    public static Fields Of(IReadOnlyDictionary<string, string>? data, string? name = null)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name ?? "" };
        foreach (var (key, value) in data ?? new Dictionary<string, string>())
        {
            fields[key] = value;
        }

        return new OwnFields(fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)).ToDictionary());
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public abstract bool TryGetValue(string key, [MaybeNullWhen(false)] out string value);

    public abstract IEnumerator<KeyValuePair<string, string>> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class OwnFields(Dictionary<string, string> fields) : Fields
    {
        public override bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => fields.TryGetValue(key, out value);

        public override IEnumerator<KeyValuePair<string, string>> GetEnumerator() => fields.GetEnumerator();
    }
}

/// <summary>A contact's data, or the company part of it, read in place without a copy.</summary>
internal sealed class ContactFields(Contact contact, bool isCompany) : Fields
{
    private const string Company = "company.";
    private const string Key = "key";

    public override bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var found = Find(contact.DataPairs, key) ?? (!isCompany && key == Key ? contact.Key : null);
        value = string.IsNullOrWhiteSpace(found) ? null : found;
        return value is not null;
    }

    public override IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        var pairs = contact.DataPairs ?? [];
        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i].StartsWith(Company, StringComparison.Ordinal) == isCompany && !string.IsNullOrWhiteSpace(pairs[i + 1]))
            {
                yield return new(isCompany ? pairs[i][Company.Length..] : pairs[i], pairs[i + 1]);
            }
        }

        if (!isCompany && Pairs.Find(pairs, Key) is null)
        {
            yield return new(Key, contact.Key);
        }
    }

    private string? Find(string[]? pairs, string key)
    {
        if (!isCompany)
        {
            return Pairs.Find(pairs, key);
        }

        for (var i = 0; i < pairs?.Length; i += 2)
        {
            if (pairs[i].StartsWith(Company, StringComparison.Ordinal) && pairs[i].AsSpan(Company.Length).SequenceEqual(key))
            {
                return pairs[i + 1];
            }
        }

        return null;
    }
}
