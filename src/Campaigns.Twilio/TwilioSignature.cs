using Campaigns.Webhooks;

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
    /// <summary>Computes the signature of a form.</summary>
    /// <param name="url">The address exactly as Twilio called it, with its query.</param>
    /// <param name="form">The fields, decoded, in any order. A repeated field counts once per different value.</param>
    /// <param name="token">The auth token.</param>
    public static string Compute(string url, IEnumerable<KeyValuePair<string, string>> form, string token)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(token);
        return TwilioScheme.Compute(url, form, token);
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
        return TwilioScheme.IsSignedForm(url, form, signature, tokens);
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
        ArgumentNullException.ThrowIfNull(tokens);
        return TwilioScheme.IsSignedBody(url, body, signature, tokens);
    }
}
