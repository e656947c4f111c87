using System.Globalization;
using System.Net;

namespace Campaigns.Samples.Cluster;

/// <summary>What the command line and the environment set.</summary>
internal sealed record ClusterSettings
{
    private const int MostSilos = 8;

    /// <summary>The number of silos in this process, 1 to 8.</summary>
    public required int Silos { get; init; }

    /// <summary>The connection string of the database.</summary>
    public required string Database { get; init; }

    /// <summary>
    /// The port of the first silo's API and dashboard. The next silo has the next port. 0: the system chooses a port for each.
    /// </summary>
    public required int HttpPort { get; init; }

    /// <summary>The port on which the first silo hears other silos. The next silo has the next port.</summary>
    public required int SiloPort { get; init; }

    /// <summary>The address at which other silos reach this process.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The number of shards, which counts when the tables are created.</summary>
    public required int Shards { get; init; }

    /// <summary>The name of the cluster: each environment needs its own.</summary>
    public required string ClusterId { get; init; }

    public required bool IsDemo { get; init; }

    /// <summary>The folder of the keys that encrypt stored secrets. All silos need the same.</summary>
    public required string Keys { get; init; }

    public string? BootstrapKey { get; init; }

    /// <summary>The name of a silo, also in the list of shards.</summary>
    public string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{SiloPort + number}");

    /// <summary>The port of a silo's API and dashboard; 0: the system chooses.</summary>
    public int HttpPortOf(int number) => HttpPort == 0 ? 0 : HttpPort + number;

    /// <summary>Reads the settings: the command line takes precedence over the environment.</summary>
    /// <exception cref="FormatException">A setting is missing or not valid.</exception>
    public static ClusterSettings Read(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var database = configuration.GetConnectionString("Campaigns");
        return new ClusterSettings
        {
            Silos = Number(configuration, "Silos", 2, 1, MostSilos),
            Database = database is { Length: > 0 } ? database : throw new FormatException(
                "ConnectionStrings:Campaigns is missing: give the connection string of a PostgreSQL database."),
            HttpPort = Number(configuration, "HttpPort", 5000, 0, ushort.MaxValue),
            SiloPort = Number(configuration, "SiloPort", 11111, 1, ushort.MaxValue),
            Shards = Number(configuration, "Shards", 8, 1, 1_024),
            Address = AddressOf(configuration["Address"]),
            ClusterId = configuration["ClusterId"] ?? "campaigns",
            IsDemo = bool.TryParse(configuration["Demo"], out var isDemo) && isDemo,
            Keys = Path.GetFullPath(configuration["Keys"] ?? "keys"),
            BootstrapKey = configuration["BootstrapKey"],
        };
    }

    private static IPAddress AddressOf(string? text) => text is null ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new FormatException($"Address is \"{Cut(text)}\": use the IP address at which other silos reach this process.");

    private static int Number(IConfiguration configuration, string name, int otherwise, int least, int most) =>
        configuration[name] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"{name} is \"{Cut(text)}\": use {least} to {most}.");

    private static string Cut(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
