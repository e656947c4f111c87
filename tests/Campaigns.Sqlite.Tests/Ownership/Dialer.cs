using System.Diagnostics;

namespace Campaigns.Sqlite.Tests;

/// <summary>An engine in a separate process that prints each send: "sent" and the contact's key.</summary>
internal static class Dialer
{
    public const string NoLock = "no-lock";
    public const string NoEpoch = "no-epoch";
    public const string Creates = "creates";
    public const int Contacts = 2_000;

    public static CampaignDefinition Campaign { get; } = new()
    {
        Name = "dialed",
        MaxConcurrent = 20,
        Rate = RateLimit.PerSecond(200),
        Steps = [CampaignStep.Call(StepRetryPolicy.None)],
    };

    public static async Task<int> RunAsync(string file, string[] flags)
    {
        using var store = new SqliteJobStore(file, options =>
        {
            options.SyncsToDisk = false;
            options.TakesLock = !flags.Contains(NoLock);
            options.ChecksEpoch = !flags.Contains(NoEpoch);
        });
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new Printer());
        await using var engine = new CampaignEngine(options);
        try
        {
            await engine.StartAsync();
            await BeginAsync(engine.Client, flags);
            Say("runs");
            await Task.WhenAny(engine.Completion, Task.Run(Console.In.ReadLine)); // ReadLineAsync would block
            await (engine.Completion.IsFaulted ? engine.Completion : Task.CompletedTask);
            return 0;
        }
        catch (Exception refusal)
        {
            Say($"ended: {refusal.Message}");
            return 1;
        }
    }

    private static async Task BeginAsync(ICampaignClient client, string[] flags)
    {
        if (flags.Contains(Creates))
        {
            var campaign = await client.CreateAsync(Campaign);
            await client.AddContactsAsync(campaign, Enumerable.Range(0, Contacts).Select(i => new Contact($"p{i}", $"+1555{i:D7}")));
            await client.StartAsync(campaign);
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private sealed class Printer : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Say($"sent {request.Contact.Key}");
            return new(DispatchResult.Completed(AttemptOutcome.Completed));
        }
    }
}

/// <summary>A <see cref="Dialer"/> process, from the point of view of the test that started it.</summary>
internal sealed class DialerProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];

    public DialerProcess(string file, params string[] flags)
    {
        var program = typeof(Program).Assembly.Location;
        string[] own = [Program.Dial, file, .. flags];
        var isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet";
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, isHost ? [program, .. own] : own)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public IEnumerable<string> Sent => _lines.Where(line => line.StartsWith("sent ", StringComparison.Ordinal));

    public string Last => _lines[^1];

    /// <summary>Reads until a line has the given start, or the process has ended.</summary>
    /// <param name="start">The start of the line.</param>
    /// <param name="count">The number of such lines to wait for.</param>
    public async Task ReadAsync(string start, int count = 1)
    {
        while (count > 0 && await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            _lines.Add(line);
            count -= line.StartsWith(start, StringComparison.Ordinal) ? 1 : 0;
        }
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await ReadAsync("nothing begins so");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        await _process.StandardInput.WriteLineAsync("stop");
        await ReadAsync("nothing begins so");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
