using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.PhoneNumbers;

/// <summary>Gives the campaigns of a host the numbering plans of all countries.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>Reads the phone numbers of contacts as people write them, and checks their lengths.</summary>
    /// <param name="builder">What <c>AddCampaigns</c> returned.</param>
    /// <param name="defaultRegion">As <see cref="LibPhoneNumbers(string?)"/>.</param>
    /// <exception cref="ArgumentException">There is no such region.</exception>
    public static CampaignsBuilder UsePhoneNumbers(this CampaignsBuilder builder, string? defaultRegion = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<INumberingPlans>(new LibPhoneNumbers(defaultRegion));
        return builder;
    }
}
