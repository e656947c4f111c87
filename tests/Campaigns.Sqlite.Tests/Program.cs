using Xunit.Runner.InProc.SystemConsole;

namespace Campaigns.Sqlite.Tests;

/// <summary>Runs the tests. If a test starts the program, it holds a store until it is killed, or runs an engine on the store.</summary>
public static class Program
{
    internal const string Hold = "hold-store";
    internal const string Dial = "dial";

    public static async Task<int> Main(string[] args)
    {
        if (args is [Dial, var dialed, .. var flags])
        {
            return await Dialer.RunAsync(dialed, flags);
        }

        if (args is not [Hold, var file])
        {
            return await ConsoleRunner.Run(args);
        }

        using var store = new SqliteJobStore(file);
        await store.OpenAsync(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero), CancellationToken.None);
        await Console.Out.WriteLineAsync("held");
        await Console.In.ReadLineAsync(); // until the input or this process ends
        return 0;
    }
}
