using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Webhooks;

/// <summary>What a verification found. Only <see cref="Valid"/> may be processed.</summary>
internal enum SignatureVerdict
{
    /// <summary>A header is missing or cannot be read. The first value, so that a default is never valid.</summary>
    Missing,

    /// <summary>The time is further from the clock than the tolerance.</summary>
    OutsideTolerance,

    /// <summary>No signature was made with one of the keys.</summary>
    Wrong,

    /// <summary>One of the keys has signed these bytes, within the tolerance.</summary>
    Valid,
}

/// <summary>
/// Signs and verifies messages as Standard Webhooks 1.0.0 defines it: <c>v1</c>, HMAC-SHA256 over <c>id.timestamp.body</c>, with the raw
/// bytes of the body. Immutable.
/// </summary>
/// <remarks>
/// This file is compiled into each library that needs it, because the libraries do not reference each other. Source:
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
/// </remarks>
internal sealed class WebhookSignature
{
    /// <summary>The header with the id of the message. Each try of the same message has the same id.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of this try, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures, separated by spaces.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string KeyPrefix = "whsec_";
    private const string VersionPrefix = "v1,";
    private const int ShortestKey = 24;
    private const int LongestKey = 64;

    /// <summary>More signatures than any sender has keys. The rest of a longer list is not read.</summary>
    private const int MostSignatures = 16;

    private readonly byte[][] _keys;

    /// <summary>Creates the signature of some keys.</summary>
    /// <param name="keys">
    /// One key or more, each <c>whsec_</c> and the base64 of 24 to 64 bytes; the prefix may be missing. During a rotation: the new and the
    /// old key.
    /// </param>
    /// <exception cref="ArgumentException">There is no key, or one is not valid. The message does not show it.</exception>
    public WebhookSignature(params IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0)
        {
            throw new ArgumentException("There is no key. Give one or more.", nameof(keys));
        }

        _keys = [.. keys.Select((key, index) => Decode(key) ?? throw new ArgumentException(
            $"The key at index {index} is not valid. Use \"{KeyPrefix}\" and the base64 of {ShortestKey} to {LongestKey} random bytes.",
            nameof(keys)))];
    }

    /// <summary>Whether the constructor takes a key.</summary>
    public static bool IsKey(string? key) => Decode(key) is not null;

    /// <summary>Makes a random key of 32 bytes.</summary>
    public static string NewKey() => KeyPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Signs a message with each key.</summary>
    /// <param name="id">The id: 1 character or more, without a dot, because dots separate what is signed.</param>
    /// <param name="time">The time of this try. Sent in whole seconds.</param>
    /// <param name="body">The bytes that are sent.</param>
    /// <returns>The value of <see cref="SignatureHeader"/>.</returns>
    public string Sign(string id, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        if (!IsId(id))
        {
            throw new ArgumentException("The id of a message has 1 to 200 characters and no dot.", nameof(id));
        }

        var signatures = new string[_keys.Length];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var i = 0; i < _keys.Length; i++)
        {
            Compute(_keys[i], id, Timestamp(time), body, mac);
            signatures[i] = VersionPrefix + Convert.ToBase64String(mac);
        }

        return string.Join(' ', signatures);
    }

    /// <summary>The value of <see cref="TimestampHeader"/>.</summary>
    public static string Timestamp(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Verifies a message. The time that it takes does not tell how much of a signature was right. Signatures of other versions and of
    /// other keys may stand anywhere in the list.
    /// </summary>
    /// <param name="headers">The values of the three headers: id, time, signatures; null for a missing one.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="now">The current time.</param>
    /// <param name="tolerance">The longest distance from now, in both directions.</param>
    public SignatureVerdict Verify(
        (string? Id, string? Time, string? Signatures) headers, ReadOnlySpan<byte> body, DateTimeOffset now, TimeSpan tolerance)
    {
        var (id, time, signatures) = headers;
        if (!IsId(id) || string.IsNullOrEmpty(signatures)
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return SignatureVerdict.Missing;
        }

        // Decimals do not overflow, whatever number was sent.
        if (Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)tolerance.TotalSeconds)
        {
            return SignatureVerdict.OutsideTolerance;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isSigned = false;
        foreach (var key in _keys)
        {
            Compute(key, id!, time!, body, mac);
            isSigned |= Contains(signatures, mac);
        }

        return isSigned ? SignatureVerdict.Valid : SignatureVerdict.Wrong;
    }

    private static bool IsId(string? id) => id is { Length: >= 1 and <= 200 } && !id.Contains('.', StringComparison.Ordinal);

    private static bool Contains(string signatures, ReadOnlySpan<byte> mac)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var contains = false;
        foreach (var signature in signatures.Split(' ', MostSignatures + 1, StringSplitOptions.RemoveEmptyEntries).Take(MostSignatures))
        {
            contains |= signature.StartsWith(VersionPrefix, StringComparison.Ordinal)
                && Convert.TryFromBase64Chars(signature.AsSpan(VersionPrefix.Length), given, out var length)
                && CryptographicOperations.FixedTimeEquals(given[..length], mac);
        }

        return contains;
    }

    private static void Compute(byte[] key, string id, string time, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{time}."));
        hmac.AppendData(body);
        hmac.GetHashAndReset(mac);
    }

    private static byte[]? Decode(string? key)
    {
        if (key is null)
        {
            return null;
        }

        var text = key.StartsWith(KeyPrefix, StringComparison.Ordinal) ? key.AsSpan(KeyPrefix.Length) : key;
        var bytes = new byte[LongestKey];
        return Convert.TryFromBase64Chars(text, bytes, out var length) && length >= ShortestKey ? bytes[..length] : null;
    }
}
