using System.Globalization;

namespace Campaigns.Tests.Windows;

/// <summary>Parses windows without a margin, and instants, from text.</summary>
internal static class WindowTimes
{
    public static ContactWindow Daily(string from, string to) => On(from, to, Enum.GetValues<DayOfWeek>());

    public static ContactWindow On(string from, string to, params DayOfWeek[] days) =>
        ContactWindow.On(days, TimeOnly.ParseExact(from, "HH:mm"), TimeOnly.ParseExact(to, "HH:mm")) with { Margin = TimeSpan.Zero };

    public static long Ticks(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks;
}
