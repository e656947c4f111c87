using Campaigns.Recruiting.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace Campaigns.Recruiting.Tests;

/// <summary>Runs the tests, or the host that one of them kills.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [OutreachHost.Command, var folder, var platform])
        {
            await OutreachHost.RunAsync(folder, platform);
            return 0;
        }

        return await ConsoleRunner.Run(args);
    }
}
