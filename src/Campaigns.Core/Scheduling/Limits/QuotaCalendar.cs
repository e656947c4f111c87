using NodaTime;

namespace Campaigns.Scheduling;

/// <summary>A stretch of time throughout which the clocks of a zone show one and the same hour, date or month.</summary>
/// <param name="Since">When that began by those clocks, in ticks of local time: what names the period, however often clocks come back to
/// it.</param>
/// <param name="From">The stretch's first instant, or a later one not after the instant asked about, in UTC ticks.</param>
/// <param name="Until">The first instant at which clocks show another one, in UTC ticks.</param>
internal readonly record struct QuotaStretch(long Since, long From, long Until);

/// <summary>
/// Which calendar period an instant lies in. A period is what clocks show, so it is exact where they change: a day may have 23 or 25 hours,
/// an hour that comes twice is one, and a day without a midnight begins when its first clock strikes.
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
