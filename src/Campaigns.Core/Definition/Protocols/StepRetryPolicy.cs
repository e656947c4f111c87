using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>What follows one outcome. Made by <see cref="Never"/> or <see cref="After(TimeSpan, int?)"/>.</summary>
public sealed record RetryRule
{
    [JsonConstructor]
    internal RetryRule(Backoff? delay, int? max)
    {
        Delay = delay;
        Max = max;
    }

    /// <summary>The delay before the retry, counted over the retries this outcome caused; null for the policy's own.</summary>
    public Backoff? Delay { get; }

    /// <summary>
    /// How many retries this outcome may cause in one step, inside the policy's attempts; null for no maximum of its own.
    /// </summary>
    public int? Max { get; }

    /// <summary>The outcome ends the step.</summary>
    public static RetryRule Never { get; } = new(null, 0);

    /// <summary>The outcome is retried after a delay.</summary>
    /// <param name="delay">How long after the outcome was recorded.</param>
    /// <param name="max">How many retries this outcome may cause; null for as many as the policy has attempts.</param>
    public static RetryRule After(TimeSpan delay, int? max = null) => new(Backoff.Fixed(delay), max);

    /// <summary>The outcome is retried after a backoff of its own.</summary>
    /// <param name="delay">How long after the outcome was recorded.</param>
    /// <param name="max">How many retries this outcome may cause; null for as many as the policy has attempts.</param>
    public static RetryRule After(Backoff delay, int? max = null) => new(delay, max);
}

/// <summary>How often a step is tried and how long it waits in between. Immutable.</summary>
public sealed record StepRetryPolicy
{
    /// <summary>The most attempts a policy allows.</summary>
    public const int MaxAttempts = 250;

    /// <summary>How many attempts in all, the first included. 1 to 250; 3 by default.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The delay between the moment an outcome is recorded and the next attempt. 10 minutes by default.</summary>
    public Backoff Delay { get; init; } = Backoff.Fixed(TimeSpan.FromMinutes(10));

    /// <summary>
    /// Rules for single outcomes, which come before <see cref="Delay"/>. <see cref="AttemptOutcome.Invalid"/> is never retried unless it
    /// has a rule here; <see cref="AttemptOutcome.OptedOut"/> is never retried at all.
    /// </summary>
    public IReadOnlyDictionary<AttemptOutcome, RetryRule> Rules { get; init; } = new Dictionary<AttemptOutcome, RetryRule>();

    /// <summary>One attempt.</summary>
    public static StepRetryPolicy None { get; } = new() { Attempts = 1 };

    /// <summary>A number of attempts, the same delay between them.</summary>
    /// <param name="attempts">1 to 250, the first included.</param>
    /// <param name="delay">From the recorded outcome to the next attempt.</param>
    public static StepRetryPolicy Fixed(int attempts, TimeSpan delay) => new() { Attempts = attempts, Delay = Backoff.Fixed(delay) };

    /// <summary>The same policy with a rule for one outcome.</summary>
    /// <param name="outcome">A contact outcome that is not success.</param>
    /// <param name="rule">What follows it.</param>
    public StepRetryPolicy On(AttemptOutcome outcome, RetryRule rule) =>
        this with { Rules = new Dictionary<AttemptOutcome, RetryRule>(Rules) { [outcome] = rule } };

    /// <summary>How long to wait for the next attempt, or null when the step has used itself up.</summary>
    /// <param name="outcome">The contact outcome just recorded.</param>
    /// <param name="tried">Attempts of this step that spent budget, this one included.</param>
    /// <param name="ofThisOutcome">How many of them ended with this outcome, this one included.</param>
    /// <param name="random">0 inclusive to 1 exclusive, for jitter.</param>
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
