using System.Globalization;
using Campaigns.ClusterTest.Driver;
using Campaigns.ClusterTest.Silo;
using Campaigns.Tests;

if (args is [SiloArguments.Role, ..])
{
    return await SiloRole.RunAsync(SiloArguments.Parse(args));
}

if (args is not [var text, .. var rest] || !double.TryParse(text, CultureInfo.InvariantCulture, out var minutes)
    || minutes is < 0.1 or > 600 || rest.Except(Faults.Kinds).Any())
{
    await Console.Error.WriteLineAsync($"usage: cluster-test MINUTES [FAULT...]: 0.1 to 600; {string.Join(", ", Faults.Kinds)}");
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
await using var run = new ClusterRun(TimeSpan.FromMinutes(minutes), seed, rest.Length > 0 ? rest : Faults.Kinds);
Console.WriteLine(await run.RunAsync(log));
return run.IsPassed ? 0 : 1;
