using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>The change feed in a file.</summary>
public sealed class FeedFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Change_feed_and_its_readers_are_there_since_version_6()
    {
        using (var database = Database.Open(_folder.File, isReader: false, TimeSpan.Zero))
        {
            database.Execute(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "V6.sql")));
        }

        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);

        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal((5L, 3L), (snapshot.LastChange, snapshot.TrimmedChange));
        var ends = ChangeKinds.AttemptEnded | ChangeKinds.ContactEnded;
        Assert.Equal(
            [
                new SubscriptionRow("billing", ChangeFilter.All.Only(ChangeKinds.AttemptEnded), 4),
                new SubscriptionRow("one", ChangeFilter.OfCampaign(new CampaignId(1)).Only(ends), 0),
                new SubscriptionRow("ours", ChangeFilter.OfTenant("acme"), 5),
            ],
            snapshot.Subscriptions);
        var page = await store.Queries.ReadChangesAsync(new ChangeQuery(0, ChangeFilter.All, 10), CancellationToken.None);
        var change = ChangeReading.Read(Assert.Single(page.Changes), snapshot.Stamp);
        Assert.Equal((5L, "ann", (AttemptOutcome)7), (change.Sequence, change.ContactKey!, change.Outcome!.Value));
        Assert.Equal((1, 3), (change.Try!.Value, change.MaxTries!.Value));
    }
}
