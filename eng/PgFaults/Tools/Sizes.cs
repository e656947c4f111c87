using System.Globalization;

namespace Campaigns.PgFaults;

/// <summary>Measures what contacts and attempts take of the server's disk and of its write-ahead log.</summary>
internal static class Sizes
{
    private const string Bytes = """
        select sum(pg_total_relation_size(oid))::bigint from pg_class
        where relnamespace = 'campaigns'::regnamespace and relkind = 'r' and relname not in ('live', 'shards', 'counters')
        """;

    private const string Log = "select (pg_current_wal_insert_lsn() - '0/0')::bigint";
    private const int Portion = 1_000;

    /// <summary>Contacts people with a key, a phone number and data of usual length, once each, and each call has an id.</summary>
    public static async Task<int> MeasureAsync(int contacts)
    {
        await using var server = new PostgreSqlServer(settings: "-c full_page_writes=on -c wal_level=replica -c max_wal_size=8GB");
        await server.CreateAsync();
        await using var store = new PostgreSqlJobStore(server.ConnectionString);
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new Line(), use => use.MaxConcurrent = 1_000);
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var campaign = await engine.Client.CreateAsync(new CampaignDefinition
        {
            Name = "sizes", MaxConcurrent = 1_000, Steps = [CampaignStep.Call(StepRetryPolicy.None)],
        });
        await server.ExecuteAsync("checkpoint");
        var empty = await ReadAsync(server);
        for (var first = 0; first < contacts; first += Portion)
        {
            await engine.Client.AddContactsAsync(campaign, Enumerable.Range(first, Math.Min(Portion, contacts - first)).Select(ContactOf));
        }

        var enrolled = await ReadAsync(server);
        await server.ExecuteAsync("checkpoint");
        var begun = await ReadAsync(server);
        await engine.Client.StartAsync(campaign);
        while (!(await engine.Client.GetStatisticsAsync(campaign)).State.IsTerminal())
        {
            await Task.Delay(50);
        }

        var ended = await ReadAsync(server);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"contacts\":{contacts},\"bytes_per_contact\":{(enrolled.Bytes - empty.Bytes) / contacts},"
            + $"\"wal_per_contact\":{(enrolled.Log - empty.Log) / contacts},\"bytes_per_attempt\":{(ended.Bytes - begun.Bytes) / contacts},"
            + $"\"wal_per_attempt\":{(ended.Log - begun.Log) / contacts}}}"));
        return 0;
    }

    private static Contact ContactOf(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"customer-{number:D10}"),
            string.Create(CultureInfo.InvariantCulture, $"+4930{number:D8}"),
        data: new Dictionary<string, string> { ["firstName"] = "Alexandra", ["city"] = "Berlin", ["order"] = "2026-0001234" });

    private static async Task<(long Bytes, long Log)> ReadAsync(PostgreSqlServer server) =>
        ((long)(await server.ReadAsync(Bytes))!, (long)(await server.ReadAsync(Log))!);

    private sealed class Line : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Completed(AttemptOutcome.Completed, $"CA{request.Attempt.Job:x32}"));
    }
}
