using System.Diagnostics;
using System.Globalization;
using Campaigns.ClusterTest.World;

namespace Campaigns.ClusterTest.Driver;

/// <summary>A fault, and the tenants whose calls came from the silo that it hit.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When all tenants were called again after its end.</param>
/// <param name="Tenants">The tenants.</param>
internal sealed record Hit(string Kind, long From, long To, IReadOnlySet<string> Tenants);

/// <summary>Measures how long the tenants of a silo were not called because of a fault.</summary>
internal static class Gaps
{
    /// <summary>
    /// How long a shard may be away at most that is handed over in order, in milliseconds: twice the lease. It takes below a second on a
    /// quiet machine, and several on one with forty threads for each processor.
    /// </summary>
    private const double Longest = 8_000;

    private static readonly string[] InOrder = ["restart", "upgrade", "rollback", "scale_out", "scale_in"];

    /// <summary>The longest silence of each tenant in milliseconds, by kind of fault.</summary>
    public static IReadOnlyDictionary<string, List<double>> Find(
        IEnumerable<Hit> hits, IReadOnlyCollection<Dispatch> dispatches, IReadOnlyCollection<(string Tenant, long From, long To)> pauses)
    {
        var times = dispatches.GroupBy(dispatch => TestTenants.TenantOf(dispatch.Contact))
            .ToDictionary(group => group.Key, group => group.Select(dispatch => dispatch.At).Order().ToList());
        return hits.GroupBy(hit => hit.Kind).ToDictionary(group => group.Key, group => group
            .SelectMany(hit => hit.Tenants.Where(tenant => !IsPaused(tenant, hit)).Select(tenant => LongestOf(times[tenant], hit)))
            .Order().ToList());

        bool IsPaused(string tenant, Hit hit) => pauses.Any(pause => pause.Tenant == tenant && pause.From < hit.To && pause.To > hit.From);
    }

    /// <summary>How many tenants were not called for longer than a shard that is handed over in order may be away.</summary>
    public static int TooLong(IReadOnlyDictionary<string, List<double>> silences) =>
        silences.Where(kind => InOrder.Contains(kind.Key)).Sum(kind => kind.Value.Count(silence => silence > Longest));

    /// <summary>Median and 99th percentile by kind, over tenants and faults, as JSON.</summary>
    public static string ToJson(IReadOnlyDictionary<string, List<double>> silences, IReadOnlyCollection<Hit> hits)
    {
        var kinds = silences.Where(kind => kind.Value.Count > 0).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(
            kind => string.Create(
                CultureInfo.InvariantCulture,
                $"\"{kind.Key}\":{{\"faults\":{hits.Count(hit => hit.Kind == kind.Key)},\"p50\":{At(kind.Value, 0.5):F0},"
                + $"\"p99\":{At(kind.Value, 0.99):F0}}}"));
        return $"{{{string.Join(',', kinds)}}}";
    }

    private static double LongestOf(List<long> times, Hit hit)
    {
        var longest = 0.0;
        for (var i = 1; i < times.Count; i++)
        {
            if (times[i] > hit.From && times[i - 1] < hit.To)
            {
                longest = Math.Max(longest, Stopwatch.GetElapsedTime(Math.Max(times[i - 1], hit.From), times[i]).TotalMilliseconds);
            }
        }

        return longest;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)];
}
