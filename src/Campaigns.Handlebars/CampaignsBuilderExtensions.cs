using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Handlebars;

/// <summary>Adds Handlebars templates to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>Allows Handlebars templates as the content of steps.</summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
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
