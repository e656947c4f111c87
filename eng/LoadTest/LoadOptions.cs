using System.Globalization;

namespace Campaigns.LoadTest;

/// <summary>What the command line sets.</summary>
internal sealed record LoadOptions
{
    /// <summary>How long calls are placed.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    public int Campaigns { get; init; } = 200;

    public int Contacts { get; init; } = 200_000;

    /// <summary>The calls a second, over all campaigns.</summary>
    public int Rate { get; init; } = 500;

    /// <summary>Whether the host is killed half-way and started again.</summary>
    public bool Kills { get; init; }

    /// <summary>The number of open dashboards.</summary>
    public int Viewers { get; init; }

    /// <summary>
    /// Whether the host is driven as fast as it can, in four phases of the duration: without viewers, with, with, without.
    /// </summary>
    public bool IsFull { get; init; }

    /// <summary>Whether the memory of the host and of a page is watched while dashboards are open.</summary>
    public bool WatchesMemory { get; init; }

    public static LoadOptions Read(string[] args)
    {
        var seconds = args is [{ } first, ..] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given : 60;
        var options = new LoadOptions
        {
            Duration = TimeSpan.FromSeconds(seconds),
            Kills = args.Contains("--kill"), IsFull = args.Contains("--full"), WatchesMemory = args.Contains("--memory"),
        };
        if (options.WatchesMemory)
        {
            options = options with { Campaigns = 20, Contacts = 60_000, Rate = 50, Viewers = 20 };
        }
        else if (options.IsFull)
        {
            // Four phases, and a pause before each: more than a host of two cores places.
            options = options with { Campaigns = 10, Contacts = 10_000 * (4 * (seconds + 6)), Viewers = 20 };
        }

        return options with
        {
            Campaigns = Number(args, "--campaigns", options.Campaigns),
            Contacts = Number(args, "--contacts", options.Contacts),
            Rate = Number(args, "--rate", options.Rate),
            Viewers = Number(args, "--viewers", options.Viewers),
        };
    }

    private static int Number(string[] args, string name, int byDefault)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? byDefault : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}
