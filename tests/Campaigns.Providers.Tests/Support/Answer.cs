using System.Reflection;

namespace Campaigns.Providers.Tests.Support;

/// <summary>Shows what a provider answered, as one line: the factory's name and what it was given.</summary>
internal static class Answer
{
    public static string Show(DispatchResult result)
    {
        var (answer, text, outcome) = (Read(result, "Answer"), Read(result, "Text"), Read(result, "Outcome"));
        return answer is "Completed" ? $"Completed {outcome}"
            : answer is "RetryAt" or "ProviderRetryAt" or "Defer" ? $"{answer} {Read(result, "Instant")}"
            : text.Length > 0 ? $"{answer} {text}" : answer;
    }

    public static string Show(LookUpResult result)
    {
        var (answer, outcome) = (Read(result, "Answer"), Read(result, "Outcome"));
        return answer is "Ended" ? $"Ended {outcome}" : answer;
    }

    /// <summary>The result that came with an answer.</summary>
    public static AttemptResult? ResultOf(DispatchResult result) => (AttemptResult?)Property(result, "AttemptResult");

    private static string Read(object value, string name) => Property(value, name) switch
    {
        null => "",
        DateTimeOffset instant => instant == default ? "past" : instant.ToString("HH:mm:ss", null),
        var other => other.ToString()!,
    };

    private static object? Property(object value, string name) =>
        value.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.GetValue(value);
}
