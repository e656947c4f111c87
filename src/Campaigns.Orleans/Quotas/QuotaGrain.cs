using System.Text.Json;
using Orleans;
using Orleans.Concurrency;

namespace Campaigns.Orleans.Quotas;

/// <summary>The one coordinator of the ledger. Its key is 0.</summary>
[Alias("campaigns.quotas")]
internal interface IQuotaGrain : IGrainWithIntegerKey
{
    /// <summary>Takes a <see cref="QuotaReport"/> and returns a <see cref="QuotaGrant"/>, both as JSON.</summary>
    [Alias("report")]
    Task<byte[]> ReportAsync(byte[] report);
}

/// <summary>Answers the reports that arrive within a few milliseconds with one change of the ledger.</summary>
[Reentrant]
internal sealed class QuotaGrain(QuotaCoordinator coordinator) : Grain, IQuotaGrain
{
    private readonly ReportBatches _batches = new(coordinator, TimeProvider.System);

    public async Task<byte[]> ReportAsync(byte[] report)
    {
        var read = JsonSerializer.Deserialize(report, QuotaJson.Default.QuotaReport)!;
        return JsonSerializer.SerializeToUtf8Bytes(await _batches.AnswerAsync(read), QuotaJson.Default.QuotaGrant);
    }
}

/// <summary>Asks the coordinator grain.</summary>
internal sealed class GrainLedger(IGrainFactory grains) : IQuotaLedger
{
    public async Task<QuotaGrant> ReportAsync(QuotaReport report, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(report, QuotaJson.Default.QuotaReport);
        var answer = await grains.GetGrain<IQuotaGrain>(0).ReportAsync(json);
        return JsonSerializer.Deserialize(answer, QuotaJson.Default.QuotaGrant)!;
    }
}
