using Npgsql;

namespace Campaigns.Orleans.Quotas;

/// <summary>A row of the table of the ledger.</summary>
internal sealed record QuotaRow(string Name, long Total)
{
    public bool IsHeld { get; init; }

    public required int[] Shards { get; init; }

    /// <summary>The units by shard; in the row of the shards, their epochs.</summary>
    public required long[] Units { get; init; }

    public long[] Sequences { get; init; } = [];

    public long[] Until { get; init; } = [];

    public long[] Resting { get; init; } = [];

    public static QuotaRow Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt64(1))
    {
        IsHeld = row.GetBoolean(2),
        Shards = row.GetFieldValue<int[]>(3),
        Units = row.GetFieldValue<long[]>(4),
        Sequences = row.GetFieldValue<long[]>(5),
        Until = row.GetFieldValue<long[]>(6),
        Resting = row.GetFieldValue<long[]>(7),
    };

    public static QuotaRow OfShards(string name, QuotaLedger ledger) => new(name, ledger.ShardCount)
    {
        IsHeld = ledger.IsHeld,
        Shards = [.. ledger.Shards.Keys],
        Units = [.. ledger.Shards.Values.Select(term => term.Epoch)],
        Sequences = [.. ledger.Shards.Values.Select(term => term.Sequence)],
        Until = [.. ledger.Shards.Values.Select(term => term.Until)],
    };

    public static QuotaRow Of(CapLedger cap)
    {
        var units = cap.Units.OrderBy(held => held.Key).ToList();
        return new QuotaRow(cap.Name, cap.Total)
        {
            Shards = [.. units.Select(held => held.Key)],
            Units = [.. units.Select(held => held.Value)],
            Until = [.. cap.Resting.Select(resting => resting.Until)],
            Resting = [.. cap.Resting.Select(resting => resting.Units)],
        };
    }

    public CapLedger ToCap()
    {
        var cap = new CapLedger(Name);
        cap.Load(
            Total,
            [.. Shards.Zip(Units, (shard, units) => (shard, units))],
            [.. Until.Zip(Resting, (until, units) => new RestingUnits(until, units))]);
        return cap;
    }
}
