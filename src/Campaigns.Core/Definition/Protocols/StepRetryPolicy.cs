using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>The retry rule for one outcome. Created by <see cref="Never"/> or <see cref="After(TimeSpan, int?)"/>.</summary>
public sealed record RetryRule
{
    [JsonConstructor]
    internal RetryRule(Backoff? delay, int? max)
    {
        Delay = delay;
        Max = max;
    }

    /// <summary>The delay before each retry, counted over the retries that this outcome caused. Null: the delay of the policy.</summary>
    public Backoff? Delay { get; }

    /// <summary>
    /// The maximum number of retries that this outcome may cause in one step, within the attempts of the policy. 0 to 250. Null: only the
    /// policy's limit applies.
    /// </summary>
    public int? Max { get; }

    /// <summary>The outcome ends the step without a retry.</summary>
    public static RetryRule Never { get; } = new(null, 0);

    /// <summary>The outcome is retried after a fixed delay.</summary>
    /// <param name="delay">The delay after the outcome is recorded. 0 to 365 days.</param>
    /// <param name="max">
    /// The maximum number of retries that this outcome may cause. 0 to 250. Null, the default: only the policy's limit applies.
    /// </param>
    public static RetryRule After(TimeSpan delay, int? max = null) => new(Backoff.Fixed(delay), max);

    /// <summary>The outcome is retried with its own backoff.</summary>
    /// <param name="delay">The delays after the outcome is recorded.</param>
    /// <param name="max">
    /// The maximum number of retries that this outcome may cause. 0 to 250. Null, the default: only the policy's limit applies.
    /// </param>
    public static RetryRule After(Backoff delay, int? max = null) => new(delay, max);
}

/// <summary>The number of attempts of a step and the delays between them. Immutable.</summary>
public sealed record StepRetryPolicy
{
    /// <summary>The maximum number of attempts in a policy: 250.</summary>
    public const int MaxAttempts = 250;

    /// <summary>The maximum number of attempts, including the first. 1 to 250. Default: 3.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The delay from a recorded outcome to the next attempt. Default: 10 minutes.</summary>
    public Backoff Delay { get; init; } = Backoff.Fixed(TimeSpan.FromMinutes(10));

    /// <summary>
    /// The rules for single outcomes, which take precedence over <see cref="Delay"/>. Default: empty. Without a rule,
    /// <see cref="AttemptOutcome.Invalid"/> is never retried. <see cref="AttemptOutcome.OptedOut"/> is never retried and cannot have a
    /// rule.
    /// </summary>
    public IReadOnlyDictionary<AttemptOutcome, RetryRule> Rules { get; init; } = new Dictionary<AttemptOutcome, RetryRule>();

    /// <summary>One attempt, without retries.</summary>
    public static StepRetryPolicy None { get; } = new() { Attempts = 1 };

    /// <summary>Creates a policy with the same delay before every retry.</summary>
    /// <param name="attempts">The maximum number of attempts, including the first. 1 to 250.</param>
    /// <param name="delay">The delay from a recorded outcome to the next attempt. 0 to 365 days.</param>
    public static StepRetryPolicy Fixed(int attempts, TimeSpan delay) => new() { Attempts = attempts, Delay = Backoff.Fixed(delay) };

    /// <summary>Returns a copy with a rule for one outcome.</summary>
    /// <param name="outcome">An outcome of a contact that may be retried: neither success nor an opt-out.</param>
    /// <param name="rule">The rule.</param>
    public StepRetryPolicy On(AttemptOutcome outcome, RetryRule rule) =>
        this with { Rules = new Dictionary<AttemptOutcome, RetryRule>(Rules) { [outcome] = rule } };

    /// <summary>Returns the delay before the next attempt. Null when the step has used up its attempts.</summary>
    /// <param name="outcome">The contact outcome just recorded.</param>
    /// <param name="tried">The number of attempts of this step that spent budget, including this one.</param>
    /// <param name="ofThisOutcome">The number of those attempts with this outcome, including this one.</param>
    /// <param name="random">A random number for jitter, 0 inclusive to 1 exclusive.</param>
    internal TimeSpan? NextDelay(AttemptOutcome outcome, int tried, int ofThisOutcome, double random)
    {
        if (tried >= Attempts || outcome == AttemptOutcome.OptedOut)
        {
            return null;
        }

        if (!Rules.TryGetValue(outcome, out var rule))
        {
            return outcome == AttemptOutcome.Invalid ? null : Delay.Delay(tried, random);
        }

        if (ofThisOutcome > (rule.Max ?? int.MaxValue))
        {
            return null;
        }

        return rule.Delay?.Delay(ofThisOutcome, random) ?? Delay.Delay(tried, random);
    }

    internal void AddProblems(Problems problems, string field)
    {
        problems.Require(Attempts is >= 1 and <= MaxAttempts, $"{field}.Attempts", Attempts, $"use 1 to {MaxAttempts}, the first included");
        problems.Require(Delay is not null, $"{field}.Delay", null, "give a delay");
        Delay?.AddProblems(problems, $"{field}.Delay");
        problems.Require(Rules is not null, $"{field}.Rules", null, "give rules, or none");
        foreach (var (outcome, rule) in Rules ?? new Dictionary<AttemptOutcome, RetryRule>())
        {
            var name = $"{field}.Rules[{outcome}]";
            var retryable = outcome.IsOfContact() && !outcome.IsSuccess() && outcome != AttemptOutcome.OptedOut;
            problems.Require(retryable, name, outcome, "give rules only for contact outcomes that may be retried");
            problems.Require(rule is not null, name, null, "give a rule");
            problems.Require(rule?.Max is null or >= 0 and <= MaxAttempts, $"{name}.Max", rule?.Max, $"use 0 to {MaxAttempts}");
            rule?.Delay?.AddProblems(problems, $"{name}.Delay");
        }
    }
}
