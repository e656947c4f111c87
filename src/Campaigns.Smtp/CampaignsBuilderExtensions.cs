using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Smtp;

/// <summary>Adds e-mail over SMTP to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>
    /// Registers the provider on the e-mail channel, <see cref="SmtpBounces"/> for the program that reads the bounce mailbox, and
    /// <see cref="UnsubscribeHandler"/> for the endpoint of unsubscribe links.
    /// </summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="provider">Sets the limits of the provider. Null, the default: none.</param>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them.</exception>
    public static CampaignsBuilder AddSmtp(
        this CampaignsBuilder builder, Action<SmtpOptions> configure, Action<ProviderOptions>? provider = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new SmtpOptions();
        configure(options);
        options.Validate();
        builder.Services.AddSingleton(services => new SmtpProvider(options, services.GetService<TimeProvider>()));
        builder.Services.AddSingleton(new SmtpBounces(options));
        builder.Services.AddSingleton(services => new UnsubscribeHandler(options, services.GetRequiredService<ICampaignReports>()));
        return builder.AddProvider<SmtpProvider>(Channels.Email, settings =>
        {
            settings.Name = options.Name;
            provider?.Invoke(settings);
        });
    }
}
