using Campaigns.PostgreSql;
using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Campaigns.Orleans.Hosting;

/// <summary>
/// What the API and the dashboard of a silo need besides the client: the records of the host, in the database of the cluster, and the
/// options that the engines of this silo have in common. A host that registers its own keeps them.
/// </summary>
internal static class HostServices
{
    public static void Add(IServiceCollection services, CampaignsClusterClientOptions options)
    {
        services.TryAddSingleton<IRecordStore>(_ => new PostgreSqlRecordStore(options.ConnectionString, store =>
        {
            store.Schema = options.Schema;
            store.ConfigureDataSource = options.ConfigureDataSource;
        }));
        services.TryAddSingleton(new SharedRecords()); // all silos use the same records
        services.TryAddSingleton(provider => provider.GetRequiredService<CampaignsBuilder>().CreateOptions(provider));
        services.AddSingleton<IHostedService>(provider => new RecordTables(
            provider.GetRequiredService<IRecordStore>(), provider.GetService<TimeProvider>() ?? TimeProvider.System));
    }
}
