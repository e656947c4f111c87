using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Webhooks;

/// <summary>
/// Twilio's signature of its requests: HMAC-SHA1 over the address and the sorted fields of a form, or over the address alone, whose query
/// then holds the SHA-256 of the body. Compares in constant time. A signature has no time and can be replayed.
/// </summary>
/// <remarks>
/// This file is compiled into each library that needs it. The rules are those of Twilio's page "Security" and of its Python library; the C#
/// library refuses forms with repeated fields.
/// </remarks>
[SuppressMessage("Security", "CA5350", Justification = "Twilio defines the algorithm.")]
internal static class TwilioScheme
{
    /// <summary>The header with the signature.</summary>
    public const string Header = "X-Twilio-Signature";

    private const string BodyHash = "bodySHA256";

    /// <summary>Whether one of the tokens has signed a request. Accepts the address without its port and password, too.</summary>
    /// <param name="url">The public address as Twilio called it, with its query.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="isForm">Whether the body is a form (<c>application/x-www-form-urlencoded</c>).</param>
    /// <param name="signature">The value of <see cref="Header"/>; null if it is missing.</param>
    /// <param name="tokens">The auth tokens that count.</param>
    public static bool IsSigned(string url, ReadOnlySpan<byte> body, bool isForm, string? signature, IEnumerable<string> tokens) =>
        HasBodyHash(url) ? IsSignedBody(url, body, signature, tokens)
        : isForm ? IsSignedForm(url, Parse(Encoding.UTF8.GetString(body)), signature, tokens)
        : body.IsEmpty && IsSignedForm(url, [], signature, tokens); // nothing binds any other body

    /// <summary>Whether one of the tokens has signed an address and a form.</summary>
    public static bool IsSignedForm(
        string url, IReadOnlyList<KeyValuePair<string, string>> form, string? signature, IEnumerable<string> tokens)
    {
        var given = Encoding.UTF8.GetBytes(signature ?? "");
        var isValid = false;
        foreach (var token in tokens.Where(token => !string.IsNullOrEmpty(token)))
        {
            foreach (var variant in AddressVariants(url))
            {
                isValid |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Compute(variant, form, token)), given);
            }
        }

        return isValid;
    }

    /// <summary>Whether one of the tokens has signed an address whose query holds the hash of the body.</summary>
    public static bool IsSignedBody(string url, ReadOnlySpan<byte> body, string? signature, IEnumerable<string> tokens)
    {
        var hash = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body)));
        var given = Encoding.UTF8.GetBytes(HashOf(url)?.ToLowerInvariant() ?? "");
        return CryptographicOperations.FixedTimeEquals(hash, given) & IsSignedForm(url, [], signature, tokens);
    }

    /// <summary>Whether the query of an address holds the hash of a body, so that the fields of the body are not signed.</summary>
    public static bool HasBodyHash(string url) => HashOf(url) is not null;

    /// <summary>Computes the signature of a form. A repeated field counts once per different value.</summary>
    public static string Compute(string url, IEnumerable<KeyValuePair<string, string>> form, string token)
    {
        var text = new StringBuilder(url);
        foreach (var (name, value) in form.Distinct()
            .OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Reads the fields of a form or a query. Keeps repeated and empty fields, and every space.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string text) =>
    [
        .. from pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries)
           let at = pair.IndexOf('=')
           let name = at < 0 ? pair : pair[..at]
           let value = at < 0 ? "" : pair[(at + 1)..]
           select KeyValuePair.Create(WebUtility.UrlDecode(name), WebUtility.UrlDecode(value)),
    ];

    private static string? HashOf(string url)
    {
        var query = url.IndexOf('?') is var at and >= 0 ? url[(at + 1)..].Split('#')[0] : "";
        var hashes = Parse(query).Where(field => field.Key == BodyHash).ToList();
        return hashes.Count == 1 ? hashes[0].Value : null; // two of them: nobody can say which one counts
    }

    /// <summary>
    /// The address as it is, and without user and password: there with the standard port of its scheme if it names no port, and without any
    /// port, as Twilio's own libraries take it. Leaves everything else as it is.
    /// </summary>
    private static IEnumerable<string> AddressVariants(string url)
    {
        yield return url;
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.AsSpan(start).IndexOfAny("/?#") is var length and >= 0 ? start + length : url.Length;
        var host = url[start..end];
        if (start < 3)
        {
            yield break;
        }

        host = host[(host.LastIndexOf('@') + 1)..];
        var colon = host.LastIndexOf(':') is var at && at > host.LastIndexOf(']') ? at : host.Length;
        var port = colon < host.Length ? host[colon..]
            : url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80";
        yield return $"{url[..start]}{host[..colon]}{url[end..]}";
        yield return $"{url[..start]}{host[..colon]}{port}{url[end..]}";
    }
}
