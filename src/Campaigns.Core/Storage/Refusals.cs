namespace Campaigns.Storage;

/// <summary>
/// How many attempts that placed nothing a store keeps. A provider that refuses for days, or a campaign that is paused again and again,
/// must not fill the store, because each such attempt gives the same information.
/// </summary>
public static class Refusals
{
    /// <summary>
    /// Returns how many attempts to keep among consecutive attempts of a job that placed nothing, went to the same provider and ended with
    /// the same outcome. The newest attempts are kept. More attempts are kept if they were sent, because a provider that contradicts itself
    /// may still report about them.
    /// </summary>
    /// <param name="outcome">The outcome of the attempts.</param>
    /// <returns>
    /// 1 for attempts that were not sent, 8 for attempts that the provider refused, and all attempts that may have reached the contact.
    /// </returns>
    public static int KeptOf(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.NotSent => 1,
        AttemptOutcome.Throttled or AttemptOutcome.NotPlaced => 8,
        _ => int.MaxValue,
    };
}
