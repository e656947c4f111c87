using System.Collections;
using System.Diagnostics.CodeAnalysis;
using HandlebarsDotNet;

namespace Campaigns.Handlebars;

/// <summary>
/// Named values for Handlebars. A missing name becomes an undefined value with the whole name, which an error message can show.
/// </summary>
internal abstract class Variables : IReadOnlyDictionary<string, object>
{
    public int Count => Keys.Count();

    public abstract IEnumerable<string> Keys { get; }

    public IEnumerable<object> Values => Keys.Select(key => this[key]);

    public object this[string key] => TryGetValue(key, out var value) ? value : UndefinedBindingResult.Create(key);

    public static TemplateException Missing(object? undefined) =>
        TemplateException.NoValue(undefined is UndefinedBindingResult { Value: var name } ? name : "such value");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public abstract bool TryGetValue(string key, [MaybeNullWhen(false)] out object value);

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() =>
        Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The four root variables.</summary>
internal sealed class RootVariables(TemplateData data) : Variables
{
    private static readonly string[] Roots = ["contact", "company", "campaign", "tenant"];

    public override IEnumerable<string> Keys => Roots;

    public override bool TryGetValue(string key, [MaybeNullWhen(false)] out object value)
    {
        value = key switch
        {
            "contact" => new RootValues(key, data.Contact),
            "company" => new RootValues(key, data.Company),
            "campaign" => new RootValues(key, data.Campaign),
            "tenant" => new RootValues(key, data.Tenant),
            _ => null,
        };
        return value is not null;
    }
}

/// <summary>The values under one root.</summary>
internal sealed class RootValues(string root, IReadOnlyDictionary<string, string> values) : Variables
{
    public string Root => root;

    public override IEnumerable<string> Keys => values.Keys;

    public override bool TryGetValue(string key, [MaybeNullWhen(false)] out object value)
    {
        value = values.TryGetValue(key, out var text) ? text : UndefinedBindingResult.Create($"{root}.{key}");
        return true;
    }
}
