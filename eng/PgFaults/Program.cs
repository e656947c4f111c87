using System.Diagnostics;
using System.Globalization;
using Campaigns.PgFaults;

if (args is not [var count, .. var names] || !int.TryParse(count, CultureInfo.InvariantCulture, out var times) || times < 1
    || names.Any(name => Fault.All.All(fault => fault.Name != name)))
{
    Console.Error.WriteLine("eng/pg-faults N [NAME...]   breaks a server N times in each way; the last line is JSON. Names:");
    Console.Error.WriteLine($"    {string.Join(' ', Fault.All.Select(fault => fault.Name))}");
    return 2;
}

if (PostgreSqlServer.Missing is { } missing)
{
    Console.Error.WriteLine(missing);
    return 2;
}

await using var servers = new FaultServer();
await servers.Server.CreateAsync();
var (struck, dispatches, doubled, lost, failed) = (0, 0, 0, 0, 0);
foreach (var fault in Fault.All.Where(fault => names.Length == 0 || names.Contains(fault.Name)))
{
    if (fault.Missing is { } reason)
    {
        Console.WriteLine($"{fault.Name}: not tried: {reason}");
        continue;
    }

    var began = Stopwatch.GetTimestamp();
    try
    {
        var report = await fault.RunAsync(servers, times);
        var verdict = report.Verdict;
        (struck, dispatches) = (struck + report.Times, dispatches + verdict.Dispatches);
        (doubled, lost) = (doubled + verdict.Doubled, lost + verdict.Lost);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{fault.Name}: {report.Times} times, {verdict.Dispatches} dispatches, {verdict.Doubled} doubled, {verdict.Lost} lost, "
            + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s. {report.Message}"));
        verdict.Findings.Take(10).ToList().ForEach(Console.WriteLine);
    }
    catch (Exception error)
    {
        failed++;
        Console.WriteLine($"{fault.Name}: failed: {error}");
    }
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{{\"faults\":{struck},\"dispatches\":{dispatches},\"doubled\":{doubled},\"lost\":{lost},\"failed\":{failed}}}"));
return doubled + lost + failed == 0 ? 0 : 1;
