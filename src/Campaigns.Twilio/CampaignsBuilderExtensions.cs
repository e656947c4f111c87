using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Twilio;

/// <summary>Adds calls and text messages through Twilio to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>
    /// Registers a provider for <see cref="TwilioOptions.Voice"/> on the voice channel, one for <see cref="TwilioOptions.Sms"/> on the text
    /// channel, and <see cref="TwilioCallbacks"/> for the endpoint that takes Twilio's requests.
    /// </summary>
    /// <param name="builder">The result of <c>AddCampaigns</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="voice">Sets the limits and caller ids of calls. Null, the default: none.</param>
    /// <param name="sms">Sets the limits and numbers of messages. Null, the default: none.</param>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them.</exception>
    public static CampaignsBuilder AddTwilio(
        this CampaignsBuilder builder, Action<TwilioOptions> configure, Action<ProviderOptions>? voice = null,
        Action<ProviderOptions>? sms = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new TwilioOptions();
        configure(options);
        options.Validate();
        builder.Services.AddSingleton(new TwilioCallbacks(options));
        if (options.Voice is { } calls)
        {
            builder.Services.AddSingleton(services => new TwilioVoiceProvider(options, services.GetService<TimeProvider>()));
            builder.AddProvider<TwilioVoiceProvider>(Channels.Voice, settings => Set(settings, calls.Name, voice));
        }

        if (options.Sms is { } messages)
        {
            builder.Services.AddSingleton(services => new TwilioSmsProvider(options, services.GetService<TimeProvider>()));
            builder.AddProvider<TwilioSmsProvider>(Channels.Sms, settings => Set(settings, messages.Name, sms));
        }

        return builder;
    }

    private static void Set(ProviderOptions settings, string name, Action<ProviderOptions>? configure)
    {
        settings.Name = name;
        configure?.Invoke(settings);
    }
}
