using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Campaigns.Recruiting;

/// <summary>Encrypts the credentials that are stored. The host's data protection keeps the keys and rotates them.</summary>
internal sealed class CredentialVault(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Campaigns.Recruiting.Credential.v1");

    public string Protect(string credential) => _protector.Protect(credential);

    /// <summary>Decrypts a credential.</summary>
    /// <returns>The credential; null if the host no longer has the key.</returns>
    public string? Unprotect(string encrypted)
    {
        try
        {
            return _protector.Unprotect(encrypted);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
