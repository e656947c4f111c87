using System.Net;

namespace Campaigns.Twilio;

/// <summary>Reads the fields of a form or a query. Keeps repeated and empty fields, and every space.</summary>
internal static class FormFields
{
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string text) =>
    [
        .. from pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries)
           let at = pair.IndexOf('=')
           let name = at < 0 ? pair : pair[..at]
           let value = at < 0 ? "" : pair[(at + 1)..]
           select KeyValuePair.Create(WebUtility.UrlDecode(name), WebUtility.UrlDecode(value)),
    ];

    /// <summary>The first value of a field; null if it is missing or empty.</summary>
    public static string? Find(this IReadOnlyList<KeyValuePair<string, string>> fields, string name)
    {
        foreach (var field in fields)
        {
            if (field.Key == name)
            {
                return field.Value.Length == 0 ? null : field.Value;
            }
        }

        return null;
    }
}
