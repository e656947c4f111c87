using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>What a <see cref="StepCondition"/> tests.</summary>
public enum StepConditionKind
{
    /// <summary>A value of the contact's data.</summary>
    Data,

    /// <summary>Whether the contact has an address on a channel.</summary>
    Address,

    /// <summary>The outcome of the newest attempt that may have reached the contact.</summary>
    LastOutcome,
}

/// <summary>The condition of a <see cref="BranchStep"/>. Created by the methods below.</summary>
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

    /// <summary>What the condition tests.</summary>
    public StepConditionKind Kind { get; }

    /// <summary>The name of the data value, or the channel.</summary>
    public string? Name { get; }

    /// <summary>The accepted values. Empty: any value except an empty one.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>The accepted outcomes.</summary>
    public IReadOnlyList<AttemptOutcome> Outcomes { get; }

    /// <summary>Creates a condition that is true for contacts with a data value.</summary>
    /// <param name="name">The name in <see cref="Contact.Data"/>.</param>
    /// <param name="values">The accepted values, compared ordinally. None: any value except an empty one.</param>
    public static StepCondition Data(string name, params string[] values) => new(StepConditionKind.Data, name, [.. values], []);

    /// <summary>Creates a condition that is true for contacts with an address on a channel.</summary>
    /// <param name="channel">The channel.</param>
    public static StepCondition HasAddress(string channel) => new(StepConditionKind.Address, channel, [], []);

    /// <summary>
    /// Creates a condition that is true if the newest attempt that may have reached the contact had one of the given outcomes.
    /// </summary>
    /// <param name="outcomes">The accepted outcomes.</param>
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
