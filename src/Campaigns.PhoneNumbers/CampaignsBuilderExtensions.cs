using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.PhoneNumbers;

/// <summary>Adds the numbering plans of all countries to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>Reads the phone numbers of contacts as people write them, and checks their lengths.</summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="defaultRegion">The default region, as in <see cref="LibPhoneNumbers(string?)"/>.</param>
    /// <exception cref="ArgumentException">The region is unknown.</exception>
    public static CampaignsBuilder UsePhoneNumbers(this CampaignsBuilder builder, string? defaultRegion = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<INumberingPlans>(new LibPhoneNumbers(defaultRegion));
        return builder;
    }
}
