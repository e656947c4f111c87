using NodaTime;

namespace Campaigns;

/// <summary>The time zones known to this build, by IANA name.</summary>
internal static class Zones
{
    private static readonly Dictionary<string, string> Known =
        DateTimeZoneProviders.Tzdb.Ids.ToDictionary(id => id, id => id, StringComparer.Ordinal);

    public static bool IsKnown(string zone) => Known.ContainsKey(zone);

    /// <summary>The first instant of the local date so many days after that of an instant, in UTC ticks.</summary>
    public static long StartOfDay(string zone, long wall, int daysLater)
    {
        var local = DateTimeZoneProviders.Tzdb[zone];
        var date = Instant.FromDateTimeOffset(new DateTimeOffset(wall, TimeSpan.Zero)).InZone(local).Date;
        return local.AtStartOfDay(date.PlusDays(daysLater)).ToDateTimeOffset().UtcTicks;
    }

    /// <summary>One string for each zone, however many contacts name it.</summary>
    public static string? Intern(string? zone) =>
        string.IsNullOrWhiteSpace(zone) ? null : Known.GetValueOrDefault(zone.Trim(), zone.Trim());
}
