using Campaigns.PostgreSql;
using Campaigns.Samples.CampaignHost.Faults;
using Campaigns.Samples.CampaignHost.Simulated;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Samples.CampaignHost;

/// <summary>Where the host keeps campaigns: in a PostgreSQL database if ConnectionStrings:Campaigns is set, otherwise in a SQLite
/// file.</summary>
internal sealed class HostStore
{
    private readonly string? _connection;
    private readonly string _path;
    private readonly bool _hasFaults;

    private HostStore(string? connection, string path, bool hasFaults)
    {
        _connection = connection;
        _path = Path.GetFullPath(path);
        _hasFaults = hasFaults;
    }

    /// <summary>The folder of the SQLite file, which also has what the host keeps beside a database.</summary>
    public string Folder => Path.GetDirectoryName(_path)!;

    /// <summary>Reads where the store is.</summary>
    /// <exception cref="FormatException">Two stores are named.</exception>
    public static HostStore Of(IConfiguration configuration, HostSettings settings)
    {
        var connection = configuration.GetConnectionString("Campaigns") is { Length: > 0 } given ? given : null;
        if (connection is not null && settings.Database is { } file)
        {
            throw new FormatException(
                $"--db {Cut(file)} names a SQLite file, and ConnectionStrings:Campaigns names a PostgreSQL database. Leave one of them "
                + "out.");
        }

        return new HostStore(connection, settings.Database ?? configuration["Database"] ?? "campaigns.db", settings.HasFaults);
    }

    /// <summary>Adds the store, with faults if they are on.</summary>
    public void AddTo(CampaignsBuilder campaigns)
    {
        _ = _connection is null ? campaigns.UseSqlite(_path) : campaigns.UsePostgreSql(_connection);
        if (_hasFaults)
        {
            campaigns.Services.AddSingleton<IJobStore>(services => new FaultyStore(
                _connection is null ? new SqliteJobStore(_path) : new PostgreSqlJobStore(_connection),
                services.GetRequiredService<Chance>()));
        }
    }

    /// <summary>For the log: no password.</summary>
    public override string ToString() =>
        _connection is null ? $"the SQLite file {_path}" : "the PostgreSQL database of ConnectionStrings:Campaigns";

    private static string Cut(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
