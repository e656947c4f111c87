using System.Globalization;
using System.Text.Json;
using Campaigns.Orleans.Quotas;

namespace Campaigns.ClusterSimulation;

/// <summary>The figures of a run.</summary>
internal sealed class Figures(World world, double peak)
{
    public string Json()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("shards", world.Options.Shards);
            writer.WriteNumber("minutes", world.Options.Duration.TotalMinutes);
            writer.WriteNumber("calls", world.Judge.Calls);
            writer.WriteNumber("messages", world.Judge.Messages);
            writer.WriteNumber("failures", world.Failures);
            writer.WriteNumber("over_cap", world.Judge.OverCap);
            writer.WriteNumber("over_rate", world.Judge.OverRate);
            Write(writer, "reports_per_second", world.Reports / world.Options.Duration.TotalSeconds);
            Write(writer, "reports_per_second_peak", peak);
            Write(writer, "changes_per_second", world.Changes / world.Options.Duration.TotalSeconds);
            Write(writer, "idle_share", world.Judge.Idle / Math.Max(1, world.Judge.Wanted));
            Write(writer, "rate_used", world.Judge.Messages / (world.Options.Duration.TotalSeconds * world.Options.Rate.Count));
            var moves = world.Judge.Moves.Order().ToList();
            Write(writer, "moved_unit_used_p50_s", At(moves, 0.5));
            Write(writer, "moved_unit_used_p99_s", At(moves, 0.99));
            WriteFairness(writer, "calls", isCaller: true);
            WriteFairness(writer, "messages", isCaller: false);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>
    /// What tenants with work all the time were served by weight, beside the mean: live calls on average, or messages. Without shards that
    /// failed.
    /// </summary>
    private void WriteFairness(Utf8JsonWriter writer, string name, bool isCaller)
    {
        var served = world.Shards.Where(shard => !shard.HasFailed).SelectMany(shard => shard.Tenants)
            .Where(tenant => tenant.IsSaturated && tenant.IsCaller == isCaller)
            .Select(tenant => (isCaller ? tenant.LiveTime : tenant.Sent) / tenant.Weight).Order().ToList();
        if (served.Count > 0 && served.Average() is > 0 and var mean)
        {
            Write(writer, $"fair_{name}_min", served[0] / mean);
            Write(writer, $"fair_{name}_p5", served[(int)(served.Count * 0.05)] / mean);
            Write(writer, $"fair_{name}_p95", served[(int)(served.Count * 0.95)] / mean);
            Write(writer, $"fair_{name}_max", served[^1] / mean);
        }
    }

    private static double At(List<long> sorted, double share) =>
        sorted.Count == 0 ? 0 : TimeSpan.FromTicks(sorted[(int)(sorted.Count * share)]).TotalSeconds;

    private static void Write(Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value.ToString("0.####", CultureInfo.InvariantCulture));
    }
}
