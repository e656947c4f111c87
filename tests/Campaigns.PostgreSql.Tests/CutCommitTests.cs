using Campaigns.Storage;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Commits whose connection is cut at every point: what the next opening tells about them is what the database holds.</summary>
[Collection(OneServer.Name)]
public sealed class CutCommitTests(SharedServer shared)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Cut_commit_is_told_as_written_exactly_if_it_was()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var database = await shared.CreateDatabaseAsync();
        await using var proxy = new CuttingProxy(shared.Server.Port);
        var through = database.Replace($"Port={shared.Server.Port}", $"Port={proxy.Port}", StringComparison.Ordinal);
        await using var store = new PostgreSqlJobStore(through, options => options.CommandTimeout = TimeSpan.FromSeconds(5));
        var random = new Random(1);
        var epoch = await SetUpAsync(store);
        var told = new Dictionary<long, bool>();
        for (var job = 1L; job <= Cuts; job++)
        {
            var isEnrolled = job % 2 == 1; // such a commit takes three round trips, another one takes one
            proxy.CutNext((Cut)random.Next(1, 5), isEnrolled ? random.Next(3) : 0);
            try
            {
                await store.CommitAsync(Batch(epoch, job, isEnrolled), CancellationToken.None);
                told[job] = true;
                proxy.CutNext(Cut.None);
            }
            catch (PostgreSqlStoreException)
            {
                epoch = (await store.OpenAsync(Now, CancellationToken.None)).Epoch;
                told[job] = store.Settled is { IsWritten: true };
                Assert.Equal(await IsHeldAsync(store, job), told[job]);
            }
        }

        foreach (var (job, isWritten) in told)
        {
            Assert.Equal(isWritten, await IsHeldAsync(store, job)); // nothing is written later
        }

        Assert.InRange(told.Values.Count(isWritten => isWritten), 1, Cuts - 1);
    }

    /// <summary>300 by hand, with the environment variable.</summary>
    private static int Cuts => int.TryParse(Environment.GetEnvironmentVariable("CAMPAIGNS_CUTS"), out var cuts) ? cuts : 60;

    private static async Task<long> SetUpAsync(PostgreSqlJobStore store)
    {
        var epoch = (await store.OpenAsync(Now, CancellationToken.None)).Epoch;
        var batch = new CommitBatch();
        batch.Write(new CampaignRow(
            new CampaignId(1), "acme", null, "{}", CampaignState.Running, new StoredSettings(50, 10, 1, false, null), Now, null, null));
        batch.Write(new LaneRow(1, new CampaignId(1), "Europe/Paris", Channels.Voice));
        await store.CommitAsync(batch.Seal(epoch, Now), CancellationToken.None);
        await store.EndUpkeepAsync(); // the proxy cuts the next request of any connection
        return epoch;
    }

    private static CommitBatch Batch(long epoch, long job, bool isEnrolled)
    {
        var batch = new CommitBatch();
        if (isEnrolled)
        {
            batch.Write(new JobRecord(new JobRow { Id = job, Lane = 1 }, new Contact($"p{job}", $"+1555{job:D7}")));
        }
        else
        {
            batch.Write(new LoggedEvent(job, new InboundEvent("acme", $"e{job}", "reply"), Now, EventState.Applied));
        }

        return batch.Seal(epoch, Now);
    }

    private static async Task<bool> IsHeldAsync(PostgreSqlJobStore store, long job) => job % 2 == 1
        ? await store.FindJobAsync(job, CancellationToken.None) is not null
        : (await store.Queries.FindEventsAsync([new EventKey("acme", $"e{job}")], CancellationToken.None)).Count > 0;
}
