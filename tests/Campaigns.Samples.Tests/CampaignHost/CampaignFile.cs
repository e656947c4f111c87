using Campaigns.Handlebars;
using Campaigns.Sqlite;

namespace Campaigns.Samples.Tests.CampaignHost;

/// <summary>
/// Reads the file of a host that has ended, with an engine that sends nothing, and compares it with what the providers saw.
/// </summary>
internal sealed class CampaignFile(CampaignEngine engine, SqliteJobStore store) : IAsyncDisposable
{
    private const int Page = 1_000;
    private static readonly AttemptOutcome[] MayBeFollowed =
        [AttemptOutcome.NoAnswer, AttemptOutcome.Busy, AttemptOutcome.Machine, AttemptOutcome.Rejected, AttemptOutcome.Failed];

    public static async Task<CampaignFile> OpenAsync(string path)
    {
        var store = new SqliteJobStore(path);
        var options = new CampaignsOptions { Store = store, StartHeld = true, Templates = new HandlebarsTemplates() };
        options.AddProvider(Channels.Voice, new Nobody(), provider => provider.Name = "carrier-one");
        options.AddProvider(Channels.Voice, new Nobody(), provider => provider.Name = "carrier-two");
        options.AddProvider(Channels.Email, new Nobody(), provider => provider.Name = "mail");
        var engine = new CampaignEngine(options);
        await engine.StartAsync();
        return new CampaignFile(engine, store);
    }

    /// <summary>Every contact is in one state, and the statistics of the campaigns are the sum of the states.</summary>
    /// <returns>The number of contacts of all campaigns.</returns>
    public async Task<int> CheckStatesAsync()
    {
        var all = 0;
        foreach (var campaign in (await engine.Client.ListAsync()).Items)
        {
            var contacts = await AllAsync(after => engine.Client.ListContactsAsync(campaign.Campaign, null, after, Page));
            var states = contacts.CountBy(contact => contact.State).ToDictionary();
            all += contacts.Count;
            Assert.Equal(
                (contacts.Count, Count(JobState.New), Count(JobState.Live), Count(JobState.Completed), Count(JobState.Unknown)),
                ((int)campaign.Total, campaign.Pending, campaign.Live, campaign.Completed, campaign.Unknown));

            long Count(JobState state) => states.GetValueOrDefault(state);
        }

        return all;
    }

    /// <summary>
    /// Each call that a provider saw is an attempt of the file, was seen once, and followed only an earlier one that has ended without
    /// reaching anybody.
    /// </summary>
    public async Task CheckCallsAsync(IReadOnlyList<string> calls)
    {
        var attempts = (await AllAsync(after => engine.Client.ListAttemptsAsync(null, after, Page)))
            .ToDictionary(attempt => attempt.Entry.Attempt.ToString());
        Assert.Equal(calls.Count, calls.Distinct().Count());
        Assert.Empty(calls.Except(attempts.Keys));
        var followed =
            from call in calls
            let attempt = attempts[call]
            group attempt by (attempt.Campaign, attempt.Contact.Key, attempt.Entry.Step) into contact
            from earlier in contact.OrderBy(attempt => attempt.Entry.Try).SkipLast(1)
            where !MayBeFollowed.Contains(earlier.Entry.Outcome)
            select $"{contact.Key} was called again after {earlier.Entry.Outcome}";
        Assert.Empty(followed);
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        store.Dispose();
    }

    private static async Task<List<T>> AllAsync<T>(Func<string?, Task<CampaignPage<T>>> read)
    {
        var (all, after) = (new List<T>(), (string?)null);
        do
        {
            var page = await read(after);
            all.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    private sealed class Nobody : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The engine is held.");
    }
}
