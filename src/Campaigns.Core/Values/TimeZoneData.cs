using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;
using NodaTime.Utility;

namespace Campaigns;

/// <summary>
/// The time zones of contacts and campaigns: IANA names in any case, IANA links, and Windows ids such as <c>W. Europe Standard Time</c>.
/// </summary>
public static class TimeZoneData
{
    /// <summary>The zone of contacts and campaigns that name none.</summary>
    internal const string Utc = "Etc/UTC";

    private static volatile Database _database = new(TzdbDateTimeZoneSource.Default);

    /// <summary>The edition of the IANA database in use, such as <c>2026a</c>.</summary>
    public static string Version => _database.Source.TzdbVersion;

    /// <summary>
    /// Loads a newer edition of the database for the whole process, as published by NodaTime (<c>tzdb2026a.nzd</c>). Call it first:
    /// existing objects keep the edition that they were created with.
    /// </summary>
    /// <param name="nzd">The content of the file.</param>
    /// <exception cref="ArgumentException">The content is not a valid .nzd file.</exception>
    public static void Load(Stream nzd)
    {
        ArgumentNullException.ThrowIfNull(nzd);
        try
        {
            _database = new Database(TzdbDateTimeZoneSource.FromStream(nzd));
        }
        catch (Exception error) when (error is InvalidNodaDataException or IOException or NotSupportedException)
        {
            throw new ArgumentException("The content is not a time zone database: give an .nzd file of NodaTime.", nameof(nzd), error);
        }
    }

    internal static bool IsKnown(string zone) => _database.Names.ContainsKey(zone);

    /// <summary>
    /// The zone with a name. UTC for an unknown name: a store may hold a zone that was taken with a newer edition, and must open.
    /// </summary>
    internal static DateTimeZone Of(string zone) =>
        _database.Names.TryGetValue(zone, out var name) ? _database.Zones[name] : DateTimeZone.Utc;

    internal static bool IsCountry(string code) => _database.Countries.ContainsValue(code.ToUpperInvariant());

    /// <summary>The country code of a zone; null for none. Abbreviations, such as CET, belong to no single country.</summary>
    internal static string? CountryOf(string zone)
    {
        var (database, name) = (_database, _database.Names.GetValueOrDefault(zone));
        if (name is null or ['C' or 'E' or 'H' or 'M' or 'W', _, 'T']
            || (!name.Contains('/', StringComparison.Ordinal) && name.AsSpan().ContainsAnyInRange('0', '9')))
        {
            return null;
        }

        return database.Countries.GetValueOrDefault(name) ?? database.Countries.GetValueOrDefault(database.Source.CanonicalIdMap[name]);
    }

    /// <summary>Returns one shared string per zone, for any spelling. An unknown name is returned trimmed.</summary>
    internal static string? Intern(string? zone)
    {
        var name = zone?.Trim().Trim('\u200b', '\u200e', '\u200f', '\ufeff', '\u2060').Trim();
        return string.IsNullOrEmpty(name) ? null : _database.Names.GetValueOrDefault(name, name);
    }

    /// <summary>Returns the canonical name of a zone. An unknown name is returned unchanged.</summary>
    internal static string Canonical(string? zone) =>
        Intern(zone) is { } name && _database.Source.CanonicalIdMap.TryGetValue(name, out var canonical) ? canonical : zone!;

    /// <summary>Returns a warning about a valid zone that the caller may not have meant; null for none.</summary>
    internal static string? WarningOf(string zone) => Intern(zone) switch
    {
        { } name when name.StartsWith("Etc/GMT", StringComparison.Ordinal) && name.Length > 8 && name[^1] != '0' => Turned(name),

        "EST" => Fixed("EST", "America/New_York"),
        "MST" => Fixed("MST", "America/Denver"),
        "HST" => Fixed("HST", "Pacific/Honolulu"),
        _ => null,
    };

    /// <summary>
    /// The first instant, in UTC ticks, of the local date <paramref name="daysLater"/> days after the local date of an instant.
    /// </summary>
    internal static long StartOfDay(string zone, long wall, int daysLater)
    {
        var local = Of(zone);
        var date = Instant.FromDateTimeOffset(new DateTimeOffset(wall, TimeSpan.Zero)).InZone(local).Date;
        return local.AtStartOfDay(date.PlusDays(daysLater)).ToDateTimeOffset().UtcTicks;
    }

    /// <summary>Warns about the sign in <c>Etc/GMT+5</c>. As in POSIX, plus means west of Greenwich.</summary>
    private static string Turned(string name)
    {
        var (hours, isBehind) = (name[8..], name[7] == '+');
        return $"Zone is \"{name}\", which is {hours} hour(s) {(isBehind ? "behind" : "ahead of")} UTC and has no summer time: use a place such as "
            + $"America/New_York, or Etc/GMT{(isBehind ? '-' : '+')}{hours} if you mean {(isBehind ? "ahead" : "behind")}.";
    }

    private static string Fixed(string name, string place) =>
        string.Create(
            CultureInfo.InvariantCulture, $"Zone is \"{name}\", which has no summer time: use {place} if you mean the local time there.");

    /// <summary>One edition of the database.</summary>
    private sealed class Database
    {
        public Database(TzdbDateTimeZoneSource source)
        {
            Source = source;
            Zones = new DateTimeZoneCache(source);
            Countries = (source.ZoneLocations ?? []).ToDictionary(place => place.ZoneId, place => place.CountryCode);
            foreach (var (windows, iana) in source.WindowsMapping.PrimaryMapping)
            {
                Names[windows] = iana;
            }

            foreach (var id in Zones.Ids)
            {
                Names[id] = id;
            }
        }

        public TzdbDateTimeZoneSource Source { get; }

        public DateTimeZoneCache Zones { get; }

        /// <summary>The country code by zone name, for zones that the database lists by country.</summary>
        public Dictionary<string, string> Countries { get; }

        /// <summary>The IANA name by any name.</summary>
        public Dictionary<string, string> Names { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
