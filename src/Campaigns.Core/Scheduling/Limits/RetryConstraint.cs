namespace Campaigns.Scheduling;

/// <summary>The constraint that an answer puts on the next try of a contact for which nothing was placed.</summary>
/// <param name="NotBefore">The earliest time of the next try, in UTC ticks; 0 if the answer names none.</param>
/// <param name="IsProviders">Whether the provider itself is the cause. The answer then does not count as a refusal of the contact.</param>
/// <param name="IsCallerIds">Whether the caller id is the cause. The contact is tried with another number.</param>
internal readonly record struct RetryConstraint(long NotBefore, bool IsProviders, bool IsCallerIds = false)
{
    private const int Doublings = 9;
    private const int LastOfFiveMinutes = 11;
    private const int FiveMinutes = 300;
    private const int Hour = 3_600;
    private const int Patience = 30;
    private const int QuickCallerIds = 3;
    private const int LongestYield = 16;

    /// <summary>The pause of a contact after consecutive refusals: 1 s, 2 s, 4 s, … 5 minutes three times, then up to an hour.</summary>
    /// <param name="before">The number of earlier refusals.</param>
    public static TimeSpan PauseAfter(int before) => TimeSpan.FromSeconds(before switch
    {
        < Doublings => 1 << before,
        <= LastOfFiveMinutes => FiveMinutes,
        _ => Math.Min(Hour, FiveMinutes << Math.Min(before - LastOfFiveMinutes, Doublings)),
    });

    /// <summary>
    /// The pause of a contact whose caller id was refused: none for three numbers in a row, then 1 s, 2 s, 4 s, … 5 minutes.
    /// </summary>
    /// <param name="before">The number of earlier refusals.</param>
    public static TimeSpan PauseAfterCallerIds(int before) =>
        before < QuickCallerIds ? TimeSpan.Zero : PauseAfter(Math.Min(before - QuickCallerIds, Doublings));

    /// <summary>
    /// How long a contact lets others go first after all providers have deferred it several times in a row: 1 ms, 2 ms, … 16 ms.
    /// </summary>
    public static TimeSpan YieldAfter(int times) => TimeSpan.FromMilliseconds(Math.Min(LongestYield, 1 << Math.Clamp(times, 0, 20)));

    /// <summary>The additional pause of the contact: none for up to thirty times, then 2 s, 4 s, … 5 minutes.</summary>
    public static TimeSpan PauseAfterThrottles(int times) => times <= Patience
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(FiveMinutes, 1 << Math.Min(times - Patience, 20)));
}
