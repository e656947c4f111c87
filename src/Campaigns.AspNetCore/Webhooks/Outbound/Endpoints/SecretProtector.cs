using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Encrypts the secrets of endpoints with the host's Data Protection. Signing needs the secrets, so they cannot be hashed.
/// </summary>
internal sealed class SecretProtector(IDataProtectionProvider? protection, bool allowPlain)
{
    private const string Encrypted = "protected:";
    private const string Plain = "plain:";
    private readonly IDataProtector? _protector = protection?.CreateProtector("Campaigns.Webhooks.Secrets.v1");

    /// <summary>Whether secrets can be stored.</summary>
    public bool CanStore => _protector is not null || allowPlain;

    /// <summary>Returns the stored form of a secret.</summary>
    public string Protect(string secret) => _protector is not null ? Encrypted + _protector.Protect(secret)
        : allowPlain ? Plain + secret
        : throw new InvalidOperationException("The host has no Data Protection.");

    /// <summary>Returns a secret.</summary>
    /// <exception cref="CryptographicException">The host has no Data Protection any more, or other keys.</exception>
    public string Unprotect(string stored) =>
        stored.StartsWith(Plain, StringComparison.Ordinal) ? stored[Plain.Length..]
        : stored.StartsWith(Encrypted, StringComparison.Ordinal) && _protector is not null
            ? _protector.Unprotect(stored[Encrypted.Length..])
        : throw new CryptographicException("The host has no Data Protection, which encrypted the secret.");
}
