namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>When a message is tried again: the example schedule of Standard Webhooks 1.0.0, ten tries over 75 hours.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How often a message is tried.</summary>
    public static int Tries => Delays.Length;

    /// <summary>The delay before the next try.</summary>
    /// <param name="tries">How often the message was tried.</param>
    /// <param name="random">
    /// A number from 0 up to 1. The delay is 90 to 110 % of the schedule's, so that failures of one moment spread.
    /// </param>
    /// <returns>The delay; null if there is no next try.</returns>
    public static TimeSpan? After(int tries, double random) => tries >= Delays.Length ? null : Delays[tries] * (0.9 + (0.2 * random));
}
