namespace Campaigns.Scheduling;

/// <summary>What an answer says about when a contact of which nothing was placed may be tried again.</summary>
/// <param name="NotBefore">Not before this instant, in UTC ticks; 0 when the answer names none.</param>
/// <param name="IsProviders">Whether the provider itself is the cause: then it does not count as a refusal of the contact.</param>
internal readonly record struct RetryConstraint(long NotBefore, bool IsProviders)
{
    private const int Doublings = 9;
    private const int LastOfFiveMinutes = 11;
    private const int FiveMinutes = 300;
    private const int Hour = 3_600;
    private const int Patience = 30;
    private const int LongestYield = 16;

    /// <summary>
    /// How long a contact waits after it was refused so often in a row: 1 s, 2 s, 4 s, … 5 minutes three times, then up to an hour.
    /// </summary>
    /// <param name="before">How often it had been refused before.</param>
    public static TimeSpan PauseAfter(int before) => TimeSpan.FromSeconds(before switch
    {
        < Doublings => 1 << before,
        <= LastOfFiveMinutes => FiveMinutes,
        _ => Math.Min(Hour, FiveMinutes << Math.Min(before - LastOfFiveMinutes, Doublings)),
    });

    /// <summary>
    /// How long a contact lets others go first that all providers have asked to be tried later so often in a row: 1 ms, 2 ms, … 16 ms.
    /// </summary>
    public static TimeSpan YieldAfter(int times) => TimeSpan.FromMilliseconds(Math.Min(LongestYield, 1 << Math.Clamp(times, 0, 20)));

    /// <summary>How long it waits besides: nothing up to thirty times, then 2 s, 4 s, … 5 minutes.</summary>
    public static TimeSpan PauseAfterThrottles(int times) => times <= Patience
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(FiveMinutes, 1 << Math.Min(times - Patience, 20)));
}
