using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;

namespace Campaigns.Samples.Quickstart;

/// <summary>The command line.</summary>
internal sealed class Arguments
{
    private const int MostConcurrent = 1_000_000;
    private static readonly int LongestDelay = (int)Backoff.MaxDelay.TotalSeconds;

    private readonly Option<bool> _realTime = new("--real-time")
    {
        Description = "Run on the real clock instead of a virtual one on which a day passes in about ten seconds. Ctrl+C ends the run.",
    };

    private readonly Option<string> _csv = new("--csv")
    {
        Description = "The contacts: a CSV file with the columns id, phone and zone, and optionally name. [default: the sample's]",
        HelpName = "PATH",
    };

    private readonly Option<Encoding?> _encoding = new("--encoding")
    {
        Description = "The encoding of the CSV, such as windows-1252. [default: UTF-8]",
        HelpName = "NAME",
        CustomParser = ParseEncoding,
    };

    private readonly Option<Dictionary<string, string>> _map = new("--map")
    {
        Description = "The column that holds a field, such as --map phone=Handset. Can be given for id, phone, zone and name.",
        HelpName = "FIELD=COLUMN",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
        CustomParser = ParseMap,
    };

    private readonly Option<string> _db = new("--db")
    {
        Description = "Keep the campaign in this SQLite file. A killed run continues when it is run again with the same options.",
        HelpName = "PATH",
    };

    private readonly Option<int> _maxConcurrent = Whole(
        "--max-concurrent", "N", "The maximum number of live calls.", SampleOptions.DefaultMaxConcurrent, (1, MostConcurrent));

    private readonly Option<int> _attempts = Whole(
        "--attempts", "N", "The maximum number of calls per contact.", SampleOptions.DefaultAttempts, (1, StepRetryPolicy.MaxAttempts));

    private readonly Option<int> _delay = Whole(
        "--delay",
        "SECONDS",
        "The wait between an outcome and the next call; at most 5 minutes after a busy line.",
        SampleOptions.DefaultDelay,
        (0, LongestDelay));

    private readonly Option<StartTime?> _start = new("--start")
    {
        Description = "When to begin: an instant such as 2026-03-02T09:30:00Z, or a time of today such as 09:30 (in UTC on the virtual "
            + "clock, which then begins up to an hour before). A past time means immediately. [default: immediately]",
        HelpName = "TIME",
        CustomParser = ParseStart,
    };

    /// <summary>Parses the command line. Runs the sample, prints the help, or reports an error.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="run">The sample.</param>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(string[] args, Func<SampleOptions, Task<int>> run)
    {
        var root = new RootCommand("Runs a voice campaign over a CSV of contacts against a simulated provider, and shows what comes of it.")
        {
            _realTime, _csv, _encoding, _map, _db, _maxConcurrent, _attempts, _delay, _start,
        };
        root.SetAction(parsed => run(Read(parsed)));
        var result = root.Parse(args);
        if (result.Action is ParseErrorAction)
        {
            throw new SampleException($"{result.Errors[0].Message} Run with --help to see the options.");
        }

        // The sample handles Ctrl+C and errors itself.
        return result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private SampleOptions Read(ParseResult parsed) => new()
    {
        RealTime = parsed.GetValue(_realTime),
        CsvPath = parsed.GetValue(_csv) ?? Path.Combine(AppContext.BaseDirectory, "contacts.csv"),
        Encoding = parsed.GetValue(_encoding),
        Map = parsed.GetValue(_map)!,
        DatabasePath = parsed.GetValue(_db),
        IsResumed = File.Exists(parsed.GetValue(_db)),
        MaxConcurrent = parsed.GetValue(_maxConcurrent),
        Attempts = parsed.GetValue(_attempts),
        Delay = TimeSpan.FromSeconds(parsed.GetValue(_delay)),
        Start = parsed.GetValue(_start),
    };

    private static Option<int> Whole(string name, string helpName, string description, int byDefault, (int Min, int Max) range) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= range.Min
                && value <= range.Max)
            {
                return value;
            }

            result.AddError(string.Create(
                CultureInfo.InvariantCulture, $"{name} cannot be \"{text}\": use a whole number from {range.Min:N0} to {range.Max:N0}."));
            return byDefault;
        },
    };

    private static Encoding? ParseEncoding(ArgumentResult result)
    {
        var encoding = StrictText.Find(result.Tokens[0].Value);
        if (encoding is null)
        {
            result.AddError($"--encoding cannot be \"{result.Tokens[0].Value}\": use a name such as utf-8, windows-1252 or shift_jis.");
        }

        return encoding;
    }

    private static Dictionary<string, string> ParseMap(ArgumentResult result)
    {
        var map = new Dictionary<string, string>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            if (text.Split('=', 2) is not [var field, { Length: > 0 } column] || !ContactColumns.Fields.Contains(field))
            {
                result.AddError(
                    $"--map cannot be \"{text}\": use FIELD=COLUMN with one of the fields {string.Join(", ", ContactColumns.Fields)}.");
                return map;
            }

            map[field] = column;
        }

        return map;
    }

    private static StartTime? ParseStart(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!StartTime.TryParse(text, out var start))
        {
            result.AddError($"--start cannot be \"{text}\": use an instant such as 2026-03-02T09:30:00Z, or a time such as 09:30.");
        }

        return start;
    }
}
