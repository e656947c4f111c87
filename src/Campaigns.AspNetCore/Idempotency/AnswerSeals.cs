using System.Security.Cryptography;
using System.Text;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Idempotency;

/// <summary>
/// Encrypts stored answers with a key for each tenant, which an erasure replaces: whatever was stored before cannot be read from then on.
/// AES-256-GCM. Thread-safe.
/// </summary>
internal sealed class AnswerSeals(IRecordStore records)
{
    public const string Kind = "idempotency-seal";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The key of a tenant's answers now. It is made when it is needed for the first time.</summary>
    /// <param name="tenant">The tenant of the callers; null for callers of all tenants.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<byte[]> KeyOfAsync(string? tenant, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await records.FindAsync(Kind, IdOf(tenant), cancellationToken) is { } record)
            {
                return Convert.FromBase64String(record.Json.Trim('"'));
            }

            await records.WriteAsync([new(NewKey(tenant), 0)], cancellationToken); // or another request has made it
        }
    }

    /// <summary>
    /// Replaces the keys of a tenant's answers, and of those to callers of all tenants, which may name its persons too.
    /// </summary>
    public async Task ShredAsync(string tenant, CancellationToken cancellationToken) =>
        await records.WriteAsync([new(NewKey(tenant)), new(NewKey(null))], cancellationToken);

    public static byte[] Seal(byte[] key, byte[] text)
    {
        var sealedText = new byte[NonceBytes + TagBytes + text.Length];
        var nonce = sealedText.AsSpan(0, NonceBytes);
        var tag = sealedText.AsSpan(NonceBytes, TagBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, text, sealedText.AsSpan(NonceBytes + TagBytes), tag);
        return sealedText;
    }

    /// <summary>Decrypts a text; null if it was encrypted with another key.</summary>
    public static byte[]? Open(byte[] key, byte[] sealedText)
    {
        var text = new byte[sealedText.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(
                sealedText.AsSpan(0, NonceBytes), sealedText.AsSpan(NonceBytes + TagBytes), sealedText.AsSpan(NonceBytes, TagBytes), text);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static HostRecord NewKey(string? tenant) =>
        new(Kind, IdOf(tenant), tenant, null, $"\"{Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))}\"");

    private static string IdOf(string? tenant) =>
        tenant is null ? "all" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant)));
}
