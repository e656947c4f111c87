using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Campaigns.Twilio;

/// <summary>Adds calls and text messages through Twilio to a host.</summary>
public static class CampaignsBuilderExtensions
{
    /// <summary>
    /// Registers a provider for <see cref="TwilioOptions.Voice"/> on the voice channel, one for <see cref="TwilioOptions.Sms"/> on the text
    /// channel, and <see cref="TwilioCallbacks"/> for the endpoint that takes Twilio's requests: as a service with the name of either
    /// provider as its key, and without a key for the first account. Call it once for each account, each with names of its own.
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
        var callbacks = new TwilioCallbacks(options);
        builder.Services.TryAddSingleton(callbacks);
        if (options.Voice is { } calls)
        {
            builder.Services.AddKeyedSingleton(calls.Name, callbacks);
            builder.AddProvider(
                Channels.Voice, services => new TwilioVoiceProvider(options, services.GetService<TimeProvider>()),
                settings => Set(settings, calls.Name, voice));
        }

        if (options.Sms is { } messages)
        {
            builder.Services.AddKeyedSingleton(messages.Name, callbacks);
            builder.AddProvider(
                Channels.Sms, services => new TwilioSmsProvider(options, services.GetService<TimeProvider>()),
                settings => Set(settings, messages.Name, sms));
        }

        return builder;
    }

    private static void Set(ProviderOptions settings, string name, Action<ProviderOptions>? configure)
    {
        settings.Name = name;
        configure?.Invoke(settings);
    }
}
