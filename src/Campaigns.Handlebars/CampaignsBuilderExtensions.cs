using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Handlebars;

/// <summary>Gives the campaigns of a host templates.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>Lets steps have Handlebars templates as their content.</summary>
    /// <param name="builder">What <c>AddCampaigns</c> returned.</param>
    /// <param name="configure">Changes the options.</param>
    public static CampaignsBuilder UseHandlebars(this CampaignsBuilder builder, Action<HandlebarsTemplatesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new HandlebarsTemplatesOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton<ITemplates>(new HandlebarsTemplates(options));
        return builder;
    }
}
