using System.Diagnostics;
using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>What webhooks cost the store of records.</summary>
public sealed class WriteLoadTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webhooks").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact, Trait("Category", "Sweep")]
    public async Task Messages_share_the_durable_writes()
    {
        const int Count = 5_000;
        using var file = new SqliteRecordStore(Path.Combine(_folder, "records.db"));
        var counting = new CountingStore(file);
        await using var harness = new WebhookHarness { Records = counting };
        await harness.BeginAsync(new Faults());
        string[] hosts = ["a.test", "b.test", "c.test"];
        foreach (var host in hosts)
        {
            await harness.AddEndpointAsync(host);
        }

        var watch = Stopwatch.StartNew();
        harness.Changes(Count);
        await harness.AdvanceUntilAsync(
            () => Task.FromResult(
                hosts.All(host => harness.Receivers.CountTo(host) == Count)), TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
        await harness.StopAsync();
        output.WriteLine($"{hosts.Length * Count} messages in {watch.Elapsed}: {counting.Writes} writes, {counting.Rows} rows");

        Assert.InRange(counting.Rows, 3 * hosts.Length * Count, 3.2 * hosts.Length * Count); // stored, removed, logged
        Assert.InRange(counting.Writes, 1, hosts.Length * Count / 5);
    }

    private sealed class CountingStore(IRecordStore inner) : IRecordStore
    {
        public int Writes { get; private set; }

        public int Rows { get; private set; }

        public ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken) =>
            inner.FindAsync(kind, id, cancellationToken);

        public ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
        {
            (Writes, Rows) = (Writes + 1, Rows + changes.Count);
            return inner.WriteAsync(changes, cancellationToken);
        }

        public ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken) =>
            inner.ListAsync(query, cancellationToken);
    }
}
