using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Sqlite;

/// <summary>Adds a durable store to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>
    /// Stores campaigns in a SQLite file, and the host's records in a second one, named like the first with <c>.host</c> at the end. The
    /// host closes the files when it ends.
    /// </summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="path">The file, such as campaigns.db. Its folder must exist, on a local disk.</param>
    /// <param name="configure">Changes the options.</param>
    public static CampaignsBuilder UseSqlite(this CampaignsBuilder builder, string path, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.AddSingleton<IJobStore>(_ => new SqliteJobStore(path, configure));
        builder.Services.AddSingleton<IRecordStore>(_ => new SqliteRecordStore(path + ".host"));
        return builder;
    }
}
