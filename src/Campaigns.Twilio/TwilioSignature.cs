using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Twilio;

/// <summary>
/// Twilio's signature of its requests, the header X-Twilio-Signature: HMAC-SHA1 over the address and the fields of a form, or over the
/// address alone, whose query then holds the SHA-256 of the body. Compares in constant time. A signature has no time and can be replayed.
/// </summary>
/// <remarks>
/// The rules are those of Twilio's "Security" page and of its Python library; the C# library refuses forms with repeated fields.
/// </remarks>
public static class TwilioSignature
{
    private const string BodyHash = "bodySHA256";

    /// <summary>Computes the signature of a form.</summary>
    /// <param name="url">The address exactly as Twilio called it, with its query.</param>
    /// <param name="form">The fields, decoded, in any order. A repeated field counts once per different value.</param>
    /// <param name="token">The auth token.</param>
    public static string Compute(string url, IEnumerable<KeyValuePair<string, string>> form, string token)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(token);
        var text = new StringBuilder(url);
        foreach (var (name, value) in form.Distinct()
            .OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Whether one of the tokens has signed a form. Accepts the address with and without its standard port.</summary>
    /// <param name="url">The public address as Twilio called it, with its query. Not built from headers that a client can set.</param>
    /// <param name="form">The fields, decoded.</param>
    /// <param name="signature">The header; null if it is missing.</param>
    /// <param name="tokens">The auth tokens that count.</param>
    public static bool IsValid(
        string url, IReadOnlyList<KeyValuePair<string, string>> form, string? signature, IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(tokens);
        var given = Encoding.UTF8.GetBytes(signature ?? "");
        var isValid = false;
        foreach (var token in tokens.Where(token => !string.IsNullOrEmpty(token)))
        {
            foreach (var variant in PortVariants(url))
            {
                isValid |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Compute(variant, form, token)), given);
            }
        }

        return isValid;
    }

    /// <summary>
    /// Whether one of the tokens has signed an address whose query holds the hash of a body, such as one in JSON. Accepts the address with
    /// and without its standard port.
    /// </summary>
    /// <param name="url">The public address as Twilio called it, with bodySHA256 in its query.</param>
    /// <param name="body">The bytes of the body, as received.</param>
    /// <param name="signature">The header; null if it is missing.</param>
    /// <param name="tokens">The auth tokens that count.</param>
    public static bool IsValidBody(string url, ReadOnlySpan<byte> body, string? signature, IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(url);
        var hash = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body)));
        var given = Encoding.UTF8.GetBytes(HashOf(url)?.ToLowerInvariant() ?? "");
        return CryptographicOperations.FixedTimeEquals(hash, given) & IsValid(url, [], signature, tokens);
    }

    /// <summary>Whether the query of an address holds the hash of a body, so that the fields of the body are not signed.</summary>
    internal static bool HasBodyHash(string url) => HashOf(url) is not null;

    private static string? HashOf(string url)
    {
        var query = url.IndexOf('?') is var at and >= 0 ? url[(at + 1)..] : "";
        var hashes = FormFields.Parse(query).Where(field => field.Key == BodyHash).ToList();
        return hashes.Count == 1 ? hashes[0].Value : null; // two of them: nobody can say which one counts
    }

    /// <summary>The address with and without the standard port of its scheme. Leaves everything else as it is.</summary>
    private static IEnumerable<string> PortVariants(string url)
    {
        yield return url;
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var port = url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80";
        var end = url.AsSpan(start).IndexOfAny("/?#") is var length and >= 0 ? start + length : url.Length;
        var host = url[start..end];
        if (start < 3)
        {
            yield break;
        }

        if (host.EndsWith(port, StringComparison.Ordinal))
        {
            yield return $"{url[..(end - port.Length)]}{url[end..]}";
        }
        else if (host.LastIndexOf(':') <= Math.Max(host.LastIndexOf(']'), host.LastIndexOf('@')))
        {
            yield return $"{url[..end]}{port}{url[end..]}";
        }
    }
}
