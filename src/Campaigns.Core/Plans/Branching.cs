namespace Campaigns;

/// <summary>Evaluates the condition of a branch.</summary>
internal static class Branching
{
    /// <summary>Whether a condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="last">The outcome of the newest attempt that may have reached the contact.</param>
    public static bool Holds(this StepCondition condition, Contact contact, AttemptOutcome last) => condition.Kind switch
    {
        StepConditionKind.Data => contact.Data.TryGetValue(condition.Name!, out var value) && IsOneOf(condition.Values, value),
        StepConditionKind.Address => contact.HasAddressOn(condition.Name!),
        _ => condition.Outcomes.Contains(last),
    };

    private static bool IsOneOf(IReadOnlyList<string> values, string value) =>
        values.Count == 0 ? value.Length > 0 : values.Contains(value);
}
