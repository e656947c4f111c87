using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Webhooks;

/// <summary>
/// Signs and verifies messages as Standard Webhooks 1.0.0 says: <c>v1</c>, HMAC-SHA256 over id, timestamp and the raw bytes of the body.
/// Several keys allow a rotation: a message is signed with all of them, and any one of them verifies it. Thread-safe.
/// </summary>
/// <remarks>
/// A signature proves who wrote a message, not that it is new: within the tolerance, a message can be sent again. Reports and events with
/// an id are safe to repeat.
/// </remarks>
public sealed class WebhookSigner
{
    /// <summary>The header with the id of the message. A repeated message has the same id.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of the signature, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures, separated by spaces.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";
    private const string Prefix = "whsec_";
    private const int MostSignatures = 20;
    private readonly byte[][] _keys;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tolerance;

    /// <summary>Creates a signer.</summary>
    /// <param name="keys">
    /// One key or more: <c>whsec_</c> and the base64 of 24 to 64 random bytes. The prefix may be left out.
    /// </param>
    /// <param name="time">The clock. Null, the default: the system clock.</param>
    /// <param name="tolerance">
    /// How far a timestamp may be from the clock, in the past and in the future. 1 second to 1 day. Null, the default: 5 minutes.
    /// </param>
    /// <exception cref="ArgumentException">There is no key, or a key is not valid. The message does not show the key.</exception>
    public WebhookSigner(IEnumerable<string> keys, TimeProvider? time = null, TimeSpan? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        const string Remedy = "use whsec_ and the base64 of 24 to 64 random bytes";
        _keys = [.. keys.Select((key, index) =>
            Read(key) ?? throw new ArgumentException($"Key {index} is not valid: {Remedy}.", nameof(keys)))];
        if (_keys.Length == 0)
        {
            throw new ArgumentException("There is no key: give one or more.", nameof(keys));
        }

        _time = time ?? TimeProvider.System;
        _tolerance = tolerance ?? TimeSpan.FromMinutes(5);
        ArgumentOutOfRangeException.ThrowIfLessThan(_tolerance, TimeSpan.FromSeconds(1), nameof(tolerance));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_tolerance, TimeSpan.FromDays(1), nameof(tolerance));
    }

    /// <summary>Whether a text is a key that the constructor accepts.</summary>
    /// <param name="key">The text.</param>
    public static bool IsKey(string? key) => Read(key) is not null;

    /// <summary>Signs a message with every key.</summary>
    /// <param name="id">The id of the message. 1 to 200 characters without a dot: a dot separates the signed parts.</param>
    /// <param name="timestamp">The time of the signature, which is sent in seconds.</param>
    /// <param name="body">The bytes that are sent.</param>
    /// <returns>The value of <see cref="SignatureHeader"/>: one signature per key, separated by spaces.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    public string Sign(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        if (!IsId(id))
        {
            throw new ArgumentException("The id is not valid: use 1 to 200 characters without a dot.", nameof(id));
        }

        var seconds = timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signatures = new string[_keys.Length];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var i = 0; i < _keys.Length; i++)
        {
            Compute(_keys[i], id, seconds, body, mac);
            signatures[i] = Version + Convert.ToBase64String(mac);
        }

        return string.Join(' ', signatures);
    }

    /// <summary>
    /// Verifies a message. Compares in constant time, and reads the signatures in any order: signatures of other versions or with other
    /// keys before the right one do no harm.
    /// </summary>
    /// <param name="id">The value of <see cref="IdHeader"/>; null if it is missing.</param>
    /// <param name="timestamp">The value of <see cref="TimestampHeader"/>; null if it is missing.</param>
    /// <param name="signatures">The value of <see cref="SignatureHeader"/>; null if it is missing.</param>
    /// <param name="body">The bytes of the body as received, before any decoding.</param>
    public WebhookVerdict Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        if (!IsId(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
        {
            return WebhookVerdict.MissingHeader;
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return WebhookVerdict.MissingHeader;
        }

        var age = _time.GetUtcNow().ToUnixTimeSeconds() - seconds;
        if (Math.Abs((decimal)age) > (decimal)_tolerance.TotalSeconds)
        {
            return age > 0 ? WebhookVerdict.TooOld : WebhookVerdict.TooNew;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isValid = false;
        foreach (var key in _keys)
        {
            Compute(key, id!, timestamp, body, mac);
            isValid |= Holds(signatures, mac);
        }

        return isValid ? WebhookVerdict.Valid : WebhookVerdict.WrongSignature;
    }

    private static bool IsId(string? id) => id is { Length: >= 1 and <= 200 } && !id.Contains('.');

    private static bool Holds(string signatures, ReadOnlySpan<byte> mac)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var holds = false;
        foreach (var signature in signatures.Split(' ', MostSignatures + 1, StringSplitOptions.RemoveEmptyEntries).Take(MostSignatures))
        {
            holds |= signature.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64String(signature[Version.Length..], given, out var length)
                && CryptographicOperations.FixedTimeEquals(given[..length], mac);
        }

        return holds;
    }

    private static void Compute(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        hash.GetHashAndReset(mac);
    }

    private static byte[]? Read(string? key)
    {
        var text = key?.StartsWith(Prefix, StringComparison.Ordinal) == true ? key[Prefix.Length..] : key ?? "";
        var bytes = new byte[64];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= 24 ? bytes[..length] : null;
    }
}
