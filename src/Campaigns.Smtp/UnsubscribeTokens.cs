namespace Campaigns.Smtp;

/// <summary>What an unsubscribe link is about: the person, and what it covers. Do not log it.</summary>
/// <param name="Tenant">The tenant that sent the message.</param>
/// <param name="Channel">The channel that it covers; null for all channels.</param>
/// <param name="Address">The person's address.</param>
public sealed record UnsubscribeSubject(string Tenant, string? Channel, string Address)
{
    /// <summary>Returns the scope, without the person.</summary>
    public override string ToString() => $"unsubscribe from {Tenant} on {Channel ?? "all channels"}";
}

/// <summary>Writes and reads the tokens of unsubscribe links. A token is valid as long as its key is, and any number of times.</summary>
internal static class UnsubscribeTokens
{
    private const string Version = "1";
    private const char Separator = '\n'; // in no tenant, channel or address

    public static string Write(Seals seals, UnsubscribeSubject subject) =>
        seals.Encrypt(string.Join(Separator, Version, subject.Tenant, subject.Channel ?? "", subject.Address));

    public static UnsubscribeSubject? Read(Seals seals, string? token) =>
        seals.Decrypt(token)?.Split(Separator) is [Version, var tenant, var channel, var address]
            ? new UnsubscribeSubject(tenant, channel.Length == 0 ? null : channel, address)
            : null;
}
