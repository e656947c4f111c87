using System.Text;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The change feed and its subscriptions.</summary>
internal static class FeedCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("changes keep every field, in order of sequence, with gaps", KeptAsync),
        new("a portion of the feed examines as many changes as it may, and says how far it came", PortionsAsync),
        new("a portion of the feed holds the changes of its tenant, campaign and kinds", FilteredAsync),
        new("trimming removes the changes up to a sequence and no other, and is remembered", TrimmedAsync),
        new("the last sequence stays when all changes are trimmed", LastAsync),
        new("a subscription keeps every field, and the later row of one name wins", SubscriptionsAsync),
        new("a refused commit leaves nothing in the feed", FencedAsync),
        new("many changes of any length are read as they were written", ManyAsync),
        new("changes and positions outlive the process", ReopenedAsync, needsDurable: true),
    ];

    private static async Task KeptAsync(StoreTrial trial)
    {
        ChangeRow[] rows =
        [
            Row(1),
            Row(3) with { At = 639_032_004_000_000_001, Kind = ChangeKinds.EnrollmentCut, Campaign = new CampaignId(long.MaxValue) },
            Row(long.MaxValue - 1, "größter \u0001 Mandant", "{\"contact\":\"čeněk 😀\"}") with { Campaign = default },
        ];
        Claim.Same((0L, 0L), Ends(await trial.OpenAsync()), "the ends of a new feed");
        await trial.CommitAsync(batch => batch.Change(rows[0]).Change(rows[1]));
        await trial.CommitAsync(batch => batch.Change(rows[2]));
        await SameAsync(trial, rows);
        Claim.Same((rows[2].Sequence, 0L), Ends(await trial.ReopenAsync()), "the ends of the feed");
    }

    private static async Task PortionsAsync(StoreTrial trial)
    {
        await FillAsync(trial, 10);
        var page = await trial.ReadChangesAsync(after: 2, limit: 3);
        Claim.SameList([3L, 4, 5], page.Changes.Select(row => row.Sequence), "the changes");
        Claim.Same(5L, page.Examined, "the last examined change");
        page = await trial.ReadChangesAsync(after: 2, ChangeFilter.OfCampaign(new CampaignId(99)), limit: 3);
        Claim.Same((0, 5L), (page.Changes.Count, page.Examined), "the number of changes of another campaign, and the last examined one");
        page = await trial.ReadChangesAsync(after: 10);
        Claim.Same((0, 10L), (page.Changes.Count, page.Examined), "the number of changes after the end, and the last examined one");
    }

    private static async Task FilteredAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch
            .Change(Row(1))
            .Change(Row(2, "bravo") with { Campaign = new CampaignId(2) })
            .Change(Row(3, "") with { Kind = ChangeKinds.ProviderChanged, Campaign = default })
            .Change(Row(4) with { Kind = ChangeKinds.ChannelChanged, Campaign = default })
            .Change(Row(5) with { Kind = ChangeKinds.ContactEnded }));
        await SelectsAsync(trial, ChangeFilter.All, 1, 2, 3, 4, 5);
        await SelectsAsync(trial, ChangeFilter.OfTenant("acme"), 1, 3, 4, 5);
        await SelectsAsync(trial, ChangeFilter.OfTenant("bravo"), 2, 3);
        await SelectsAsync(trial, ChangeFilter.OfTenant("Acme"), 3);
        await SelectsAsync(trial, ChangeFilter.OfCampaign(new CampaignId(1)), 1, 5);
        await SelectsAsync(trial, ChangeFilter.OfCampaign(new CampaignId(1)).Only(ChangeKinds.ContactEnded), 5);
        await SelectsAsync(trial, ChangeFilter.All.Only(ChangeKinds.AttemptEnded | ChangeKinds.ChannelChanged), 1, 2, 4);
    }

    private static async Task TrimmedAsync(StoreTrial trial)
    {
        await FillAsync(trial, 10);
        await trial.CommitAsync(batch => batch.Trim(4).Change(Row(11)));
        var page = await trial.ReadChangesAsync();
        Claim.SameList([5L, 6, 7, 8, 9, 10, 11], page.Changes.Select(row => row.Sequence), "the changes");
        Claim.Same(4L, page.Trimmed, "the highest removed sequence");
        await trial.CommitAsync(batch => batch.Trim(2));
        Claim.Same((11L, 4L), Ends(await trial.ReopenAsync()), "the ends of the feed");
        Claim.Same(7, (await trial.ReadChangesAsync()).Changes.Count, "the number of changes");
    }

    private static async Task LastAsync(StoreTrial trial)
    {
        await FillAsync(trial, 3);
        await trial.CommitAsync(batch => batch.Trim(3));
        Claim.Same((3L, 3L), Ends(await trial.ReopenAsync()), "the ends of the feed");
        var page = await trial.ReadChangesAsync();
        Claim.Same((0, 0L, 3L), (page.Changes.Count, page.Examined, page.Trimmed), "the changes, the last examined, the highest removed");
    }

    private static async Task SubscriptionsAsync(StoreTrial trial)
    {
        SubscriptionRow[] rows =
        [
            new("billing", ChangeFilter.All, 0),
            new("größter \u0001 Leser", ChangeFilter.OfTenant("größter Mandant").Only(ChangeKinds.AttemptEnded), long.MaxValue),
            new("Billing", ChangeFilter.OfCampaign(new CampaignId(7)), 3),
        ];
        await trial.CommitAsync(
            batch => batch.Subscribe(rows[0] with { Position = 9 }).Subscribe(rows[1]).Subscribe(rows[0]).Subscribe(rows[2]));
        await SubscribedAsync(trial, rows);
        rows[2] = rows[2] with { Filter = ChangeFilter.All.Only(ChangeKinds.ProviderChanged), Position = 4 };
        await trial.CommitAsync(batch => batch.Subscribe(rows[0] with { IsKept = false }).Subscribe(rows[2]));
        await SubscribedAsync(trial, rows[1..]);
    }

    private static async Task FencedAsync(StoreTrial trial)
    {
        await FillAsync(trial, 2);
        await Claim.ThrowsAsync<StoreFencedException>(
            () => trial.CommitAsync(
                batch => batch.Change(Row(3)).Trim(1).Subscribe(new SubscriptionRow("late", ChangeFilter.All, 0)), trial.Epoch - 1),
            "a commit of an earlier owner");
        var snapshot = await trial.ReopenAsync();
        Claim.Same((2L, 0L, 0), (snapshot.LastChange, snapshot.TrimmedChange, snapshot.Subscriptions.Count), "the feed");
        Claim.Same(2, (await trial.ReadChangesAsync()).Changes.Count, "the number of changes");
    }

    private static async Task ManyAsync(StoreTrial trial)
    {
        const int count = 3_000;
        const int portion = 500;
        for (var first = 1; first <= count; first += portion)
        {
            await trial.CommitAsync(batch => Enumerable.Range(first, portion).ToList().ForEach(sequence => batch.Change(Long(sequence))));
        }

        await trial.CommitAsync(batch => batch.Trim(1_234));
        long examined = 0;
        var expected = 1_235L;
        for (ChangePage page; (page = await trial.ReadChangesAsync(examined, limit: 777)).Changes.Count > 0; examined = page.Examined)
        {
            foreach (var row in page.Changes)
            {
                Claim.Same(Show(Long(expected++)), Show(row), "the change");
            }
        }

        Claim.Same(count + 1L, expected, "the number of changes");
    }

    private static async Task ReopenedAsync(StoreTrial trial)
    {
        await FillAsync(trial, 5);
        await trial.CommitAsync(batch => batch.Trim(1).Subscribe(new SubscriptionRow("billing", ChangeFilter.All, 3)));
        var snapshot = await trial.ReopenAsync();
        Claim.Same((5L, 1L, 3L), (snapshot.LastChange, snapshot.TrimmedChange, snapshot.Subscriptions.Single().Position), "the feed");
        Claim.SameList([4L, 5], (await trial.ReadChangesAsync(after: 3)).Changes.Select(row => row.Sequence), "the changes");
    }

    private static ChangeRow Row(long sequence, string tenant = "acme", string payload = "{}") =>
        new(sequence, Sample.Created.UtcTicks, ChangeKinds.AttemptEnded, tenant, new CampaignId(1), Encoding.UTF8.GetBytes(payload));

    private static ChangeRow Long(long sequence)
    {
        var length = sequence % 100 == 0 ? 70_000 : (int)(sequence * 37 % 400);
        return Row(sequence, payload: $"{{\"reason\":\"{new string((char)('a' + (sequence % 26)), length)}\"}}");
    }

    private static Task FillAsync(StoreTrial trial, int count) =>
        trial.CommitAsync(batch => Enumerable.Range(1, count).ToList().ForEach(sequence => batch.Change(Row(sequence))));

    private static (long Last, long Trimmed) Ends(StoreSnapshot snapshot) => (snapshot.LastChange, snapshot.TrimmedChange);

    private static string Show(ChangeRow row) =>
        $"{row.Sequence} {row.At} {row.Kind} {row.Tenant} {row.Campaign} {Encoding.UTF8.GetString(row.Payload.Span)}";

    private static async Task SameAsync(StoreTrial trial, params ChangeRow[] expected) =>
        Claim.SameList(expected.Select(Show), (await trial.ReadChangesAsync()).Changes.Select(Show), "the changes");

    private static async Task SelectsAsync(StoreTrial trial, ChangeFilter filter, params long[] expected) => Claim.SameList(
        expected, (await trial.ReadChangesAsync(filter: filter)).Changes.Select(row => row.Sequence), $"the changes of {filter}");

    private static async Task SubscribedAsync(StoreTrial trial, params SubscriptionRow[] expected) => Claim.SameList(
        expected.OrderBy(row => row.Name, StringComparer.Ordinal),
        (await trial.ReopenAsync()).Subscriptions.OrderBy(row => row.Name, StringComparer.Ordinal),
        "the subscriptions");
}
