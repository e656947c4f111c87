namespace Campaigns;

/// <summary>What a campaign is to do. Immutable; checked as a whole when the campaign is created.</summary>
public sealed record CampaignDefinition
{
    /// <summary>The default of <see cref="MaxConcurrent"/>: 10 live attempts.</summary>
    public const int DefaultMaxConcurrent = 10;

    /// <summary>What people call the campaign. 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The protocol: contact steps, and delays between them, in order. 1 to 100; the first and the last are contact steps.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>
    /// Your name for the campaign, unique in the tenant: creating it again with the same key and definition returns the campaign
    /// that exists. Null for none. Up to 200 characters.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The tenant that owns the campaign. 1 to 200 characters; "default" by default.</summary>
    public string Tenant { get; init; } = "default";

    /// <summary>Among campaigns with somebody to contact, the higher priority goes first. Medium by default.</summary>
    public Priority Priority { get; init; } = Priority.Medium;

    /// <summary>When to begin once started. Null or past: at once.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When to give up: no attempt is sent from this instant on. Null for never. After <see cref="Start"/>.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>How many attempts may be live at once. 1 to 1,000,000; 10 by default.</summary>
    public int MaxConcurrent { get; init; } = DefaultMaxConcurrent;

    /// <summary>The campaign's share among campaigns of equal priority in its tenant. 1 to 1,000; 1 by default.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether the campaign stays running when every job has ended, to take more contacts. False by default.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>How many attempts of the campaign may be sent in a time; null, the default, for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>The hours in which contacts may be contacted, in each contact's own zone; null, the default, for all hours.</summary>
    public Window? Window { get; init; }

    /// <summary>What to do with contacts that come up later than they were due. Contact now, by default.</summary>
    public Overdue Overdue { get; init; } = Overdue.CallNow;

    /// <summary>The IANA time zone of contacts that name none. "Etc/UTC" by default.</summary>
    public string Zone { get; init; } = "Etc/UTC";

    /// <summary>The definition without names and content.</summary>
    public override string ToString() => $"definition of a campaign with {Steps?.Count ?? 0} steps, priority {Priority.Value}";

    /// <summary>Everything that is wrong with the definition, each naming field, value and remedy. Empty when it is valid.</summary>
    public IReadOnlyList<string> Check() => FindProblems().List;

    internal Problems FindProblems()
    {
        var problems = new Problems();
        problems.Require(Name?.Trim().Length is >= 1 and <= 200, nameof(Name), Quote(Name), "use 1 to 200 characters");
        problems.Require(Tenant?.Trim().Length is >= 1 and <= 200, nameof(Tenant), Quote(Tenant), "use 1 to 200 characters");
        problems.Require(Key is null || Key.Trim().Length is >= 1 and <= 200, nameof(Key), Quote(Key), "use 1 to 200 characters, or null");
        problems.Require(Priority.Value is >= 0 and <= Priority.Max, nameof(Priority), Priority.Value, $"use 0 to {Priority.Max}");
        problems.Require(MaxConcurrent is >= 1 and <= 1_000_000, nameof(MaxConcurrent), MaxConcurrent, "use 1 to 1,000,000");
        problems.Require(Weight is >= 1 and <= 1_000, nameof(Weight), Weight, "use 1 to 1,000");
        problems.Require(Expiry is null || Start is null || Expiry > Start, nameof(Expiry), Expiry, "use an instant after Start");
        problems.Require(Zone is not null && Zones.IsKnown(Zone), nameof(Zone), Quote(Zone), "use an IANA name such as Europe/Paris");
        Rate?.AddProblems(problems, nameof(Rate));
        Window?.AddProblems(problems, nameof(Window));
        problems.Require(Overdue is not null, nameof(Overdue), null, "give a policy, such as Overdue.CallNow");
        Overdue?.AddProblems(problems, nameof(Overdue));
        AddStepProblems(problems);
        return problems;
    }

    private void AddStepProblems(Problems problems)
    {
        problems.Require(Steps?.Count is >= 1 and <= 100, nameof(Steps), Steps is null ? null : $"a list of {Steps.Count}", "use 1 to 100 steps");
        for (var i = 0; i < (Steps?.Count ?? 0); i++)
        {
            var field = $"Steps[{i}]";
            switch (Steps![i])
            {
                case ContactStep step:
                    problems.Require(step.Channel?.Trim().Length is >= 1 and <= 50, $"{field}.Channel", Quote(step.Channel), "use 1 to 50 characters");
                    problems.Require(
                        step.Timeout >= TimeSpan.FromSeconds(1) && step.Timeout <= TimeSpan.FromDays(30),
                        $"{field}.Timeout",
                        step.Timeout,
                        "use 1 second to 30 days");
                    problems.Require(step.Retry is not null, $"{field}.Retry", null, "give a retry policy, or RetryPolicy.None");
                    step.Retry?.AddProblems(problems, $"{field}.Retry");
                    break;
                case DelayStep step:
                    var fits = step.Duration > TimeSpan.Zero && step.Duration <= Backoff.MaxDelay;
                    problems.Require(fits, $"{field}.Duration", step.Duration, "use more than 0, up to 365 days");
                    problems.Require(i > 0 && i < Steps.Count - 1, field, "a delay at the edge", "begin and end with a contact step");
                    break;
                default:
                    problems.Require(false, field, null, "give a contact step or a delay");
                    break;
            }
        }
    }

    private static string Quote(string? text) => text is null ? "missing" : $"\"{text}\"";
}
