using System.CommandLine;
using System.CommandLine.Invocation;

namespace Campaigns.Samples.CampaignHost;

/// <summary>What the command line sets.</summary>
internal sealed record HostSettings
{
    /// <summary>Whether the host runs campaigns of its own with simulated providers.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Whether providers, the store and requests fail at random.</summary>
    public bool HasFaults { get; init; }

    /// <summary>The SQLite file; null for what the configuration says.</summary>
    public string? Database { get; init; }

    /// <summary>The file that gets a line for each call of the simulated providers; null for none.</summary>
    public string? Calls { get; init; }

    /// <summary>The seed of what is random in the simulation.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Everything else: settings of the configuration, such as --urls.</summary>
    public string[] Configuration { get; init; } = [];
}

/// <summary>The command line of the host.</summary>
internal static class HostCommand
{
    private static readonly Option<bool> Demo = new("--demo") { Description = "Run campaigns with simulated providers." };

    private static readonly Option<bool> Faults = new("--faults")
    {
        Description = "Let the simulated providers, the store and the API fail at random.",
    };

    private static readonly Option<string?> Database = new("--db")
    {
        Description = "The SQLite file of the campaigns. [default: what the configuration says: ConnectionStrings:Campaigns, a PostgreSQL "
            + "database, or else Database, a SQLite file, campaigns.db]",
        HelpName = "PATH",
    };

    private static readonly Option<string?> Calls = new("--calls")
    {
        Description = "A file that gets a line for each call that the simulated providers place. Needs --demo.",
        HelpName = "PATH",
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The seed of the simulated providers and faults.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Argument<string[]> Rest = new("settings")
    {
        Description = "Settings of the configuration, such as --urls http://127.0.0.1:8080 or Database=other.db.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Reads the command line and runs the host.</summary>
    /// <returns>The exit code: 0, or 1 after an error, which is one line.</returns>
    public static async Task<int> RunAsync(string[] args, Func<HostSettings, Task> run)
    {
        var split = args.TakeWhile(each => !IsSetting(each)).ToArray();
        var root = new RootCommand("Serves the campaign API.") { Demo, Faults, Database, Calls, Seed, Rest };
        root.Validators.Add(result =>
        {
            if (result.GetValue(Calls) is not null && !result.GetValue(Demo))
            {
                result.AddError("--calls notes the calls of the simulated providers. Give --demo too, or leave it out.");
            }
        });
        root.SetAction(async parsed =>
        {
            await run(new HostSettings
            {
                IsDemo = parsed.GetValue(Demo),
                HasFaults = parsed.GetValue(Faults),
                Database = parsed.GetValue(Database),
                Calls = parsed.GetValue(Calls),
                Seed = parsed.GetValue(Seed),
                Configuration = [.. args.Skip(split.Length)],
            });
            return 0;
        });
        var result = root.Parse(split);
        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (error is CampaignException or IOException or FormatException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    private static bool IsSetting(string argument) => argument.StartsWith("--urls", StringComparison.Ordinal)
        || argument.Contains('=', StringComparison.Ordinal);
}
