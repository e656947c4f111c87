using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Enrolling;

public class StreamEnrollmentTests
{
    [Fact]
    public void Stream_is_enrolled_and_every_row_that_was_not_is_told_as_it_goes()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        var contacts = Many(1_200).ToList();
        contacts[2] = new Contact("bad", "1");
        contacts[700] = contacts[0];
        var told = new Told();

        var report = harness.Do(client => client.AddContactsAsync(campaign, contacts.ToAsyncEnumerable(), told));

        Assert.Equal((1_198L, 1L, 1L), (report.Added, report.Duplicates, report.Invalid));
        Assert.Equal([500L, 1_000L, 1_200L], told.All.Select(progress => progress.Rows));
        Assert.Equal([3L], told.All[0].Refused.Select(refused => refused.Row));
        Assert.Equal([(701L, true)], told.All[1].Refused.Select(refused => (refused.Row, refused.IsDuplicate)));
        Assert.Empty(told.All[2].Refused);
        Assert.Equal([3L, 701L], report.Refused.Select(refused => refused.Row));
    }

    [Fact]
    public void Same_stream_twice_adds_nothing()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }, Many(1_200));

        var report = harness.Do(client => client.AddContactsAsync(campaign, Many(1_200).ToAsyncEnumerable()));

        Assert.Equal((0L, 1_200L, 0L), (report.Added, report.Duplicates, report.Invalid));
        Assert.Equal(1_200, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Report_lists_a_thousand_of_each_kind_and_counts_the_rest()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        var rows = Enumerable.Repeat(One(), 2_300).Concat(Enumerable.Repeat(new Contact("bad", "1"), 2_400));
        var told = new Told();

        var report = harness.Do(client => client.AddContactsAsync(campaign, rows.ToAsyncEnumerable(), told));

        Assert.Equal((0L, 2_300L, 2_400L), (report.Added, report.Duplicates, report.Invalid));
        Assert.Equal([1_000, 1_000], report.Refused.CountBy(refused => refused.IsDuplicate).Select(kind => kind.Value));
        Assert.Equal(Enumerable.Range(1, 4_700), told.All.SelectMany(progress => progress.Refused).Select(refused => (int)refused.Row));
    }

    [Fact]
    public void Commit_takes_at_most_500_new_contacts_however_many_callers_enroll()
    {
        var store = new BulkStore();
        using var harness = new CampaignHarness(options => options.Store = store);
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));

        var reports = harness.Do(client => Task.WhenAll(
            Enumerable.Range(0, 8).Select(caller => client.AddContactsAsync(campaign, Many(1_100, $"c{caller}-").ToAsyncEnumerable()))));

        Assert.All(reports, report => Assert.Equal(1_100, report.Added));
        Assert.Equal(8_800, store.NewJobs.Sum());
        Assert.InRange(store.NewJobs.Max(), 500, 500);
    }

    [Fact]
    public void Cancellation_stops_between_commits_and_what_was_added_stays()
    {
        using var harness = new CampaignHarness();
        using var stop = new CancellationTokenSource();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        var told = new Told { OnReport = progress => stop.CancelAfterRows(progress, 1_000) };

        Assert.ThrowsAny<OperationCanceledException>(
            () => harness.Do(client => client.AddContactsAsync(campaign, Many(5_000).ToAsyncEnumerable(), told, stop.Token)));

        Assert.Equal(1_000, harness.Statistics(campaign).Total);
        Assert.Equal(4_000, harness.Do(client => client.AddContactsAsync(campaign, Many(5_000).ToAsyncEnumerable())).Added);
    }
}

internal static class Stopping
{
    public static void CancelAfterRows(this CancellationTokenSource stop, EnrollmentProgress progress, long rows)
    {
        if (progress.Rows >= rows)
        {
            stop.Cancel();
        }
    }
}

/// <summary>Records the reported progress.</summary>
internal sealed class Told : IProgress<EnrollmentProgress>
{
    public List<EnrollmentProgress> All { get; } = [];

    public Action<EnrollmentProgress>? OnReport { get; init; }

    public void Report(EnrollmentProgress value)
    {
        All.Add(value);
        OnReport?.Invoke(value);
    }
}

/// <summary>Records the number of contacts that each commit enrolls.</summary>
internal sealed class BulkStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
{
    public List<int> NewJobs { get; } = [];

    public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        NewJobs.Add(batch.NewJobs.Length);
        return base.CommitAsync(batch, cancellationToken);
    }
}
