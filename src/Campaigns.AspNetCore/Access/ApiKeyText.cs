using System.Security.Cryptography;
using System.Text;

namespace Campaigns.AspNetCore.Access;

/// <summary>
/// The text of an API key: <c>ck_ID_SECRET</c>. The id finds the key, and people recognize the key by it. The secret has 256 random bits,
/// so a plain hash protects it: nobody can try all of them, however fast the hash is.
/// </summary>
internal static class ApiKeyText
{
    /// <summary>How every key begins. Scanners for leaked secrets search for it.</summary>
    public const string Prefix = "ck_";

    private const int IdBytes = 6;
    private const int SecretBytes = 32;
    private const int ShortestSecret = 43; // 256 bits in base64
    private const int LongestKey = 200;

    /// <summary>Makes a key.</summary>
    public static (string Id, string Key) Make()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        return (id, $"{Prefix}{id}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>Reads the id of a key.</summary>
    /// <returns>The id; null if the text is no key.</returns>
    public static string? IdOf(string key)
    {
        const int IdLength = 2 * IdBytes;
        var secretStart = Prefix.Length + IdLength + 1;
        return key.Length >= secretStart + ShortestSecret && key.Length <= LongestKey
            && key.StartsWith(Prefix, StringComparison.Ordinal) && key[secretStart - 1] == '_'
            && key.AsSpan(Prefix.Length, IdLength).IndexOfAnyExcept("0123456789abcdef") < 0
            && key.AsSpan(secretStart).IndexOfAnyExceptInRange('!', '~') < 0
            ? key.Substring(Prefix.Length, IdLength)
            : null;
    }

    /// <summary>The hash that is stored.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Compares a key with a stored hash, in constant time.</summary>
    public static bool Matches(string key, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(key)), Encoding.ASCII.GetBytes(hash));
}
