using System.Globalization;
using NodaTime.Text;

namespace Campaigns.Samples.Drip;

/// <summary>A log of lines by day and local time.</summary>
internal sealed class DayLog
{
    private static readonly LocalDateTimePattern Date = LocalDateTimePattern.CreateWithInvariantCulture("dddd d MMMM uuuu");
    private static readonly LocalDateTimePattern Time = LocalDateTimePattern.CreateWithInvariantCulture("HH:mm");

    private readonly LocalClock _clock;
    private readonly TextWriter _to;
    private int? _day;

    public DayLog(DripFile drip, TextWriter to)
    {
        (_clock, _to) = (drip.Clock, to);
        to.WriteLine($"{drip.Definition.Name}: {Count(drip.Candidates.Count, "candidate")}, times in {drip.Definition.Zone}");
        foreach (var warning in new ContactProtocol { Steps = drip.Definition.Steps, Exit = drip.Definition.Exit }.Warnings())
        {
            to.WriteLine($"Note: {warning}");
        }
    }

    public void Write(DateTimeOffset at, string text)
    {
        var local = _clock.At(at);
        if (_day != _clock.DayOf(at))
        {
            _day = _clock.DayOf(at);
            _to.WriteLine();
            _to.WriteLine($"Day {_day}, {Date.Format(local)}");
        }

        _to.WriteLine($"  {Time.Format(local)}  {text}");
    }

    /// <summary>Formats an instant as "day 30 09:00".</summary>
    public string When(DateTimeOffset at) => $"day {_clock.DayOf(at)} {Time.Format(_clock.At(at))}";

    public static string Count(long number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
