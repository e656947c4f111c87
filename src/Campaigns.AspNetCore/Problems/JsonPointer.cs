using System.Text.Json;

namespace Campaigns.AspNetCore.Problems;

/// <summary>Writes JSON pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    /// <summary>The pointer of a field that is named as in C#: <c>Steps[0].Retry</c> is <c>/steps/0/retry</c>.</summary>
    public static string OfField(string field)
    {
        var names = field.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(names.Select(
            name => "/" + Escape(name.EndsWith(']') ? name[..^1] : JsonNamingPolicy.CamelCase.ConvertName(name))));
    }

    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
