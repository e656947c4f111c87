namespace Campaigns.Storage;

/// <summary>
/// How many attempts that came to nothing a store keeps. A provider that refuses for days, or a campaign that is paused again and again,
/// must
/// not fill it: they tell the same thing each time.
/// </summary>
public static class Refusals
{
    /// <summary>
    /// Of the attempts of a job in a row that placed nothing, those that went to one provider and ended with one outcome: how many are
    /// kept,
    /// the newest. Those that were sent are a few more, because a provider that contradicts itself may still report about them.
    /// </summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>1 of those not sent, 8 of those that the provider refused; all of those that may have reached somebody.</returns>
    public static int KeptOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.NotSent => 1,
        AttemptOutcome.Throttled or AttemptOutcome.NotPlaced => 8,
        _ => int.MaxValue,
    };
}
