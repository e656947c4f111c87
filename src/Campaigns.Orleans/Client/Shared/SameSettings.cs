using Campaigns.Orleans.Client.Wire;

namespace Campaigns.Orleans.Client.Shared;

/// <summary>Compares settings by what they hold. Their windows hold lists, which records compare by reference.</summary>
internal static class SameSettings
{
    public static bool AreSame<T>(T one, T other) => ShardJson.Write(one).AsSpan().SequenceEqual(ShardJson.Write(other));
}
