namespace Campaigns.CrashTest;

/// <summary>Repeats the test and keeps the machine busy during the runs.</summary>
internal static class Repetition
{
    /// <returns>The exit code: 1 if a run failed.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var busy = Enumerable.Range(0, arguments.Busy).Select(_ => new Child(BusyRole.Name)).ToList();
        var passed = 0;
        try
        {
            for (var run = 0; run < arguments.Runs; run++)
            {
                passed += await CrashRun.RunAsync(arguments) == 0 ? 1 : 0;
            }
        }
        finally
        {
            busy.ForEach(child => child.Dispose());
        }

        if (arguments.Runs > 1)
        {
            Console.WriteLine($"{{\"runs\":{arguments.Runs},\"passed\":{passed},\"busy\":{arguments.Busy}}}");
        }

        return passed == arguments.Runs ? 0 : 1;
    }
}
