using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>What to do with a contact that comes up later than it was due.</summary>
public enum LatenessAction
{
    /// <summary>Contact now.</summary>
    [JsonStringEnumMemberName("CallNow")]
    SendNow,

    /// <summary>Contact when the window opens the next time.</summary>
    NextWindow,

    /// <summary>Give the contact up: the job ends as <see cref="JobState.Expired"/>.</summary>
    Skip,

    /// <summary>Contact at a random moment of a span, so that what a stop has piled up does not go out at once.</summary>
    Spread,
}

/// <summary>
/// The overdue policy of a campaign: for contacts that came due while nothing was sent, because the campaign was paused, the tenant or
/// everything was held, or no process ran. One is overdue when that kept it back by more than <see cref="MaxLateness"/>, counted from when
/// it could first have been sent: from when it was due, its window was open and its frequency caps let it through. Caps, rates, a busy
/// address, throttled providers and providers that are down make nobody overdue. Contacts never tried are due when the campaign runs, and
/// never overdue.
/// </summary>
public sealed record LatenessPolicy
{
    /// <summary>What to do. <see cref="LatenessAction.SendNow"/> by default.</summary>
    public LatenessAction Action { get; init; }

    /// <summary>How late is still in time. 0 to 365 days; 0 by default.</summary>
    public TimeSpan MaxLateness { get; init; }

    /// <summary>With <see cref="LatenessAction.Spread"/>, over how long. 0 to 30 days.</summary>
    public TimeSpan Over { get; init; }

    /// <summary>Contact now, however late.</summary>
    public static LatenessPolicy SendNow { get; } = new();

    /// <summary>Contact when the window opens the next time.</summary>
    /// <param name="maxLateness">How late is still in time.</param>
    public static LatenessPolicy NextWindow(TimeSpan maxLateness) =>
        new() { Action = LatenessAction.NextWindow, MaxLateness = maxLateness };

    /// <summary>Give the contact up.</summary>
    /// <param name="maxLateness">How late is still in time.</param>
    public static LatenessPolicy Skip(TimeSpan maxLateness) => new() { Action = LatenessAction.Skip, MaxLateness = maxLateness };

    /// <summary>Contact at a random moment of a span.</summary>
    /// <param name="over">The span.</param>
    /// <param name="maxLateness">How late is still in time.</param>
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
