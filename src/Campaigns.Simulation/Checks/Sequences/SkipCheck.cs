using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges groups of contact steps: each step is sent, fails, or is left out for a reason, and not before its policy allows it.
/// </summary>
internal sealed class SkipCheck(Judge judge)
{
    /// <summary>Judges that the open steps of a group only decrease, each for a reason.</summary>
    public void Judge(in Move move, long now)
    {
        var (job, script) = (move.Job, move.Job.Script);
        if (!script.IsContact(move.Before.Step) || move.From.Kind == WaitingFor.Time)
        {
            return;
        }

        var (start, end) = script.Group(move.Before.Step);
        var open = Move.OpenSteps(script, move.Before, move.From);
        var still = script.IsContact(move.After.Step)
            && script.Group(move.After.Step).Start == start
            && !LegalTransitions.IsEnd(move.After.State)
            ? Move.OpenSteps(script, move.After, move.To)
            : 0;
        judge.Require((still & ~open) == 0, 1, () => $"{job}: steps {open:x} from {start} on were open, and now {still:x} are");
        for (var step = start; step < end; step++)
        {
            var wasLeft = (open & ~still & (1 << (step - start))) != 0;
            if (wasLeft && !IsDone(move, step, now) && !MayBeLeftOut(move, step, now, out _))
            {
                judge.Violate(
                    9,
                    $"{job} left step {step}, which was not sent and must not be skipped yet; "
                        + $"waiting since {SequenceCheck.Text(move.Before.Since)}");
            }
        }
    }

    /// <summary>Whether a policy allows a step to be left out now, and whether that counts as a failure.</summary>
    public bool MayBeLeftOut(in Move move, int step, long now, out bool fails)
    {
        var (job, since) = (move.Job, move.Before.Since == 0 ? now : move.Before.Since);
        var channel = job.Script.Contact(step).Channel;
        fails = false;
        var isGivenUp = move.From.Kind == WaitingFor.Task && move.Before.Step == step && now >= move.Before.Due;
        if (!isGivenUp && Script.HasAddress(job.Contact, channel) && !MayBeDown(job.Campaign.Tenant, channel))
        {
            return false;
        }

        var policy = job.Script.PolicyOf(step, job.Contact);
        if (policy is null)
        {
            return false;
        }

        var hasFallenBack = step == move.Before.Step && move.From.Kind == WaitingFor.Turn && move.From.Channel != channel;
        policy = isGivenUp ? From(policy, UnavailableAction.Task, null).Then ?? UnavailablePolicy.Skip
            : hasFallenBack ? From(policy, UnavailableAction.Fallback, move.From.Channel)
            : policy;
        for (var isOver = true; isOver; policy = isOver ? policy.Then ?? UnavailablePolicy.Skip : policy)
        {
            isOver = policy.Action switch
            {
                UnavailableAction.Wait => now >= Deadline(policy, since),
                UnavailableAction.Fallback =>
                    !Script.HasAddress(job.Contact, policy.Channel!) || MayBeDown(job.Campaign.Tenant, policy.Channel!),
                _ => false,
            };
        }

        fails = policy.Action == UnavailableAction.Fail;
        return policy.Action is UnavailableAction.Skip or UnavailableAction.Fail;
    }

    /// <summary>The rest of a policy chain from its current action. Earlier actions are over, even if they could apply again.</summary>
    private static UnavailablePolicy From(UnavailablePolicy policy, UnavailableAction action, string? channel)
    {
        while ((policy.Action != action || policy.Channel != channel) && policy.Then is { } next)
        {
            policy = next;
        }

        return policy;
    }

    /// <summary>How long a job may wait in its current place, in UTC ticks.</summary>
    public long Longest(JobFacts job, in JobRow row, WaitingFor kind, long now)
    {
        var (most, since) = (row.Expires == 0 ? long.MaxValue : row.Expires, row.Since == 0 ? now : row.Since);
        for (var policy = job.Script.PolicyOf(row.Step, job.Contact); policy is not null; policy = policy.Then)
        {
            if (kind == WaitingFor.Channel && policy.Action == UnavailableAction.Wait)
            {
                return Math.Min(most, Deadline(policy, since));
            }

            if (kind == WaitingFor.Task && policy.Action == UnavailableAction.Task)
            {
                return policy.AtMost is { } given ? Math.Min(most, now + given.Ticks) : most;
            }
        }

        judge.Require(kind == WaitingFor.Channel && !job.Script.IsDrip, 9, () => $"{job} waits for {kind}, which its step does not allow");
        return long.MaxValue;
    }

    /// <summary>Whether an attempt of the step ended and allows no retry, or a person handled the step.</summary>
    private static bool IsDone(in Move move, int step, long now)
    {
        var job = move.Job;
        var last = job.Attempts.FindLast(
            attempt => attempt.Run == job.Run
                && attempt.Row.Step == step
                && attempt.IsEnded
                && LegalTransitions.Spends(attempt.Row.Outcome));
        if (last is not null && (last.Row.Provider == Books.ByPerson || job.IsRerun || !RetryCheck.LeavesRetry(last) || IsUsedUp(last)))
        {
            return true;
        }

        return move.From.Kind == WaitingFor.Task && move.Before.Step == step && job.TaskRun == job.Run;
    }

    /// <summary>Whether the outcome occurred more often than the step allows.</summary>
    private static bool IsUsedUp(AttemptFacts last)
    {
        var most =
            last.Job.Step(last.Row.Step).Retry.Rules.TryGetValue(last.Row.Outcome, out var rule) ? rule.Max ?? int.MaxValue : int.MaxValue;
        return last.Job.Attempts.Count(
            other => other.Run == last.Run && other.Row.Step == last.Row.Step && other.Row.Outcome == last.Row.Outcome) > most;
    }

    /// <summary>Whether a channel may be unavailable, because of a request or of its providers' behavior.</summary>
    private bool MayBeDown(TenantFacts tenant, string channel)
    {
        var facts = tenant.Channel(channel);
        if (facts.RefusedAt >= 0 || facts.Row.Any(row => row.Unavailable is not null))
        {
            return true;
        }

        foreach (var provider in judge.Books.Providers.Values)
        {
            if (provider.Channel == channel
                && !provider.HasFailed
                && !provider.Settings.Any(settings => settings.Switch == ProviderSwitch.Off))
            {
                return false;
            }
        }

        return true;
    }

    private static long Deadline(UnavailablePolicy policy, long since) =>
        Math.Min(policy.AtMost is { } most ? since + most.Ticks : long.MaxValue, policy.Until?.UtcTicks ?? long.MaxValue);
}
