using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.InMemory;

/// <summary>Adds the in-memory store to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>Keeps campaigns in memory. They are lost when the process ends.</summary>
    /// <param name="builder">The builder that <c>AddCampaigns</c> returned.</param>
    public static CampaignsBuilder UseMemory(this CampaignsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IJobStore>(_ => new MemoryJobStore());
        builder.Services.AddSingleton<IRecordStore>(_ => new MemoryRecordStore());
        return builder;
    }
}
