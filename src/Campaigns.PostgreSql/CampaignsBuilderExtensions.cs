using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.PostgreSql;

/// <summary>Adds a durable store on a server to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>
    /// Stores campaigns and the host's records in a PostgreSQL database. The host closes the connections when it ends.
    /// </summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="connectionString">The connection string, as Npgsql reads it.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="migrate">
    /// Whether the store creates and migrates its schema. False: the store only checks the version, and you run the scripts of the package.
    /// </param>
    public static CampaignsBuilder UsePostgreSql(
        this CampaignsBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null, bool migrate = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        void Set(PostgreSqlStoreOptions options)
        {
            options.Migrates = migrate;
            configure?.Invoke(options);
        }

        builder.Services.AddSingleton<IJobStore>(_ => new PostgreSqlJobStore(connectionString, Set));
        builder.Services.AddSingleton<IRecordStore>(_ => new PostgreSqlRecordStore(connectionString, Set));
        return builder;
    }
}
