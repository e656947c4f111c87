using System.CommandLine;

namespace Campaigns.Samples.UpstreamMock;

internal static class Program
{
    private static readonly Option<int> Port = new("--port") { Description = "The port on loopback.", DefaultValueFactory = _ => 5300 };
    private static readonly Option<string?> Listen = new("--listen")
    {
        Description = "An address instead of the port on loopback.",
        HelpName = "URL",
    };

    private static readonly Option<bool> Faults = new("--faults") { Description = "Makes every fourth request fail, late or silent." };
    private static readonly Option<int> Seed = new("--seed") { Description = "The seed of the faults.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> OpenAfter = Seconds("--open-after", "Every second candidate opens a message after this time.", 10);
    private static readonly Option<int> ReplyAfter = Seconds("--reply-after", "Every third candidate replies after this time.", 30);
    private static readonly Option<int> LogoutEvery = Seconds("--logout-every", "LinkedIn is logged out this often; 0: never.", 300);

    public static Task<int> Main(string[] args)
    {
        var root = new RootCommand("Plays a recruiting platform in memory.")
        {
            Port, Listen, Faults, Seed, OpenAfter, ReplyAfter, LogoutEvery,
        };
        root.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return root.Parse(args).InvokeAsync();
    }

    private static Option<int> Seconds(string name, string description, int value) =>
        new(name) { Description = description, HelpName = "SECONDS", DefaultValueFactory = _ => value };

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var platform = new Platform(TimeProvider.System, new Habits
        {
            OpenAfter = TimeSpan.FromSeconds(parsed.GetValue(OpenAfter)),
            ReplyAfter = TimeSpan.FromSeconds(parsed.GetValue(ReplyAfter)),
            LogoutEvery = TimeSpan.FromSeconds(parsed.GetValue(LogoutEvery)),
        });
        var faults = parsed.GetValue(Faults)
            ? new FaultyRequests(FaultyRequests.Drawn(new Random(parsed.GetValue(Seed))), TimeProvider.System)
            : null;
        var address = parsed.GetValue(Listen) ?? $"http://127.0.0.1:{parsed.GetValue(Port)}";
        await using var app = MockApp.Build(platform, faults, address);
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"The platform listens on {app.Urls.First()}. Users: \"Authorization: Bearer andreas\" and \"Bearer petra\".");
        Console.WriteLine("Roles: 1 with candidates 1 to 200, 2 with candidates 150 to 300. Ctrl+C ends it.");
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
