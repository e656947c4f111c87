using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Webhooks;

/// <summary>
/// Verifies the signature that Twilio sends with each request: HMAC-SHA1 over the URL and the sorted form fields, or over the URL alone if
/// the URL has the hash of the body. Immutable.
/// </summary>
/// <remarks>
/// This file is compiled into each library that needs it. Source: https://www.twilio.com/docs/usage/security#validating-requests. The hash
/// of a body is in hexadecimal, as Twilio sends it. The scheme has neither a time nor an id, so a request can be sent again at any time.
/// </remarks>
[SuppressMessage("Security", "CA5350", Justification = "Twilio defines the algorithm.")]
internal sealed class TwilioSignature
{
    /// <summary>The header with the signature.</summary>
    public const string Header = "X-Twilio-Signature";

    private const string BodyHash = "bodySHA256";
    private readonly byte[][] _tokens;

    /// <summary>Creates the signature of an account.</summary>
    /// <param name="tokens">One auth token or more. During a rotation: the primary and the secondary token.</param>
    /// <exception cref="ArgumentException">There is no token, or one is blank.</exception>
    public TwilioSignature(params IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.Count == 0 || tokens.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("A token is missing or blank. Give the account's auth token.", nameof(tokens));
        }

        _tokens = [.. tokens.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Verifies a request. The time that it takes does not tell how much of the signature was right.</summary>
    /// <param name="signature">The value of <see cref="Header"/>; null if it is missing.</param>
    /// <param name="url">The URL as Twilio called it, with its query. It is tried with and without the standard port.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="isForm">Whether the body is a form (<c>application/x-www-form-urlencoded</c>).</param>
    public SignatureVerdict Verify(string? signature, string url, ReadOnlySpan<byte> body, bool isForm)
    {
        Span<byte> given = stackalloc byte[HMACSHA1.HashSizeInBytes];
        if (signature is null || !Convert.TryFromBase64String(signature, given, out var length))
        {
            return SignatureVerdict.Missing;
        }

        if (HashOfBody(url) is { } hash ? !IsHashOf(hash, body) : !isForm && !body.IsEmpty)
        {
            return SignatureVerdict.Wrong;
        }

        var fields = isForm && HashOfBody(url) is null ? Fields(body) : "";
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        var isSigned = false;
        foreach (var token in _tokens)
        {
            foreach (var form in UrlForms(url))
            {
                HMACSHA1.HashData(token, Encoding.UTF8.GetBytes(form + fields), mac);
                isSigned |= CryptographicOperations.FixedTimeEquals(given[..length], mac);
            }
        }

        return isSigned ? SignatureVerdict.Valid : SignatureVerdict.Wrong;
    }

    /// <summary>The URL as given, and with its standard port added or removed. Twilio signs one of them, depending on the product.</summary>
    private static IEnumerable<string> UrlForms(string url)
    {
        yield return url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed))
        {
            yield break;
        }

        var hostStart = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var hostEnd = url.AsSpan(hostStart).IndexOfAny('/', '?', '#') is >= 0 and var found ? hostStart + found : url.Length;
        var authority = url[hostStart..hostEnd];
        var port = authority.LastIndexOf(':');
        var hasPort = port > authority.LastIndexOf(']') && port >= 0;
        if (hasPort)
        {
            yield return url[..hostStart] + authority[..port] + url[hostEnd..];
        }
        else
        {
            yield return $"{url[..hostEnd]}:{(parsed.Scheme == Uri.UriSchemeHttps ? 443 : 80)}{url[hostEnd..]}";
        }
    }

    /// <summary>Names and values without separators, by name; each value of a name once, by value.</summary>
    private static string Fields(ReadOnlySpan<byte> body)
    {
        var fields = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var field in Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(field);
            if (!fields.TryGetValue(name, out var values))
            {
                fields[name] = values = new SortedSet<string>(StringComparer.Ordinal);
            }

            values.Add(value);
        }

        return string.Concat(fields.SelectMany(field => field.Value.Select(value => field.Key + value)));
    }

    private static (string Name, string Value) Split(string field)
    {
        var equals = field.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? (WebUtility.UrlDecode(field), "")
            : (WebUtility.UrlDecode(field[..equals]), WebUtility.UrlDecode(field[(equals + 1)..]));
    }

    private static string? HashOfBody(string url)
    {
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return query < 0
            ? null
            : url[(query + 1)..].Split('#')[0].Split('&').Select(Split)
                .FirstOrDefault(field => field.Name == BodyHash, (Name: "", Value: null!)).Value;
    }

    private static bool IsHashOf(string hash, ReadOnlySpan<byte> body) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(hash.ToLowerInvariant()), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))));
}
