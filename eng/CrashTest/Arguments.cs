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

    /// <summary>The kind of the store.</summary>
    public string Store { get; private init; } = StoreHost.Names[0];

    public static bool TryRead(string[] args, out Arguments arguments)
    {
        arguments = new Arguments(Cycles: 0, Seed: Random.Shared.Next(), Sabotage: false);
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : "");
            var changed = name switch
            {
                "--sabotage" => arguments with { Sabotage = true },
                "--store" when StoreHost.Names.Contains(value) => arguments with { Store = value },
                "--seed" when TryNumber(value, out var seed) => arguments with { Seed = seed },
                "--repeat" when TryNumber(value, out var runs) => arguments with { Runs = runs },
                "--events" when TryNumber(value, out var events) => arguments with { Events = events },
                "--busy" when TryNumber(value, out var busy) => arguments with { Busy = busy },
                _ when TryNumber(name, out var cycles) => arguments with { Cycles = cycles },
                _ => null,
            };
            if (changed is null)
            {
                return false;
            }

            arguments = changed;
            i += name.StartsWith("--", StringComparison.Ordinal) && name != "--sabotage" ? 1 : 0;
        }

        return arguments.Cycles > 0 && arguments.Runs > 0;
    }

    public static int Explain()
    {
        Console.Error.WriteLine("eng/crash-test CYCLES [--seed N]   kills an engine CYCLES times; the last line is JSON");
        Console.Error.WriteLine("    --store postgresql             on a server, which is killed as well");
        Console.Error.WriteLine("    --events N                     the engine takes N events instead of calling: none is lost or doubled");
        Console.Error.WriteLine("    --repeat RUNS                  runs the test RUNS times; all runs must pass");
        Console.Error.WriteLine("    --busy PROCESSES               adds PROCESSES processes that only compute");
        Console.Error.WriteLine("    --sabotage                     sends some attempts twice, to check that the test notices");
        return 2;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
