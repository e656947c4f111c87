using System.Globalization;
using Campaigns.LeaseTest;
using Campaigns.Tests;

if (args is [Dialer.Name, var database, var lease])
{
    return await Dialer.RunAsync(database, TimeSpan.FromSeconds(double.Parse(lease, CultureInfo.InvariantCulture)));
}

if (args is not [var text] || !double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > 600)
{
    await Console.Error.WriteLineAsync("usage: lease-test SECONDS (1 to 600): how long processes are stopped");
    return 2;
}

if (PostgreSqlServer.Missing is { } missing)
{
    await Console.Error.WriteLineAsync(missing);
    return 2;
}

var run = new StopRun(TimeSpan.FromSeconds(seconds));
await run.RunAsync();
Console.WriteLine(run.Verdict);
return run.IsPassed ? 0 : 1;
