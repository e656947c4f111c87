using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Orleans.Quotas;

/// <summary>
/// The names of caps that shards divide, as the ledger keeps them: a kind and the subject of the limit. The name of a rate contains its
/// window, and the name of a quota its period, because their units mean something else in another one.
/// </summary>
internal static class CapNames
{
    private const string CallsKind = "calls ";
    private const string RateKind = "rate ";
    private const string QuotaKind = "quota ";

    /// <summary>The shortest window of a rate. Units that were used rest for a window before another shard gets them.</summary>
    private static readonly long ShortestWindow = TimeSpan.TicksPerSecond;

    /// <summary>What a limit applies to.</summary>
    public static string SubjectOf(LimitShare limit) => limit.Scope switch
    {
        LimitScope.Everything => "everything",
        LimitScope.Provider => $"provider {limit.Name}",
        _ => $"caller-id {limit.Name}",
    };

    public static string OfCalls(string subject) => CallsKind + subject;

    public static string OfRate(long window, string subject) =>
        string.Create(CultureInfo.InvariantCulture, $"{RateKind}{window} {subject}");

    public static string OfQuota(Quota quota, string subject) => $"{QuotaKind}{quota.Period} {quota.Zone} {subject}";

    /// <summary>The subject in the name of a cap.</summary>
    public static string SubjectIn(string name) => name.Split(' ', IsCalls(name) ? 2 : IsRate(name) ? 3 : 4)[^1];

    public static bool IsCalls(string name) => name.StartsWith(CallsKind, StringComparison.Ordinal);

    public static bool IsRate(string name) => name.StartsWith(RateKind, StringComparison.Ordinal);

    public static bool IsQuota(string name) => name.StartsWith(QuotaKind, StringComparison.Ordinal);

    /// <summary>The window in the name of a rate, in ticks; 0 for other caps.</summary>
    public static long WindowIn(string name) =>
        IsRate(name) ? long.Parse(name[RateKind.Length..].Split(' ', 2)[0], CultureInfo.InvariantCulture) : 0;

    /// <summary>
    /// The units of a rate and their window: each unit is one attempt per window. The window is a second, or the interval of the rate if
    /// that is longer.
    /// </summary>
    public static (int Units, long Window) Split(RateLimit rate)
    {
        var interval = (rate.Per.Ticks + rate.Count - 1) / rate.Count;
        var units = Math.Max(1, (ShortestWindow + interval - 1) / interval);
        return ((int)units, units * interval);
    }
}
