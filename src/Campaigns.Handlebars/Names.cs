using System.Text;

namespace Campaigns.Handlebars;

/// <summary>Resolves the names at one place in a template.</summary>
/// <param name="Root">The root of names without a root; null at the top level, where a name begins with its root.</param>
/// <param name="IsKnown">Whether names can be resolved here. False in a block that iterates over a list.</param>
/// <param name="IsOptional">Whether the campaign's data decides if this place is written.</param>
/// <param name="Own">Block parameters of the enclosing blocks.</param>
internal readonly record struct Scope(string? Root, bool IsKnown, bool IsOptional, IReadOnlyList<string> Own)
{
    public static readonly Scope Top = new(null, true, false, []);

    public static readonly string[] Roots = ["contact", "company", "campaign", "tenant"];

    /// <summary>Resolves a variable.</summary>
    /// <param name="name">The name as written.</param>
    /// <returns>The parts of the name, the first of which is a root; null if the name cannot be resolved here.</returns>
    /// <exception cref="TemplateException">The name has no meaning.</exception>
    public IReadOnlyList<string>? Find(string name)
    {
        var (root, isKnown) = (Root, IsKnown);
        if (name.StartsWith("@root.", StringComparison.Ordinal))
        {
            (name, root, isKnown) = (name[6..], null, true);
        }

        foreach (var here in new[] { "this.", "this/", "./" })
        {
            name = name.StartsWith(here, StringComparison.Ordinal) ? name[here.Length..] : name;
        }

        var parts = Split(name);
        if (!isKnown || name is "this" or "." || name[0] is '@' or '.' || Own.Contains(parts[0]))
        {
            return null;
        }

        parts = root is null ? parts : [root, .. parts];
        Require(name, parts);
        return parts;
    }

    private static void Require(string name, IReadOnlyList<string> parts)
    {
        if (!Roots.Contains(parts[0]))
        {
            var lower = parts[0].ToLowerInvariant();
            var index = name.IndexOf('[');
            var isIndexed = index > 0 && Roots.Contains(name[..index]);
            throw new TemplateException(isIndexed ? $"there is no {name}; write {name[..index]}.[{name[index..].Trim('[', ']', '\'', '"')}]"
                : Roots.Contains(lower) ? $"there is no {name}; write {lower}{name[lower.Length..]}"
                : parts.Count == 1 ? $"there is no {name}; write {(lower.Contains("company", StringComparison.Ordinal) ? "company" : "contact")}.{name}"
                : $"there is no {name}: a variable begins with {string.Join(". or ", Roots)}.");
        }

        if (parts.Count > 2)
        {
            throw new TemplateException(
                $"there is no {name}: a value has no parts. Write a name with a dot in brackets, such as {parts[0]}.[{string.Join('.', parts.Skip(1))}]");
        }
    }

    private static IReadOnlyList<string> Split(string name)
    {
        var (parts, part) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '[' && name.IndexOf(']', i) is var close and > 0)
            {
                part.Append(name, i + 1, close - i - 1);
                i = close;
            }
            else if (name[i] is '.' or '/')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(name[i]);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }
}
