using NodaTime;

namespace Campaigns.Scheduling;

/// <summary>A span of time in which the clocks of a zone show the same hour, date or month.</summary>
/// <param name="Since">When the period began by those clocks, in ticks of local time. Identifies the period even if the clocks return to
/// it.</param>
/// <param name="From">The first instant of the span, or a later instant up to the requested one, in UTC ticks.</param>
/// <param name="Until">The first instant at which the clocks show another period, in UTC ticks.</param>
internal readonly record struct QuotaStretch(long Since, long From, long Until);

/// <summary>
/// Finds the calendar period of an instant. A period follows the local clocks, so it is exact when they change. A day may have 23 or 25
/// hours, a repeated hour is one period, and a day without a midnight begins with its first local time.
/// </summary>
internal static class QuotaCalendar
{
    public static QuotaStretch At(DateTimeZone zone, QuotaPeriod period, long wall)
    {
        var interval = zone.GetZoneInterval(Instant.FromUnixTimeTicks(wall - DateTime.UnixEpoch.Ticks));
        var since = StartOf(period, wall + interval.WallOffset.Ticks);
        var next = NextOf(period, since);
        var from = Math.Max(since - interval.WallOffset.Ticks, interval.HasStart ? ToTicks(interval.Start) : long.MinValue);
        while (interval.HasEnd)
        {
            var end = ToTicks(interval.End);
            if (next - interval.WallOffset.Ticks < end)
            {
                break;
            }

            interval = zone.GetZoneInterval(interval.End);
            if (StartOf(period, end + interval.WallOffset.Ticks) != since)
            {
                return new QuotaStretch(since, from, end);
            }
        }

        return new QuotaStretch(since, from, next - interval.WallOffset.Ticks);
    }

    private static long StartOf(QuotaPeriod period, long local)
    {
        var shown = new DateTime(Math.Clamp(local, 0, DateTime.MaxValue.Ticks));
        return period switch
        {
            QuotaPeriod.Hour => shown.Ticks - (shown.Ticks % TimeSpan.TicksPerHour),
            QuotaPeriod.Day => shown.Date.Ticks,
            _ => new DateTime(shown.Year, shown.Month, 1).Ticks,
        };
    }

    private static long NextOf(QuotaPeriod period, long since) => period switch
    {
        QuotaPeriod.Hour => since + TimeSpan.TicksPerHour,
        QuotaPeriod.Day => since + TimeSpan.TicksPerDay,
        _ => since + (DateTime.DaysInMonth(new DateTime(since).Year, new DateTime(since).Month) * TimeSpan.TicksPerDay),
    };

    private static long ToTicks(Instant instant) => instant.ToUnixTimeTicks() + DateTime.UnixEpoch.Ticks;
}
