using System.Text;
using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Reads the whole store right after an erasure, and judges that nothing of the person is left, except what a live call needs.</summary>
internal static class ErasureScan
{
    private const int Promise = 8;

    public static async Task JudgeAsync(Judge judge, IJobQueries store, Func<long, ValueTask<JobRecord?>> findJob, CommitBatch batch)
    {
        foreach (var row in batch.Erasures)
        {
            await JudgeLogsAsync(judge, store, row, batch);
        }

        var tenants = batch.Erasures.Select(row => row.Tenant).ToHashSet();
        foreach (var job in judge.Books.Jobs.Values.Where(job => job.IsErased && tenants.Contains(job.Campaign.Tenant.Name!)))
        {
            await JudgeAsync(judge, store, job, await findJob(job.Row.Id));
        }
    }

    /// <summary>Judges what the store holds of an erased job.</summary>
    private static async Task JudgeAsync(Judge judge, IJobQueries store, JobFacts job, JobRecord? stored)
    {
        judge.Require(
            stored?.Contact is { } contact && contact.Key == ErasureCheck.Placeholder(job) && contact.Phone.IsEmpty
                && contact.Addresses.Count == 0 && contact.Zone is null,
            Promise, () => $"{job} was erased, but its contact is {stored?.Contact.Key}");
        foreach (var attempt in await store.ReadAttemptsAsync(job.Row.Id, CancellationToken.None))
        {
            judge.Require(
                attempt.ProviderCallId is null && string.IsNullOrEmpty(attempt.Note), Promise,
                () => $"attempt {attempt.Job}-{attempt.Number} keeps {attempt.ProviderCallId} and \"{attempt.Note}\" after an erasure");
        }

        foreach (var result in await store.ReadResultsAsync(job.Row.Id, CancellationToken.None))
        {
            judge.Require(
                result.AttemptResult is { Recording: null, Transcript: null, Data: null }, Promise,
                () => $"{result} keeps {result.AttemptResult} after an erasure");
        }
    }

    private static async Task JudgeLogsAsync(Judge judge, IJobQueries store, ErasureRow row, CommitBatch batch)
    {
        var all = new PageLimits(int.MaxValue) { Examined = int.MaxValue };
        var log = await store.ReadEventsAsync(new EventQuery(all) { Tenant = row.Tenant }, CancellationToken.None);
        var entry = log.Items.FirstOrDefault(entry => EventLogCheck.IsAbout(entry.Event, row));
        judge.Require(entry is null, Promise, () => $"event {entry} names a person after {row}");
        var feed = await store.ReadChangesAsync(new ChangeQuery(0, ChangeFilter.All, int.MaxValue), CancellationToken.None);
        foreach (var change in feed.Changes.Where(change => change.Tenant == row.Tenant))
        {
            var payload = Encoding.UTF8.GetString(change.Payload.Span);
            judge.Require(
                !row.Keys.Any(key => payload.Contains($"\"{key}\"", StringComparison.Ordinal)), Promise,
                () => $"change {change.Sequence}, {change.Kind}, names a person after {row}");
        }

        // the host may have named the person again in the same commit
        var texts = row.Keys.Concat(row.Addresses).Except(batch.Suppressions.Select(added => added.Text).OfType<string>()).ToHashSet();
        var list = await store.ReadSuppressionsAsync(
            new SuppressionQuery(row.Tenant, null, null, int.MaxValue), CancellationToken.None);
        judge.Require(
            !list.Any(listed => listed.Text is { } text && texts.Contains(text)), Promise,
            () => $"the do-not-contact list names a person after {row}");
        judge.Require(
            !judge.Reports.Kept.Any(kept => kept.Report.Raw is { } raw && texts.Any(raw.Contains)), Promise,
            () => $"a kept report names a person after {row}");
    }
}
