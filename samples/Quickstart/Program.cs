namespace Campaigns.Samples.Quickstart;

internal static class Program
{
    /// <summary>What a shell expects of a program that ended because somebody pressed Ctrl+C.</summary>
    private const int Interrupted = 130;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            return await new Arguments().RunAsync(args, RunAsync);
        }
        catch (Exception problem) when (problem is SampleException or CampaignException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    private static async Task<int> RunAsync(SampleOptions wanted)
    {
        using var stop = new StopSignal();
        using var file = ContactFile.Open(wanted.CsvPath);
        var display = new Display(wanted.RealTime);
        var result = await display.WatchAsync(show => wanted.RealTime
            ? Core.RunAsync(new CampaignsOptions(), wanted, file, show, stop.Token)
            : VirtualClock.RunAsync(wanted.Start, options => Core.RunAsync(options, wanted, file, show, stop.Token)));
        new Report(display, file).Show(result);
        return result.Statistics.State.IsTerminal() ? 0 : Interrupted;
    }
}
