using System.Globalization;

namespace Campaigns.CrashTest;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(int Cycles, int Seed, bool Sabotage)
{
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
            else if (TryNumber(args[i], out var cycles))
            {
                arguments = arguments with { Cycles = cycles };
            }
            else
            {
                return false;
            }
        }

        return arguments.Cycles > 0;
    }

    public static int Explain()
    {
        Console.Error.WriteLine("eng/crash-test CYCLES [--seed N]   kills an engine so often; the last line is JSON");
        Console.Error.WriteLine("    --sabotage                     sends some attempts twice, to see that it is noticed");
        return 2;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
