using System.Runtime.CompilerServices;

namespace Campaigns.Tests;

/// <summary>
/// Bounded waits for what other threads or processes do. A test waits here for the state that it asserts, and never for a time.
/// </summary>
internal static class Until
{
    /// <summary>How long a test waits for what other threads or processes do: it catches hangs, not slowness.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Waits until something is true.</summary>
    public static Task HoldsAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        HoldsAsync(() => Task.FromResult(holds()), what);

    /// <summary>Waits until something is true.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        await FindAsync(holds, found => found, what);

    /// <summary>Waits until something is found that fits.</summary>
    public static async Task<T> FindAsync<T>(
        Func<Task<T>> find, Predicate<T> fits, [CallerArgumentExpression(nameof(fits))] string what = "")
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await find() is var found && fits(found))
            {
                return found;
            }

            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"It did not become true within {Patience}: {what}. Last: {found}");
            }

            await Task.Delay(Pause);
        }
    }
}
