using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>What to do with a contact whose turn comes later than it was due.</summary>
public enum LatenessAction
{
    /// <summary>Contact now.</summary>
    [JsonStringEnumMemberName("CallNow")]
    SendNow,

    /// <summary>Contact when the window opens next.</summary>
    NextWindow,

    /// <summary>Give up the contact: the job ends as <see cref="JobState.Expired"/>.</summary>
    Skip,

    /// <summary>Contact at a random moment of a time span, so that contacts delayed by a stop do not all go out together.</summary>
    Spread,
}

/// <summary>
/// The lateness policy of a campaign. It applies to contacts that came due while nothing was sent: the campaign was paused, the tenant or
/// everything was held, or no process ran. A contact is late if such a stop delayed it by more than <see cref="MaxLateness"/>. The delay
/// counts from the earliest instant at which the contact was due, its window was open and its frequency caps allowed it. Caps, rate limits,
/// busy addresses, throttled providers and unavailable providers make no contact late. Contacts never tried are due whenever the campaign
/// runs, and are never late.
/// </summary>
public sealed record LatenessPolicy
{
    /// <summary>What to do with late contacts. Default: <see cref="LatenessAction.SendNow"/>.</summary>
    public LatenessAction Action { get; init; }

    /// <summary>The maximum delay that still counts as on time. 0 to 365 days. Default: 0.</summary>
    public TimeSpan MaxLateness { get; init; }

    /// <summary>The time span for <see cref="LatenessAction.Spread"/>. 0 to 30 days. Default: 0.</summary>
    public TimeSpan Over { get; init; }

    /// <summary>Contact now, regardless of the delay.</summary>
    public static LatenessPolicy SendNow { get; } = new();

    /// <summary>Contact when the window opens next.</summary>
    /// <param name="maxLateness">The maximum delay that still counts as on time. 0 to 365 days.</param>
    public static LatenessPolicy NextWindow(TimeSpan maxLateness) =>
        new() { Action = LatenessAction.NextWindow, MaxLateness = maxLateness };

    /// <summary>Give up the contact.</summary>
    /// <param name="maxLateness">The maximum delay that still counts as on time. 0 to 365 days.</param>
    public static LatenessPolicy Skip(TimeSpan maxLateness) => new() { Action = LatenessAction.Skip, MaxLateness = maxLateness };

    /// <summary>Contact at a random moment of a time span.</summary>
    /// <param name="over">The time span. 0 to 30 days.</param>
    /// <param name="maxLateness">The maximum delay that still counts as on time. 0 to 365 days.</param>
    public static LatenessPolicy Spread(TimeSpan over, TimeSpan maxLateness) =>
        new() { Action = LatenessAction.Spread, Over = over, MaxLateness = maxLateness };

    internal void AddProblems(Problems problems, string field)
    {
        problems.Require(Enum.IsDefined(Action), $"{field}.Action", Action, "use one of the actions");
        problems.Require(IsWithin(MaxLateness, 365), $"{field}.MaxLateness", MaxLateness, "use 0 to 365 days");
        problems.Require(IsWithin(Over, 30), $"{field}.Over", Over, "use 0 to 30 days");
    }

    private static bool IsWithin(TimeSpan value, int days) => value >= TimeSpan.Zero && value <= TimeSpan.FromDays(days);
}
