using Campaigns.Storage;

namespace Campaigns.CrashTest;

/// <summary>A contact in the store at the end.</summary>
/// <param name="Key">The contact's key.</param>
/// <param name="State">The final state of its job.</param>
/// <param name="Attempts">Its attempts, oldest first.</param>
internal sealed record ContactRecord(string Key, JobState State, IReadOnlyList<AttemptRow> Attempts)
{
    /// <summary>The job.</summary>
    public long Job { get; init; }
}

/// <summary>The evidence of a run.</summary>
/// <param name="Contacts">The contacts in the store.</param>
/// <param name="Statistics">The engine's statistics.</param>
/// <param name="Stamp">The store's part of the attempt ids.</param>
/// <param name="Lines">The provider's journal.</param>
internal sealed record Evidence(
    IReadOnlyList<ContactRecord> Contacts, CampaignStatistics Statistics, ulong Stamp, IReadOnlyList<JournalLine> Lines)
{
    private static readonly CampaignId Calls = new(1);
    private static readonly CampaignId[] Drips = [new(2), new(3)];

    /// <summary>The contacts of both drips in the store.</summary>
    public IReadOnlyList<ContactRecord> Enrollments { get; init; } = [];

    /// <summary>The change feed in the store.</summary>
    public IReadOnlyList<CampaignChange> Feed { get; init; } = [];

    /// <summary>Kept reports without a matching attempt.</summary>
    public IReadOnlyList<UnmatchedReport> Unmatched { get; init; } = [];

    /// <summary>The number of nodes that enrolled a share.</summary>
    public int Nodes { get; init; }

    /// <summary>The seed of the fates.</summary>
    public int Seed { get; init; }

    /// <summary>Attempts that were committed and not answered when a node was killed.</summary>
    public IReadOnlySet<AttemptId> InFlight { get; init; } = new HashSet<AttemptId>();

    /// <summary>Reads the committed, unanswered attempts of a node that was just killed.</summary>
    public static async Task<IReadOnlyList<AttemptId>> ReadInFlightAsync(string place)
    {
        using var opened = StorePlace.Open(place);
        StoreSnapshot snapshot;
        try
        {
            snapshot = await opened.Store.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        }
        catch (StoreException error)
        {
            throw new InvalidOperationException("The store of a killed node does not open.", error);
        }

        return
        [
            .. from live in snapshot.Live
               where live.Attempt.State < AttemptState.Accepted
               select new AttemptId(snapshot.Stamp, live.Attempt.Job, live.Attempt.Number),
        ];
    }

    public static async Task<Evidence> ReadAsync(string place, string journalFile)
    {
        ulong stamp;
        long last;
        using (var first = StorePlace.Open(place))
        {
            var snapshot = await first.Store.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None);
            (stamp, last) = (snapshot.Stamp, snapshot.LastChange);
        }

        using var opened = StorePlace.Open(place);
        var store = opened.Store;
        await using var engine = new CampaignEngine(new CampaignsOptions { Store = store }.AddProvider(Channels.Voice, new NoProvider()));
        await engine.StartAsync();
        var statistics = await engine.Client.GetStatisticsAsync(Calls);
        var drips = new List<ContactRecord>();
        foreach (var drip in Drips)
        {
            drips.AddRange(await ReadContactsAsync(store.Queries, drip));
        }

        return new Evidence(await ReadContactsAsync(store.Queries, Calls), statistics, stamp, Journal.Read(journalFile))
        {
            Enrollments = drips,
            Feed = await ReadFeedAsync(engine.Feed, last),
            Unmatched = await CampaignPages.ReadAllAsync(after => engine.Operations.ListUnmatchedReportsAsync(after)).ToListAsync(),
        };
    }

    private static async Task<IReadOnlyList<CampaignChange>> ReadFeedAsync(ICampaignFeed feed, long last)
    {
        var changes = new List<CampaignChange>();
        if (last > 0)
        {
            await foreach (var change in feed.ReadAsync(0, ChangeFilter.All))
            {
                changes.Add(change);
                if (change.Sequence >= last)
                {
                    break;
                }
            }
        }

        return changes;
    }

    private static async Task<IReadOnlyList<ContactRecord>> ReadContactsAsync(IJobQueries queries, CampaignId campaign)
    {
        var contacts = new List<ContactRecord>();
        for (long? after = 0; after is { } from;)
        {
            var query = new JobQuery(campaign, new PageLimits(1_000)) { After = from };
            var page = await queries.ReadJobsAsync(query, CancellationToken.None);
            foreach (var job in page.Items)
            {
                var attempts = await queries.ReadAttemptsAsync(job.Row.Id, CancellationToken.None);
                contacts.Add(new ContactRecord(job.Contact.Key, job.Row.State, attempts) { Job = job.Row.Id });
            }

            after = page.Next;
        }

        return contacts;
    }

    /// <summary>A placeholder. No attempt is left to send when the evidence is read.</summary>
    private sealed class NoProvider : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.NotPlaced("the campaign is over"));
    }
}
