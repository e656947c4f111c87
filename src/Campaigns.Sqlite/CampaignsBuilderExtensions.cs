using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Sqlite;

/// <summary>Makes the campaigns of a host durable.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>Keeps campaigns in a SQLite file, which the host closes when it ends.</summary>
    /// <param name="builder">What <c>AddCampaigns</c> returned.</param>
    /// <param name="path">The file, such as campaigns.db. Its folder must exist, on a local disk.</param>
    /// <param name="configure">Changes the options.</param>
    public static CampaignsBuilder UseSqlite(this CampaignsBuilder builder, string path, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.AddSingleton<IJobStore>(_ => new SqliteJobStore(path, configure));
        return builder;
    }
}
