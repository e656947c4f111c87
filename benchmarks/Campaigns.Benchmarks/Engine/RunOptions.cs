using System.Globalization;

namespace Campaigns.Benchmarks.Engine;

/// <summary>The options of a benchmark.</summary>
/// <param name="Seconds">The measured time per run, in seconds.</param>
/// <param name="Runs">The number of runs per median.</param>
/// <param name="Only">The scenarios to run; empty for all.</param>
internal sealed record RunOptions(int Seconds, int Runs, IReadOnlyList<string> Only)
{
    private const int DefaultSeconds = 10;
    private const int MaxSeconds = 900; // a load that runs out of tries before the end fails: 100,000 contacts make 25 million attempts
    private const int DefaultRuns = 3;
    private const int MaxRuns = 100;

    /// <summary>Reads the command line, and reports errors on the error stream.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="scenarios">The names of all scenarios.</param>
    /// <returns>The options; null after an error.</returns>
    public static async Task<RunOptions?> ReadAsync(IReadOnlyList<string> args, IEnumerable<string> scenarios)
    {
        try
        {
            var options = Parse(args);
            return options.Only.Except(scenarios).FirstOrDefault() is { } unknown
                ? throw new ArgumentException($"unknown scenario {unknown}; there are {string.Join(", ", scenarios)}")
                : options;
        }
        catch (ArgumentException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return null;
        }
    }

    private static RunOptions Parse(IReadOnlyList<string> args)
    {
        var options = new RunOptions(DefaultSeconds, DefaultRuns, []);
        for (var i = 0; i < args.Count; i += 2)
        {
            var value = i + 1 < args.Count ? args[i + 1] : "";
            options = args[i] switch
            {
                "--seconds" => options with { Seconds = Number(args[i], value, MaxSeconds) },
                "--runs" => options with { Runs = Number(args[i], value, MaxRuns) },
                "--only" =>
                    options with { Only = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
                _ => throw new ArgumentException($"unknown option {args[i]}; use --only, --seconds or --runs"),
            };
        }

        return options;
    }

    private static int Number(string option, string value, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw new ArgumentException($"{option} {value}: use 1 to {max}");
}
