using System.Globalization;

namespace Campaigns.CrashTest;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(int Cycles, int Seed, bool Sabotage)
{
    /// <summary>How often the test is run, one run after the other.</summary>
    public int Runs { get; private init; } = 1;

    /// <summary>How many processes keep the machine busy meanwhile.</summary>
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
        Console.Error.WriteLine("eng/crash-test CYCLES [--seed N]   kills an engine so often; the last line is JSON");
        Console.Error.WriteLine("    --repeat RUNS                  runs it so often; all runs have to pass");
        Console.Error.WriteLine("    --busy PROCESSES               beside so many processes that do nothing but compute");
        Console.Error.WriteLine("    --sabotage                     sends some attempts twice, to see that it is noticed");
        return 2;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
