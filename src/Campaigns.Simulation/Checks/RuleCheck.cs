namespace Campaigns.Simulation;

/// <summary>Judges that the host's own gate and checks permit each send at its instant.</summary>
internal sealed class RuleCheck(Judge judge)
{
    /// <summary>Records that a check is asked about an attempt.</summary>
    /// <returns>Whether the attempt is known.</returns>
    public bool Asked(in DispatchRequest request)
    {
        if (judge.Books.Find(request.Attempt) is not { } attempt)
        {
            judge.Violate(1, $"attempt {request.Attempt} is checked but is not in the store");
            return false;
        }

        judge.Require(!attempt.IsChecked, 1, () => $"{attempt} is checked twice");
        judge.Require(attempt.SentAt < 0, 1, () => $"{attempt} is checked after it was sent");
        attempt.IsChecked = true;
        return true;
    }

    /// <summary>Records the answer of a check.</summary>
    /// <param name="request">The attempt.</param>
    /// <param name="allows">Whether the answer is that the attempt may be sent.</param>
    /// <param name="ticks">How long the check took.</param>
    public void Answered(in DispatchRequest request, bool allows, long ticks) =>
        judge.Books.Find(request.Attempt)!.IsAllowed = allows && ticks <= judge.Plan.Rules.LatestAnswer.Ticks;

    /// <summary>Judges a send.</summary>
    public void Sent(AttemptFacts attempt)
    {
        var (rules, now) = (judge.Plan.Rules, judge.Kernel.Wall);
        judge.Require(
            rules.IsOpen(attempt.Contact.Key, now), 2,
            () => $"{attempt} was sent although the host's gate is closed until {rules.OpensAt(attempt.Contact.Key, now):O}");
        var check = attempt.Job.Campaign.Definition.Check;
        judge.Require(check is null || attempt.IsAllowed, 8, () => $"{attempt} was sent although the check \"{check}\" has not allowed it");
    }
}
