using System.Globalization;

namespace Campaigns;

/// <summary>How a condition compares a field.</summary>
public enum EventComparison
{
    /// <summary>The field's text equals the value.</summary>
    Equal = 1,

    /// <summary>The field's text is one of the values.</summary>
    In,

    /// <summary>The field exists and is not null.</summary>
    Exists,

    /// <summary>The field is a number greater than the value.</summary>
    Greater,
}

/// <summary>A condition on a field of an event's data. A field that is missing or null fulfills no condition.</summary>
public sealed record EventCondition
{
    /// <summary>The maximum number of values.</summary>
    public const int MostValues = 100;

    /// <summary>The path of the field, with dots between nested names, such as <c>cart.total</c>. 1 to 200 characters.</summary>
    public required string Field { get; init; }

    /// <summary>How the field is compared.</summary>
    public required EventComparison Comparison { get; init; }

    /// <summary>
    /// The values to compare with, up to 100 of up to 200 characters: one for <see cref="EventComparison.Equal"/> and
    /// <see cref="EventComparison.Greater"/>, one or more for <see cref="EventComparison.In"/>, none for
    /// <see cref="EventComparison.Exists"/>.
    /// </summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The field's text equals a value. Texts are compared ordinally, numbers as they are written.</summary>
    /// <param name="field">The path of the field.</param>
    /// <param name="value">The value.</param>
    public static EventCondition Equal(string field, string value) =>
        new() { Field = field, Comparison = EventComparison.Equal, Values = [value] };

    /// <summary>The field's text is one of several values.</summary>
    /// <param name="field">The path of the field.</param>
    /// <param name="values">The values.</param>
    public static EventCondition In(string field, params IEnumerable<string> values) =>
        new() { Field = field, Comparison = EventComparison.In, Values = [.. values] };

    /// <summary>The field exists and is not null.</summary>
    /// <param name="field">The path of the field.</param>
    public static EventCondition Exists(string field) => new() { Field = field, Comparison = EventComparison.Exists };

    /// <summary>The field is a number, or a text that holds one, and greater than a value.</summary>
    /// <param name="field">The path of the field.</param>
    /// <param name="value">The value.</param>
    public static EventCondition Greater(string field, decimal value) =>
        new() { Field = field, Comparison = EventComparison.Greater, Values = [value.ToString(CultureInfo.InvariantCulture)] };

    /// <summary>Whether an event's data fulfills the condition.</summary>
    internal bool Holds(EventData data) => Comparison switch
    {
        EventComparison.Exists => data.Has(Field),
        EventComparison.Greater => data.NumberAt(Field) > EventData.ReadNumber(Values[0]),
        _ => data.TextAt(Field) is { } text && Values.Contains(text),
    };

    internal void AddProblems(Problems problems, string at)
    {
        EventField.AddProblems(problems, $"{at}.{nameof(Field)}", Field);
        problems.Require(Enum.IsDefined(Comparison), $"{at}.{nameof(Comparison)}", (int)Comparison, "use a member of EventComparison");
        var fits = Comparison switch
        {
            EventComparison.Exists => Values.Count == 0,
            EventComparison.In => Values.Count is >= 1 and <= MostValues,
            _ => Values.Count == 1,
        };
        problems.Require(
            fits, $"{at}.{nameof(Values)}", $"{Values.Count} values", "use one, 1 to 100 for In, and none for Exists");
        problems.Require(
            Values.All(value => value?.Length <= TextLimits.Short), $"{at}.{nameof(Values)}", "too long or null",
            "use up to 200 characters a value");
        problems.Require(
            Comparison != EventComparison.Greater || Values.Count != 1 || EventData.ReadNumber(Values[0]) is not null,
            $"{at}.{nameof(Values)}", Problems.Quote(Values.FirstOrDefault()), "use a number such as 99.5");
    }
}

/// <summary>Checks the path of a field.</summary>
internal static class EventField
{
    public static void AddProblems(Problems problems, string at, string? path)
    {
        var isPath = path?.Length is >= 1 and <= TextLimits.Short && !path.Split('.').Contains("");
        problems.Require(isPath, at, Problems.Quote(path), "use 1 to 200 characters: names with dots between them, such as cart.total");
    }
}
