using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Inbound;

/// <summary>
/// Hands what a message says to the engine. Completes when everything is committed. The engine takes a report and an event with an id once;
/// what it does not recognize as repeated is noted in a record of our own.
/// </summary>
internal sealed class WebhookIntake(ICampaignReports reports, IRecordStore records, TimeProvider time)
{
    /// <summary>The kind of the records of messages. They are deleted when they are due.</summary>
    public const string Kind = "webhook-message";

    private const int LongestId = 200;
    private static readonly TimeSpan RecordAge = TimeSpan.FromDays(30);

    /// <summary>Takes a message. If it fails, the sender sends the whole message again: what was taken before counts once.</summary>
    public async Task TakeAsync(InboundWebhook webhook, WebhookMessage message, WebhookContent content, CancellationToken cancellationToken)
    {
        if (webhook.Options.Tenant is { } tenant && content.Resumed.Any(person => person.Tenant != tenant))
        {
            throw new CampaignException(CampaignError.Invalid, "The reader names a person of another tenant than the webhook's.");
        }

        var id = IdOf(webhook, message);
        foreach (var report in content.Reports)
        {
            await reports.ReportAsync(Own(report, webhook.Options, id), cancellationToken);
        }

        if (content.Resumed.Count > 0)
        {
            await ResumeAsync(webhook, content.Resumed, id, cancellationToken);
        }

        if (content.Events.Count > 0)
        {
            await reports.IngestAsync(
                [.. content.Events.Select((each, index) => Own(each, webhook.Options, index == 0 ? id : Short($"{id}:{index}")))], cancellationToken);
        }
    }

    /// <summary>A repeated message must not lift an opt-out that came after it.</summary>
    private async Task ResumeAsync(
        InboundWebhook webhook, IReadOnlyList<Suppression> resumed, string id, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(Kind, id, cancellationToken) is not null)
        {
            return;
        }

        foreach (var person in resumed)
        {
            await reports.UnsuppressAsync(person, cancellationToken);
        }

        var record = new HostRecord(Kind, id, webhook.Options.Tenant, time.GetUtcNow() + RecordAge, "{}");
        await records.WriteAsync([new RecordChange(record)], cancellationToken);
    }

    private static ProviderReport Own(ProviderReport report, InboundWebhookOptions options, string id) => report with
    {
        Tenant = options.Tenant ?? report.Tenant,
        Provider = options.Provider ?? report.Provider,
        EventId = report.EventId ?? id,
    };

    private static InboundEvent Own(InboundEvent inbound, InboundWebhookOptions options, string id) => inbound with
    {
        Tenant = options.Tenant ?? inbound.Tenant,
        Id = string.IsNullOrWhiteSpace(inbound.Id) ? id : inbound.Id,
    };

    /// <summary>Two senders may use the same ids, so ours begins with the name of the webhook.</summary>
    private static string IdOf(InboundWebhook webhook, WebhookMessage message) => Short($"{webhook.Name}:{message.Id}");

    private static string Short(string id) => id.Length <= LongestId
        ? id
        : string.Create(CultureInfo.InvariantCulture, $"sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}");
}
