using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns;

/// <summary>A stretch of time throughout which a dispatch may be sent, or may not. UTC ticks.</summary>
/// <param name="IsOpen">Whether every instant of the stretch may be sent at, or none.</param>
/// <param name="From">Not after the instant asked about. The stretch may have begun earlier, if that is over a day ago.</param>
/// <param name="Until">
/// After the instant asked about, and the first to ask about again. <see cref="WindowCalendar.Never"/>: nothing opens for two years.
/// </param>
internal readonly record struct WindowPhase(bool IsOpen, long From, long Until);

/// <summary>When windows are open in one time zone, to the tick. Immutable, and free to be shared by threads.</summary>
/// <remarks>
/// Local hours become instants one piece at a time: a piece lies in one span of constant offset, where local time is UTC plus that
/// offset. So a skipped hour has no piece, an hour that comes twice has two, and neither needs a rule of its own; nor does a day that
/// a date line swallows. Pieces that touch are one stretch with one closing, whatever midnight or clock change lies between.
/// </remarks>
internal sealed class WindowCalendar
{
    /// <summary>The end of time, when nothing opens before it: the last tick of the year 9999.</summary>
    public static readonly long Never = DateTimeOffset.MaxValue.UtcTicks;

    private const long Lookback = TimeSpan.TicksPerDay;
    private const long Horizon = 2 * 366 * TimeSpan.TicksPerDay;

    private readonly DateTimeZone _zone;
    private readonly WindowHours _hours;

    /// <summary>A calendar of its own.</summary>
    /// <param name="zone">A known IANA zone; any other throws.</param>
    /// <param name="windows">All must be open. None: always open.</param>
    public WindowCalendar(string zone, IReadOnlyList<Window> windows)
        : this(zone, new WindowHours(windows))
    {
    }

    /// <summary>A calendar that shares its hours with those of other zones.</summary>
    /// <param name="zone">A known IANA zone; any other throws.</param>
    /// <param name="hours">What the windows allow together.</param>
    public WindowCalendar(string zone, WindowHours hours)
    {
        _zone = TimeZones.Of(zone);
        _hours = hours.In(zone);
    }

    /// <summary>The phase an instant lies in. Open phases end before the closing by the windows' longest margin.</summary>
    /// <param name="wallTicks">UTC ticks, before <see cref="Never"/>.</param>
    public WindowPhase At(long wallTicks)
    {
        if (_hours.IsAlways)
        {
            return new WindowPhase(true, 0, Never);
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

    /// <summary>Whether the windows are open at an instant, margins aside, and until when that stays so: the limit at most.</summary>
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

    /// <summary>Whether the windows are open at an instant, and an instant after it until which that surely stays so.</summary>
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

    /// <summary>Until when clocks show again what they showed before they were set back at the start of an interval.</summary>
    /// <returns>An instant at or before the start, if they were not set back.</returns>
    private long SecondPassEnd(ZoneInterval interval)
    {
        var before = _zone.GetZoneInterval(interval.Start - Duration.Epsilon);
        return ToTicks(interval.Start) + before.WallOffset.Ticks - interval.WallOffset.Ticks;
    }

    private static Instant ToInstant(long ticks) => Instant.FromUnixTimeTicks(ticks - DateTime.UnixEpoch.Ticks);

    private static long ToTicks(Instant instant) => instant.ToUnixTimeTicks() + DateTime.UnixEpoch.Ticks;
}
