using System.Globalization;

namespace Campaigns.CrashTest;

/// <summary>
/// Starts nodes and kills them at random times, runs a last node to the end, and compares the store with the provider's journal.
/// </summary>
internal sealed class CrashRun(Arguments arguments, string folder, StoreHost host) : IDisposable
{
    /// <summary>The timeout for hanging processes. It is long, because everything is slow on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Random _random = new(arguments.Seed);
    private readonly HashSet<AttemptId> _inFlight = [];
    private readonly HashSet<int> _enrolled = [];
    private readonly List<string> _violations = [];
    private readonly List<string> _lines = [];
    private readonly FeedAudit _feed = new();
    private Child? _provider;
    private string _port = "0";
    private int _storeKills;

    private string JournalFile => Path.Combine(folder, "journal");

    /// <summary>Runs the whole test and prints the result.</summary>
    /// <returns>The exit code: 1 after a violation.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        Console.WriteLine($"seed {arguments.Seed}");
        var folder = Directory.CreateTempSubdirectory("crash-test-");
        await using var host = await StoreHost.CreateAsync(arguments.Store, folder.FullName);
        using var run = new CrashRun(arguments, folder.FullName, host);
        await run.CrashAsync();
        var verdict = await run.FinishAsync();
        foreach (var violation in verdict.Violations.Take(20))
        {
            Console.WriteLine(violation);
        }

        if (verdict.Violations.Count == 0 || arguments.Sabotage)
        {
            folder.Delete(recursive: true);
        }
        else
        {
            Console.WriteLine($"{verdict.Violations.Count} violations; the journal, and a file's store, are left in {folder.FullName}");
        }

        Console.WriteLine(
            $"in flight at a kill: {run._inFlight.Count}, contacts: {verdict.Contacts}, kills of the server: {run._storeKills}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"cycles\":{arguments.Cycles},\"dispatches\":{verdict.Dispatches},\"doubled\":{verdict.Doubled},\"lost\":{verdict.Lost},\"unknown\":{verdict.Unknown}}}"));
        return verdict.Violations.Count == 0 ? 0 : 1;
    }

    public void Dispose() => _provider?.Dispose();

    private async Task CrashAsync()
    {
        await StartProviderAsync();
        for (var cycle = 0; cycle < arguments.Cycles; cycle++)
        {
            using var node = StartNode(cycle, isLast: false);
            var line = _random.NextDouble() switch
            {
                < 0.2 => null, // the kill may strike while the node creates or opens the store
                < 0.4 => NodeRole.Open,
                _ => NodeRole.Running,
            };
            var delay = TimeSpan.FromMilliseconds(_random.Next(50, 800));
            await WaitForAsync(node, line);
            await Task.Delay(delay);
            if (host.CanCrash && line == NodeRole.Running && _random.NextDouble() < 0.5)
            {
                await CrashStoreAsync(node, cycle);
            }

            await KillAsync(node, cycle);
            if (_random.NextDouble() < 0.1)
            {
                _provider!.Dispose();
                await StartProviderAsync();
            }
        }
    }

    /// <summary>Kills the server of the store while the node works. The node goes on, or is killed while the server is away.</summary>
    private async Task CrashStoreAsync(Child node, int cycle)
    {
        _storeKills++;
        await host.CrashAsync();
        await Task.Delay(_random.Next(0, 300));
        if (_random.NextDouble() < 0.3)
        {
            RequireRuns(node, cycle);
            node.Kill();
        }

        await host.StartAsync();
        await Task.Delay(_random.Next(50, 1_000));
    }

    private async Task WaitForAsync(Child node, string? awaited)
    {
        for (string? line = null; line != awaited;)
        {
            line = await node.ReadLineAsync(Patience) ?? throw new InvalidOperationException("A node ended by itself.");
            Note([line]);
        }
    }

    private async Task KillAsync(Child node, int cycle)
    {
        if (!node.IsKilled)
        {
            RequireRuns(node, cycle);
            node.Kill();
        }

        Note(await node.ReadToEndAsync());
        NoteFeed();
        _inFlight.UnionWith(await Evidence.ReadInFlightAsync(host.Place));
    }

    private void RequireRuns(Child node, int cycle)
    {
        if (node.HasEnded)
        {
            _violations.Add($"node {cycle} ended by itself, with code {node.ExitCode}");
        }
    }

    /// <summary>Runs the last node to the end, and judges the evidence.</summary>
    private async Task<Verdict> FinishAsync()
    {
        using var node = StartNode(arguments.Cycles, isLast: true);
        var output = node.ReadToEndAsync(); // a node whose output nobody reads stands still when the pipe is full
        if (!await node.EndsAsync(Patience + (TimeSpan.FromSeconds(host.CanCrash ? 4 : 1) * arguments.Cycles)))
        {
            _violations.Add("the campaign does not end");
            node.Kill();
        }

        Note(await output);
        NoteFeed();
        _provider!.Dispose();
        var evidence = await Evidence.ReadAsync(host.Place, JournalFile);
        evidence = evidence with { Nodes = arguments.Cycles + 1, Seed = arguments.Seed, InFlight = _inFlight };
        return Audit.Judge(evidence, _violations, _feed);
    }

    /// <summary>Hands over what a node that has ended printed.</summary>
    private void NoteFeed()
    {
        _feed.Note(_lines);
        _lines.Clear();
    }

    /// <summary>Checks that an acknowledged share is complete: a later node must not add contacts to it.</summary>
    private void Note(IReadOnlyCollection<string> lines)
    {
        _lines.AddRange(lines);
        foreach (var words in lines.Select(line => line.Split(' ')).Where(words => words is ["enrolled", _, _]))
        {
            var (share, added) = (int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
            if (!_enrolled.Add(share) && added > 0)
            {
                _violations.Add($"{added} contacts of share {share} were lost after their enrollment was acknowledged");
            }
        }
    }

    private async Task StartProviderAsync()
    {
        _provider = new Child(ProviderRole.Name, JournalFile, _port, arguments.Seed.ToString(CultureInfo.InvariantCulture));
        _port = await _provider.ReadLineAsync(Patience) ?? throw new InvalidOperationException("The provider did not start.");
    }

    private Child StartNode(int number, bool isLast) => new(
        NodeRole.Name, host.Place, _port, number.ToString(CultureInfo.InvariantCulture), isLast.ToString(), arguments.Sabotage.ToString());
}
