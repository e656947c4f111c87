using System.Diagnostics.Metrics;
using Campaigns.AspNetCore.Records;
using Campaigns.Storage;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>What all parts of the outbound webhooks use.</summary>
internal sealed class WebhookContext(
    WebhookOptions options, RecordTurn turn, TimeProvider time, ILoggerFactory logging, IMeterFactory? meters)
{
    private readonly Lock _lock = new();

    public WebhookOptions Options { get; } = options;

    public IRecordStore Store { get; } = turn.Store;

    /// <summary>The turn of this host to run the webhooks.</summary>
    public RecordTurn Turn { get; } = turn;

    public RecordWriter Records { get; } = new(turn);

    public TimeProvider Time { get; } = time;

    public ILogger Log { get; } = logging.CreateLogger("Campaigns.Webhooks");

    /// <summary>The contacts that were erased a moment ago.</summary>
    public ErasedContacts Erased { get; } = new(time);

    public WebhookMetrics Metrics { get; } = new(meters);

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>A number from 0 up to 1.</summary>
    public double NextRandom()
    {
        lock (_lock)
        {
            return Options.Random.NextDouble();
        }
    }

    /// <summary>Runs a write until the store takes it. Repeating a write is safe: the records are the same.</summary>
    /// <exception cref="CampaignException">Another host runs the webhooks now.</exception>
    public async Task WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken, WebhookEndpoint? health = null)
    {
        for (var delay = TimeSpan.FromSeconds(1); ; delay = delay < TimeSpan.FromSeconds(30) ? delay * 2 : delay)
        {
            try
            {
                await Records.WriteAsync(changes, health);
                return;
            }
            catch (Exception error) when (error is not (OperationCanceledException or CampaignException))
            {
                ApiLog.WebhookWriteFailed(Log, error);
                await Task.Delay(delay, Time, cancellationToken);
            }
        }
    }
}

/// <summary>The metrics of outbound webhooks. No label holds personal data or a URL.</summary>
internal sealed class WebhookMetrics
{
    private readonly Counter<long> _tries;
    private readonly Counter<long> _exhausted;
    private readonly Counter<long> _disabled;
    private readonly Histogram<double> _duration;

    public WebhookMetrics(IMeterFactory? meters)
    {
        var meter = meters?.Create("Campaigns.Webhooks") ?? new Meter("Campaigns.Webhooks");
        _tries = meter.CreateCounter<long>("campaigns.webhooks.tries", "{try}", "Tries to deliver a message, by result.");
        _exhausted = meter.CreateCounter<long>("campaigns.webhooks.exhausted", "{message}", "Messages that were tried for the last time.");
        _disabled = meter.CreateCounter<long>("campaigns.webhooks.disabled", "{endpoint}", "Endpoints that were disabled, by reason.");
        _duration = meter.CreateHistogram<double>("campaigns.webhooks.duration", "s", "From the send of a message to its answer.");
    }

    public void Try(in SendResult result)
    {
        var label = new KeyValuePair<string, object?>(
            "campaigns.answer", result.IsSuccess ? "delivered" : result.Error ?? $"{result.Status / 100}xx");
        _tries.Add(1, label);
        _duration.Record(result.Duration.TotalSeconds, label);
    }

    public void Exhaust() => _exhausted.Add(1);

    public void Disable(string reason) => _disabled.Add(1, new KeyValuePair<string, object?>("campaigns.reason", reason));
}
