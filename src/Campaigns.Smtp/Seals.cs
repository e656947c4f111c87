using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Smtp;

/// <summary>
/// Seals what comes back from outside: the attempt in message ids, and the person in unsubscribe links. Attempt ids can be guessed, so an
/// unsealed bounce could suppress anybody.
/// </summary>
internal sealed class Seals
{
    private const int MacBytes = 10; // 80 bits: short enough for the part before the @ of an address
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Keys[] _keys;

    public Seals(IEnumerable<string> keys) => _keys = [.. keys.Select(key => new Keys(Read(key)!))];

    public static bool IsKey(string? text) => Read(text) is not null;

    /// <summary>The attempt and its seal, for the part before the @ of an address.</summary>
    public string Seal(AttemptId attempt) => $"{attempt}.{Mac(_keys[0], attempt)}";

    /// <summary>Opens what <see cref="Seal"/> returned. Mail systems may have changed its case.</summary>
    public AttemptId? Open(string? text)
    {
        var parts = text?.ToLowerInvariant().Split('.') ?? [];
        if (parts.Length != 2 || !AttemptId.TryParse(parts[0], out var attempt))
        {
            return null;
        }

        var given = Encoding.UTF8.GetBytes(parts[1]);
        var isValid = false;
        foreach (var keys in _keys)
        {
            isValid |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Mac(keys, attempt)), given);
        }

        return isValid ? attempt : null;
    }

    /// <summary>
    /// Encrypts a text for a link. The same text always gives the same token: the nonce is a keyed hash of the text, so it needs no
    /// randomness, and repeats only with its text.
    /// </summary>
    public string Encrypt(string text)
    {
        var keys = _keys[0];
        var plain = Encoding.UTF8.GetBytes(text);
        var token = new byte[NonceBytes + TagBytes + plain.Length];
        HMACSHA256.HashData(keys.Nonce, plain).AsSpan(0, NonceBytes).CopyTo(token);
        using var cipher = new AesGcm(keys.Cipher, TagBytes);
        cipher.Encrypt(
            token.AsSpan(0, NonceBytes), plain, token.AsSpan(NonceBytes + TagBytes), token.AsSpan(NonceBytes, TagBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Decrypts a token; null if no key has made it.</summary>
    public string? Decrypt(string? token)
    {
        if (token is null or { Length: > 4_000 } || !Base64Url.IsValid(token))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        foreach (var keys in _keys)
        {
            try
            {
                using var cipher = new AesGcm(keys.Cipher, TagBytes);
                cipher.Decrypt(
                    bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), plain);
                return Encoding.UTF8.GetString(plain);
            }
            catch (AuthenticationTagMismatchException)
            {
                // another key, or a forgery
            }
        }

        return null;
    }

    private static string Mac(Keys keys, AttemptId attempt) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(keys.Mac, Encoding.UTF8.GetBytes(attempt.ToString())).AsSpan(0, MacBytes));

    private static byte[]? Read(string? text)
    {
        var bytes = new byte[64];
        return Convert.TryFromBase64String(text ?? "", bytes, out var length) && length >= 32 ? bytes[..length] : null;
    }

    /// <summary>The keys of one signing key, one per purpose.</summary>
    private sealed class Keys(byte[] key)
    {
        public byte[] Mac { get; } = Derive(key, "campaigns attempt");

        public byte[] Nonce { get; } = Derive(key, "campaigns unsubscribe nonce");

        public byte[] Cipher { get; } = Derive(key, "campaigns unsubscribe cipher");

        private static byte[] Derive(byte[] key, string purpose) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.ASCII.GetBytes(purpose));
    }
}
