using Npgsql;

namespace Campaigns.Orleans.Quotas;

/// <summary>
/// Reads the live calls of shards whose lease has ended, from the tables of their stores, in the transaction of the ledger.
/// </summary>
internal sealed class GoneShards(NpgsqlConnection connection, string schema, CancellationToken cancellationToken) : IGoneShards
{
    private string Query => $"""
        select gone.shard, owned.shard is not null, live.provider, live.caller_number, count(live.job)
        from unnest($1) as gone (shard)
        left join {schema}.shards owned on owned.shard = gone.shard
        left join {schema}.live live on live.shard = gone.shard
        where owned.shard is null or owned.lease_until < clock_timestamp()
        group by 1, 2, 3, 4
        """;

    public async Task<IReadOnlyList<GoneShard>> ReadAsync(IReadOnlyList<int> shards)
    {
        var found = new Dictionary<int, (bool WasOwned, Dictionary<string, int> Calls)>();
        await using var command = new NpgsqlCommand(Query, connection)
        {
            Parameters = { new NpgsqlParameter<int[]> { TypedValue = [.. shards] } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var shard = reader.GetInt32(0);
            if (!found.TryGetValue(shard, out var calls))
            {
                found[shard] = calls = (reader.GetBoolean(1), []);
            }

            if (!reader.IsDBNull(2))
            {
                Count(calls.Calls, reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), (int)reader.GetInt64(4));
            }
        }

        return [.. found.Select(shard => new GoneShard(shard.Key, shard.Value.WasOwned, shard.Value.Calls))];
    }

    private static void Count(Dictionary<string, int> calls, string provider, string? callerId, int count)
    {
        Add("everything");
        Add($"provider {provider}");
        if (callerId is not null)
        {
            Add($"caller-id {callerId} {provider}");
        }

        void Add(string subject) => calls[subject] = calls.GetValueOrDefault(subject) + count;
    }
}
