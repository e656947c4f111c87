using System.Diagnostics.Metrics;

namespace Campaigns.Orleans.Shards;

/// <summary>
/// Makes the meters of a shard's engine: each has the tag <c>shard</c>. A meter of its own for each engine, because a shard that comes back
/// would otherwise report the figures of its earlier engine, too.
/// </summary>
internal sealed class ShardMeters(int shard) : IMeterFactory
{
    public const string Tag = "shard";

    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Meter(new MeterOptions(options.Name)
        {
            Version = options.Version, Tags = [.. options.Tags ?? [], new KeyValuePair<string, object?>(Tag, shard)],
        });
    }

    public void Dispose()
    {
        // Each engine disposes its meter.
    }
}
