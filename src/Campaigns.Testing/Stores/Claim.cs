using System.Collections;

namespace Campaigns.Testing;

/// <summary>Assertions of the store contract. The library depends on no test framework, so it has its own.</summary>
internal static class Claim
{
    public static void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new StoreContractException($"{what}: expected {Show(expected)}, found {Show(actual)}.");
        }
    }

    public static void SameList<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        var (wanted, found) = (expected.ToList(), actual.ToList());
        if (!wanted.SequenceEqual(found))
        {
            throw new StoreContractException($"{what}: expected {Show(wanted)}, found {Show(found)}.");
        }
    }

    public static void True(bool condition, string what)
    {
        if (!condition)
        {
            throw new StoreContractException($"{what}.");
        }
    }

    /// <summary>Asserts that an action throws an exception of the given type.</summary>
    public static async Task ThrowsAsync<TError>(Func<Task> act, string what)
        where TError : Exception
    {
        try
        {
            await act();
        }
        catch (TError)
        {
            return;
        }

        throw new StoreContractException($"{what} was not refused.");
    }

    private static string Show(object? value) => value switch
    {
        null => "nothing",
        string text => text.Length > 80 ? $"\"{text[..80]}…\" ({text.Length} characters)" : $"\"{text}\"",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Show))}]",
        _ => value.ToString() ?? "",
    };
}
