using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns;

/// <summary>A period during which sending is either allowed or forbidden throughout. UTC ticks.</summary>
/// <param name="IsOpen">Whether sending is allowed at every instant of the period. If false, at none.</param>
/// <param name="From">Not after the requested instant. The period may have begun earlier if it began more than a day ago.</param>
/// <param name="Until">
/// The first instant to ask about again, after the requested one. <see cref="WindowCalendar.Never"/>: nothing opens for two years.
/// </param>
internal readonly record struct WindowPhase(bool IsOpen, long From, long Until);

/// <summary>Computes when windows are open in one time zone, to the tick. Immutable and thread-safe.</summary>
/// <remarks>
/// The calendar converts local hours to instants piece by piece. A piece lies in one interval of constant offset, where local time is UTC
/// plus the offset. A skipped hour therefore has no piece and a repeated hour has two. A day that a date line change skips has none. None
/// of these cases needs a special rule. Adjacent pieces form one period with one closing, even across midnight or a clock change.
/// </remarks>
internal sealed class WindowCalendar
{
    /// <summary>The last tick of the year 9999. Stands for "never opens".</summary>
    public static readonly long Never = DateTimeOffset.MaxValue.UtcTicks;

    private const long Lookback = TimeSpan.TicksPerDay;
    private const long Horizon = 2 * 366 * TimeSpan.TicksPerDay;

    private readonly DateTimeZone _zone;
    private readonly bool _isZoneKnown;
    private readonly WindowHours _hours;

    /// <summary>Creates a calendar with separate hours.</summary>
    /// <param name="zone">An IANA zone. In one that is not known, nobody can tell the local time, so restricted hours never come.</param>
    /// <param name="windows">All windows must be open. None: always open.</param>
    public WindowCalendar(string zone, IReadOnlyList<ContactWindow> windows)
        : this(zone, new WindowHours(windows))
    {
    }

    /// <summary>Creates a calendar that shares its hours with the calendars of other zones.</summary>
    /// <param name="zone">An IANA zone.</param>
    /// <param name="hours">The intersection of the windows.</param>
    public WindowCalendar(string zone, WindowHours hours)
    {
        (_zone, _isZoneKnown) = (TimeZoneData.Of(zone), TimeZoneData.IsKnown(zone));
        _hours = hours.In(zone);
    }

    /// <summary>The phase that contains an instant. An open phase ends before the closing by the longest margin of the windows.</summary>
    /// <param name="wallTicks">UTC ticks, before <see cref="Never"/>.</param>
    public WindowPhase At(long wallTicks)
    {
        if (_hours.IsAlways)
        {
            return new WindowPhase(true, 0, Never);
        }

        if (!_isZoneKnown)
        {
            return new WindowPhase(false, 0, Never);
        }

        var limit = Math.Min(wallTicks, Never - Horizon) + Horizon;
        var closedFrom = Math.Max(0, wallTicks - Lookback);
        for (var at = closedFrom; at < limit;)
        {
            var (isOpen, end) = Stretch(at, limit);
            var lastCall = end - _hours.Margin;
            if (isOpen && lastCall > at)
            {
                if (wallTicks < at)
                {
                    return new WindowPhase(false, closedFrom, at);
                }

                if (wallTicks < lastCall)
                {
                    return new WindowPhase(true, at, lastCall);
                }

                closedFrom = lastCall;
            }

            at = end;
        }

        return new WindowPhase(false, closedFrom, Never);
    }

    /// <summary>Whether the windows are open at an instant, without margins, and until when the answer holds: the limit at most.</summary>
    private (bool IsOpen, long End) Stretch(long at, long limit)
    {
        var (isOpen, end) = Piece(at);
        while (end < limit)
        {
            var next = Piece(end);
            if (next.IsOpen != isOpen)
            {
                return (isOpen, end);
            }

            end = next.End;
        }

        return (isOpen, limit);
    }

    /// <summary>Whether the windows are open at an instant, and a later instant until which the answer certainly holds.</summary>
    private (bool IsOpen, long End) Piece(long at)
    {
        var interval = _zone.GetZoneInterval(ToInstant(at));
        var offset = interval.WallOffset.Ticks;
        var (isOpen, localEnd) = _hours.At(at + offset);
        var end = Math.Min(localEnd - offset, interval.HasEnd ? ToTicks(interval.End) : Never);
        if (_hours.FirstPassOnly && interval.HasStart)
        {
            var secondPassEnd = SecondPassEnd(interval);
            return at < secondPassEnd ? (false, Math.Min(end, secondPassEnd)) : (isOpen, end);
        }

        return (isOpen, end);
    }

    /// <summary>When clocks that were set back at the start of an interval stop repeating earlier times.</summary>
    /// <returns>An instant at or before the start if clocks were not set back.</returns>
    private long SecondPassEnd(ZoneInterval interval)
    {
        var before = _zone.GetZoneInterval(interval.Start - Duration.Epsilon);
        return ToTicks(interval.Start) + before.WallOffset.Ticks - interval.WallOffset.Ticks;
    }

    private static Instant ToInstant(long ticks) => Instant.FromUnixTimeTicks(ticks - DateTime.UnixEpoch.Ticks);

    private static long ToTicks(Instant instant) => instant.ToUnixTimeTicks() + DateTime.UnixEpoch.Ticks;
}
