using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>What a <see cref="StepCondition"/> looks at.</summary>
public enum StepConditionKind
{
    /// <summary>A value of the contact's data.</summary>
    Data,

    /// <summary>Whether the contact has an address on a channel.</summary>
    Address,

    /// <summary>How the newest attempt ended that may have reached the contact.</summary>
    LastOutcome,
}

/// <summary>What a <see cref="BranchStep"/> decides by. Made by the methods below.</summary>
public sealed record StepCondition
{
    [JsonConstructor]
    internal StepCondition(StepConditionKind kind, string? name, IReadOnlyList<string> values, IReadOnlyList<AttemptOutcome> outcomes)
    {
        Kind = kind;
        Name = name;
        Values = values ?? [];
        Outcomes = outcomes ?? [];
    }

    /// <summary>What it looks at.</summary>
    public StepConditionKind Kind { get; }

    /// <summary>The name in the contact's data, or the channel.</summary>
    public string? Name { get; }

    /// <summary>The values one of which must be there; empty for any value.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The outcomes one of which must be the last.</summary>
    public IReadOnlyList<AttemptOutcome> Outcomes { get; }

    /// <summary>Holds for contacts whose data has a value.</summary>
    /// <param name="name">The name in <see cref="Contact.Data"/>.</param>
    /// <param name="values">One of these, compared character by character; none for any value but an empty one.</param>
    public static StepCondition Data(string name, params string[] values) => new(StepConditionKind.Data, name, [.. values], []);

    /// <summary>Holds for contacts with an address on a channel.</summary>
    /// <param name="channel">The channel.</param>
    public static StepCondition HasAddress(string channel) => new(StepConditionKind.Address, channel, [], []);

    /// <summary>Holds when the newest attempt that may have reached the contact ended so.</summary>
    /// <param name="outcomes">One of these.</param>
    public static StepCondition LastOutcome(params AttemptOutcome[] outcomes) =>
        new(StepConditionKind.LastOutcome, null, [], [.. outcomes]);

    internal void AddProblems(Problems problems, string field)
    {
        problems.Require(Enum.IsDefined(Kind), $"{field}.Kind", Kind, "use one of the kinds");
        problems.Require(
            Kind == StepConditionKind.LastOutcome || !string.IsNullOrWhiteSpace(Name),
            $"{field}.Name",
            Problems.Quote(Name),
            "name the value, or the channel");
        TextLimits.AddProblems(problems, $"{field}.Name", Name, TextLimits.Short);
        foreach (var value in Values)
        {
            TextLimits.AddProblems(problems, $"{field}.Values", value, TextLimits.Value);
        }

        problems.Require(
            Kind != StepConditionKind.LastOutcome || Outcomes.Count > 0, $"{field}.Outcomes", "a list of 0", "name the outcomes");
        foreach (var outcome in Outcomes)
        {
            problems.Require(
                outcome.SpendsAttempt(), $"{field}.Outcomes", outcome, "name outcomes that may have reached the contact");
        }
    }
}
