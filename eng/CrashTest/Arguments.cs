using System.Globalization;

namespace Campaigns.CrashTest;

/// <summary>The command line arguments.</summary>
internal sealed record Arguments(int Cycles, int Seed, bool Sabotage)
{
    /// <summary>The number of test runs, one after the other.</summary>
    public int Runs { get; private init; } = 1;

    /// <summary>The number of events that the engine takes while it is killed; 0 for the test of the calls.</summary>
    public int Events { get; private init; }

    /// <summary>The number of processes that keep the machine busy during the runs.</summary>
    public int Busy { get; private init; }

    public static bool TryRead(string[] args, out Arguments arguments)
    {
        arguments = new Arguments(Cycles: 0, Seed: Random.Shared.Next(), Sabotage: false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--sabotage")
            {
                arguments = arguments with { Sabotage = true };
            }
            else if (args[i] == "--seed" && i + 1 < args.Length && TryNumber(args[i + 1], out var seed))
            {
                arguments = arguments with { Seed = seed };
                i++;
            }
            else if (args[i] == "--repeat" && i + 1 < args.Length && TryNumber(args[i + 1], out var runs))
            {
                arguments = arguments with { Runs = runs };
                i++;
            }
            else if (args[i] == "--events" && i + 1 < args.Length && TryNumber(args[i + 1], out var events))
            {
                arguments = arguments with { Events = events };
                i++;
            }
            else if (args[i] == "--busy" && i + 1 < args.Length && TryNumber(args[i + 1], out var busy))
            {
                arguments = arguments with { Busy = busy };
                i++;
            }
            else if (TryNumber(args[i], out var cycles))
            {
                arguments = arguments with { Cycles = cycles };
            }
            else
            {
                return false;
            }
        }

        return arguments.Cycles > 0 && arguments.Runs > 0;
    }

    public static int Explain()
    {
        Console.Error.WriteLine("eng/crash-test CYCLES [--seed N]   kills an engine CYCLES times; the last line is JSON");
        Console.Error.WriteLine("    --events N                     the engine takes N events instead of calling: none is lost or doubled");
        Console.Error.WriteLine("    --repeat RUNS                  runs the test RUNS times; all runs must pass");
        Console.Error.WriteLine("    --busy PROCESSES               adds PROCESSES processes that only compute");
        Console.Error.WriteLine("    --sabotage                     sends some attempts twice, to check that the test notices");
        return 2;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
