using System.Globalization;

namespace Campaigns.Simulate;

/// <summary>The command line arguments.</summary>
internal sealed class Arguments
{
    public int Seeds { get; private set; } = 100;

    public int From { get; private set; } = 1;

    public int? Seed { get; private set; }

    public int Threads { get; private set; } = Environment.ProcessorCount;

    /// <summary>Whether the store is on a PostgreSQL server instead of in memory.</summary>
    public bool OnServer { get; private set; }

    public bool Trace { get; private set; }

    public bool Hashes { get; private set; }

    public static bool TryRead(string[] args, out Arguments arguments)
    {
        arguments = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            if (!arguments.TryTake(args[i], i + 1 < args.Length ? args[i + 1] : "", ref i))
            {
                return false;
            }
        }

        return true;
    }

    public static int Explain()
    {
        Console.Error.WriteLine("eng/simulate SEEDS [--from N] [--threads N] [--hashes]   runs seeds; the last line is JSON");
        Console.Error.WriteLine("    --store postgresql                                   on a real server instead of the store in memory");
        Console.Error.WriteLine("eng/simulate --seed N [--trace]                          runs one seed; --trace prints all events");
        Console.Error.WriteLine("eng/simulate --cluster [SHARDS] [MINUTES] [SEED]         how shards of a cluster divide limits");
        return 2;
    }

    private bool TryTake(string argument, string next, ref int index)
    {
        switch (argument)
        {
            case "--trace":
                Trace = true;
                return true;
            case "--hashes":
                Hashes = true;
                return true;
            case "--store" when next is "memory" or "postgresql":
                (OnServer, index) = (next == "postgresql", index + 1);
                return true;
            case "--from" when TryNumber(next, out var from):
                (From, index) = (from, index + 1);
                return true;
            case "--seed" when TryNumber(next, out var seed):
                (Seed, index) = (seed, index + 1);
                return true;
            case "--threads" when TryNumber(next, out var threads) && threads > 0:
                (Threads, index) = (threads, index + 1);
                return true;
            default:
                var isCount = TryNumber(argument, out var count) && count > 0;
                Seeds = isCount ? count : Seeds;
                return isCount;
        }
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
