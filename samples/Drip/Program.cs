using System.CommandLine;
using System.CommandLine.Invocation;

namespace Campaigns.Samples.Drip;

internal static class Program
{
    private static readonly Option<string> Config = new("--config")
    {
        Description = "The drip as JSON: nodes, and optionally candidates. [default: the sample's]",
        HelpName = "FILE",
    };

    private static readonly Option<string> Events = new("--events")
    {
        Description = "The events of the run as JSON: replies, unsubscriptions, channels that go down and come back. [default: none]",
        HelpName = "FILE",
    };

    public static int Main(string[] args)
    {
        var root = new RootCommand(
            "Takes candidates through a drip on a virtual clock, and prints day by day what happens.") { Config, Events };
        root.SetAction(Run);
        var parsed = root.Parse(args);
        try
        {
            return parsed.Action is ParseErrorAction
                ? throw new SampleException($"{parsed.Errors[0].Message} Run with --help to see the options.")
                : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception problem) when (problem is SampleException or CampaignException)
        {
            Console.Error.WriteLine(problem.Message);
            return 1;
        }
    }

    private static int Run(ParseResult parsed)
    {
        var drip = DripFile.Read(parsed.GetValue(Config) ?? Path.Combine(AppContext.BaseDirectory, "drip.json"));
        var happenings = parsed.GetValue(Events) is { } path ? EventFile.Read(path, drip) : [];
        Story.Tell(drip, happenings, Console.Out);
        return 0;
    }
}
