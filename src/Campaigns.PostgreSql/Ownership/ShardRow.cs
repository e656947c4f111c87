using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>The row of a shard after a takeover.</summary>
internal sealed record ShardRow
{
    public const string List = """
        epoch, commit_no, committed_at, stamp, last_campaign, last_job, last_event, trimmed_change, lead, last_lane, suppression_key
        """;

    public required long Epoch { get; init; }

    public required long Commit { get; init; }

    public required DateTimeOffset? CommittedAt { get; init; }

    public required ulong Stamp { get; init; }

    public required long LastCampaign { get; init; }

    public required long LastJob { get; init; }

    public required long LastEvent { get; init; }

    public required long TrimmedChange { get; init; }

    public required long Lead { get; init; }

    public required int LastLane { get; init; }

    public required UInt128 SuppressionKey { get; init; }

    /// <summary>The size of all tables of the schema, in bytes.</summary>
    public long Size { get; init; }

    /// <summary>What the store told before the takeover, which has counted itself already.</summary>
    public StoreInfo Before =>
        new(Epoch - 1, Commit - 1) { CommittedAt = CommittedAt, SchemaVersion = Migrations.Current, Size = Size };

    public static ShardRow Read(NpgsqlDataReader row) => new()
    {
        Epoch = row.GetInt64(0),
        Commit = row.GetInt64(1),
        CommittedAt = row.Instant(2),
        Stamp = unchecked((ulong)row.GetInt64(3)),
        LastCampaign = row.GetInt64(4),
        LastJob = row.GetInt64(5),
        LastEvent = row.GetInt64(6),
        TrimmedChange = row.GetInt64(7),
        Lead = row.GetInt64(8),
        LastLane = row.GetInt32(9),
        SuppressionKey = SuppressionTable.Hash(row, 10),
    };
}
