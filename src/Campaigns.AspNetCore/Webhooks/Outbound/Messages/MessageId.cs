using System.Globalization;
using System.Security.Cryptography;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// The ids of messages. The id of a change is made of its sequence and its time, so that each try, each replay and each reading after a
/// crash gives the same id, and a store that was restored from a backup does not give the id of a lost change to another one. Ids of
/// changes sort by sequence.
/// </summary>
internal static class MessageId
{
    private const string Prefix = "msg_";
    private const int Digits = 19;

    /// <summary>The id of the message of a change.</summary>
    public static string Of(CampaignChange change) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{change.Sequence:D19}_{change.At.UtcTicks:x}");

    /// <summary>The id of a message that is no change.</summary>
    public static string OfOwn(string word, DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Prefix}{word}_{at.UtcTicks:x}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    /// <summary>The sequence in an id; null if it is the id of no change.</summary>
    public static long? SequenceOf(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal)
        && id.Length > Prefix.Length + Digits
        && long.TryParse(id.AsSpan(Prefix.Length, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : null;
}
