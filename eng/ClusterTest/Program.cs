using System.Globalization;
using Campaigns.ClusterTest.Driver;
using Campaigns.ClusterTest.Silo;
using Campaigns.Tests;

if (args is [SiloArguments.Role, ..])
{
    return await SiloRole.RunAsync(SiloArguments.Parse(args));
}

if (RunOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(RunOptions.Usage);
    return 2;
}

if (PostgreSqlServer.Missing is { } missing)
{
    await Console.Error.WriteLineAsync(missing);
    return 2;
}

var seed = Environment.TickCount;
var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"cluster-test-{seed}.log"));
await Console.Error.WriteLineAsync($"seed {seed}, log {file}");
await using var log = new StreamWriter(file);
await using var run = new ClusterRun(options, seed, log);
Console.WriteLine(await run.RunAsync());
return run.IsPassed ? 0 : 1;
