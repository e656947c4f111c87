using System.Text.Json.Serialization;

namespace Campaigns.Orleans.Quotas;

/// <summary>What a shard tells the ledger about one cap.</summary>
/// <param name="Cap">The name of the cap.</param>
/// <param name="Total">
/// The units that all shards may use together, as this shard's settings say; <see cref="int.MaxValue"/> for no cap.
/// </param>
/// <param name="Held">The units that the shard keeps: its share, or what it uses if that is more.</param>
/// <param name="Wants">The units that the shard could use now.</param>
/// <param name="Weight">The weights of the tenants that use the cap or wait for it.</param>
/// <param name="IsQuiet">Whether the shard has used no unit of a rate for a window, so that what it gives back may be used at once.</param>
internal sealed record CapUse(string Cap, int Total, int Held, int Wants, long Weight, bool IsQuiet = false);

/// <summary>What a shard tells the ledger.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Epoch">The fencing epoch of its owner.</param>
/// <param name="Sequence">Rises with each report of an epoch. The ledger ignores what came late.</param>
/// <param name="Caps">The caps of everything, of each provider of the shard, and of caller ids with limits.</param>
internal sealed record QuotaReport(int Shard, long Epoch, long Sequence, IReadOnlyList<CapUse> Caps);

/// <summary>The units of a cap that a shard may use.</summary>
internal sealed record CapGrant(string Cap, int Units);

/// <summary>The ledger's answer to a report.</summary>
/// <param name="IsRefused">Whether a newer report of the shard was there first: from a newer owner, or a repeated message.</param>
/// <param name="IsHeld">Whether everything is held in the whole cluster.</param>
/// <param name="Lasting">How long the shares last, in ticks, from the moment before the report was sent.</param>
/// <param name="Caps">The shares of the caps in force.</param>
internal sealed record QuotaGrant(bool IsRefused, bool IsHeld, long Lasting, IReadOnlyList<CapGrant> Caps)
{
    public static QuotaGrant Refused { get; } = new(true, false, 0, []);
}

/// <summary>Divides limits among shards.</summary>
internal interface IQuotaLedger
{
    Task<QuotaGrant> ReportAsync(QuotaReport report, CancellationToken cancellationToken);
}

[JsonSerializable(typeof(QuotaReport))]
[JsonSerializable(typeof(QuotaGrant))]
internal sealed partial class QuotaJson : JsonSerializerContext;
