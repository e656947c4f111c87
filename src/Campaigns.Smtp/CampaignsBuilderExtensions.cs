using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Campaigns.Smtp;

/// <summary>Adds e-mail over SMTP to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>
    /// Registers the provider on the e-mail channel, <see cref="SmtpBounces"/> for the program that reads the bounce mailbox, and
    /// <see cref="UnsubscribeHandler"/> for the endpoint of unsubscribe links: both as services with <see cref="SmtpOptions.Name"/> as
    /// their key, and without a key for the first server. Call it once for each mail server, each with a name of its own.
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
        builder.Services.AddKeyedSingleton(options.Name, new SmtpBounces(options));
        builder.Services.AddKeyedSingleton(
            options.Name, (services, _) => new UnsubscribeHandler(options, services.GetRequiredService<ICampaignReports>()));
        builder.Services.TryAddSingleton(services => services.GetRequiredKeyedService<SmtpBounces>(options.Name));
        builder.Services.TryAddSingleton(services => services.GetRequiredKeyedService<UnsubscribeHandler>(options.Name));
        return builder.AddProvider(Channels.Email, NewProvider, settings =>
        {
            settings.Name = options.Name;
            provider?.Invoke(settings);
        });

        SmtpProvider NewProvider(IServiceProvider services) => new(options, services.GetService<TimeProvider>());
    }
}
