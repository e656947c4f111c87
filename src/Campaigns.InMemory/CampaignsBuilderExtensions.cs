using Campaigns.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.InMemory;

/// <summary>Keeps the campaigns of a host in memory.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>Keeps campaigns in memory: they end with the process.</summary>
    /// <param name="builder">What <c>AddCampaigns</c> returned.</param>
    public static CampaignsBuilder UseMemory(this CampaignsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IJobStore>(_ => new MemoryJobStore());
        return builder;
    }
}
