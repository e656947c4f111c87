using NodaTime.TimeZones;

namespace Campaigns.Simulation;

/// <summary>Judges full and partial days off at the contact's place. It checks rule by rule, for one moment at a time.</summary>
internal static class PlaceCheck
{
    /// <summary>Whether no rule about days closes a window at a moment.</summary>
    public static bool IsWorking(ContactWindow window, string zone, DateOnly date, TimeOnly time)
    {
        if (IsClosed(window, zone, date))
        {
            return false;
        }

        foreach (var half in (window.HalfDays ?? []).Concat(Places(window, zone).SelectMany(place => place.HalfDays ?? [])))
        {
            if (half.Date == date && (time < half.From || (half.To != default && time >= half.To)))
            {
                return false;
            }
        }

        return WeekendOf(window, zone) is not { } weekend || !weekend.Contains(date.DayOfWeek);
    }

    /// <summary>Whether a date is a closed date.</summary>
    public static bool IsClosed(ContactWindow window, string zone, DateOnly date) =>
        window.ClosedDates.Contains(date) || Places(window, zone).Any(place => place.ClosedDates?.Contains(date) == true);

    /// <summary>The weekend that a window names; null for none.</summary>
    public static IReadOnlyList<DayOfWeek>? WeekendOf(ContactWindow window, string zone) =>
        Places(window, zone).Where(place => place.Weekend is not null).MaxBy(place => place.Where.Length)?.Weekend ?? window.Weekend;

    private static IEnumerable<LocalDays> Places(ContactWindow window, string zone)
    {
        var source = TzdbDateTimeZoneSource.Default;
        var country = source.ZoneLocations!.FirstOrDefault(place => place.ZoneId == zone)
            ?? source.ZoneLocations!.FirstOrDefault(place => place.ZoneId == source.CanonicalIdMap[zone]);
        return (window.Local ?? []).Where(place => place.Where == zone || place.Where == country?.CountryCode);
    }
}
