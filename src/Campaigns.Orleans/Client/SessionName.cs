using System.Security.Cryptography;

namespace Campaigns.Orleans.Client;

/// <summary>Names of sessions. Not injected, because they must be unique across processes.</summary>
internal static class SessionName
{
    private const int Bytes = 16;

    public static string Next() => Convert.ToHexString(RandomNumberGenerator.GetBytes(Bytes));
}
