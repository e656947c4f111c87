using System.Diagnostics;
using System.Globalization;

namespace Campaigns.PgFaults;

/// <summary>Tries faults one after the other, and sums up what they did.</summary>
internal static class FaultRun
{
    private const int MostFindings = 10;

    public static int Explain()
    {
        Console.Error.WriteLine("eng/pg-faults N [NAME...]      breaks a server N times in each way; the last line is JSON. Names:");
        Console.Error.WriteLine($"    {string.Join(' ', Fault.All.Select(fault => fault.Name))}");
        Console.Error.WriteLine("eng/pg-faults --sizes CONTACTS measures bytes and write-ahead log per contact and per attempt");
        Console.Error.WriteLine("eng/pg-faults --sabotage [NAME] breaks the store on purpose, and shows that its tests notice");
        Console.Error.WriteLine("eng/pg-faults --golden FILE    writes a small database as statements, for tests of migrations");
        return 2;
    }

    /// <returns>The exit code: 1 if a fault did harm.</returns>
    public static async Task<int> RunAsync(int times, IReadOnlyCollection<string> names)
    {
        await using var servers = new FaultServer();
        await servers.Server.CreateAsync();
        var (struck, failed) = (0, 0);
        var total = new StageVerdict(0, 0, 0, []);
        foreach (var fault in Fault.All.Where(fault => names.Count == 0 || names.Contains(fault.Name)))
        {
            if (fault.Missing is { } reason)
            {
                Console.WriteLine($"{fault.Name}: not tried: {reason}");
            }
            else if (await TryAsync(fault, servers, times) is { } report)
            {
                struck += report.Times;
                total += report.Verdict;
            }
            else
            {
                failed++;
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"faults\":{struck},\"dispatches\":{total.Dispatches},\"doubled\":{total.Doubled},\"lost\":{total.Lost},"
            + $"\"failed\":{failed}}}"));
        return total.Doubled + total.Lost + failed == 0 ? 0 : 1;
    }

    private static async Task<FaultReport?> TryAsync(Fault fault, FaultServer servers, int times)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var report = await fault.RunAsync(servers, times);
            var verdict = report.Verdict;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{fault.Name}: {report.Times} times, {verdict.Dispatches} dispatches, {verdict.Doubled} doubled, {verdict.Lost} lost, "
                + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s. {report.Message}"));
            verdict.Findings.Take(MostFindings).ToList().ForEach(Console.WriteLine);
            return report;
        }
        catch (Exception error)
        {
            Console.WriteLine($"{fault.Name}: failed: {error}");
            return null;
        }
    }
}
