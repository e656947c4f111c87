using Campaigns.AspNetCore;
using Campaigns.Http;

namespace Campaigns.Samples.CampaignHost;

/// <summary>Adds a dialer of one's own over HTTP, if the configuration says where it is, and the webhook that takes its
/// callbacks.</summary>
internal static class DialerWebhook
{
    private const string Name = "dialer";

    public static void Add(CampaignsBuilder campaigns, IConfiguration configuration)
    {
        var section = configuration.GetSection("Dialer");
        if (section["BaseAddress"] is not { Length: > 0 } address)
        {
            return;
        }

        campaigns.AddHttpProvider(
            Channels.Voice,
            options =>
            {
                options.Name = Name;
                options.BaseAddress = new Uri(address);
                options.SigningKeys.Add(section["Key"] ?? throw new FormatException("Dialer:Key is missing. Give the key that signs requests, whsec_…"));
                options.CallbackUrl = section["CallbackUrl"] is { Length: > 0 } callback ? new Uri(callback) : null;
            },
            provider => provider.MaxConcurrent = section.GetValue("MaxConcurrent", 1_000));
        campaigns.AddWebhook(Name, webhook =>
        {
            webhook.IsVerifiedByReader = true;
            webhook.Provider = Name;
            webhook.MaxPerSecond = 10_000;
            webhook.Reader = services => new Reader(services.GetRequiredService<HttpCallbacks>());
        });
    }

    private sealed class Reader(HttpCallbacks callbacks) : IWebhookReader
    {
        public WebhookContent Read(WebhookMessage message)
        {
            var read = callbacks.Read(
                message.Header("webhook-id"), message.Header("webhook-timestamp"), message.Header("webhook-signature"), message.Body);
            return read.Report is { } report
                ? new WebhookContent { Reports = [report] }
                : WebhookContent.Refused(read.StatusCode, [.. read.Problems]);
        }
    }
}
