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
    /// The longest silences in milliseconds, by kind of fault, as JSON: median and 99th percentile over tenants and faults.
    /// </summary>
    public static string ToJson(
        IEnumerable<Hit> hits, IReadOnlyCollection<Dispatch> dispatches, IReadOnlyCollection<(string Tenant, long From, long To)> pauses)
    {
        var times = dispatches.GroupBy(dispatch => TestTenants.TenantOf(dispatch.Contact))
            .ToDictionary(group => group.Key, group => group.Select(dispatch => dispatch.At).Order().ToList());
        var kinds = hits.GroupBy(hit => hit.Kind).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            var silences = group
                .SelectMany(hit => hit.Tenants.Where(tenant => !IsPaused(tenant, hit)).Select(tenant => Longest(times[tenant], hit)))
                .Order().ToList();
            return silences.Count == 0 ? null : string.Create(
                CultureInfo.InvariantCulture,
                $"\"{group.Key}\":{{\"faults\":{group.Count()},\"p50\":{At(silences, 0.5):F0},\"p99\":{At(silences, 0.99):F0}}}");
        });
        return $"{{{string.Join(',', kinds.Where(kind => kind is not null))}}}";

        bool IsPaused(string tenant, Hit hit) => pauses.Any(pause => pause.Tenant == tenant && pause.From < hit.To && pause.To > hit.From);
    }

    private static double Longest(List<long> times, Hit hit)
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
