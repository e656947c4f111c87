using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Queries of do-not-contact lists.</summary>
internal static class SuppressionCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a do-not-contact list is read in pages, in order of hash", PagesAsync),
        new("entries of a do-not-contact list are found by hash, on every channel", HashesAsync),
        new("a later row of an entry replaces it", ReplacedAsync),
        new("the key of the hashes never changes", KeyAsync),
    ];

    private static SuppressionRow Row(ulong hash, bool isKey = false, string? channel = null, string tenant = "acme") =>
        new(tenant, new UInt128(hash, 7), isKey, channel, $"text {hash}", Sample.Created, SuppressionReason.Imported);

    private static async Task PagesAsync(StoreTrial trial)
    {
        SuppressionRow[] rows =
            [Row(1), Row(1, true), Row(1, true, "email"), Row(1, true, "sms"), Row(ulong.MaxValue), Row(5), Row(2, tenant: "b")];
        await trial.CommitAsync(batch => rows.Reverse().ToList().ForEach(row => batch.Write(row)));
        SuppressionMark? after = null;
        var found = new List<SuppressionRow>();
        for (var pages = 0; pages < 4; pages++)
        {
            var page = await ReadAsync(trial, new SuppressionQuery("acme", null, after, 2));
            Claim.Same(pages < 3 ? 2 : 0, page.Count, $"entries of page {pages}");
            found.AddRange(page);
            after = page.Count == 0 ? after : new SuppressionMark("acme", page[^1].Hash, page[^1].IsKey, page[^1].Channel);
        }

        Claim.SameList([rows[0], rows[1], rows[2], rows[3], rows[5], rows[4]], found, "the entries");
        var gone = await ReadAsync(trial, new SuppressionQuery("acme", null, new SuppressionMark("acme", new UInt128(4, 0), true, "x"), 1));
        Claim.SameList([rows[5]], gone, "the entries after one that does not exist");
    }

    private static async Task HashesAsync(StoreTrial trial)
    {
        SuppressionRow[] rows = [Row(1), Row(1, true, "email"), Row(2), Row(1, tenant: "b")];
        await trial.CommitAsync(batch => rows.ToList().ForEach(row => batch.Write(row)));
        var found = await ReadAsync(trial, new SuppressionQuery("acme", [rows[0].Hash, new UInt128(9, 9), rows[0].Hash], null, 1));
        Claim.True(found.Count == 2 && found.ToHashSet().SetEquals(rows[..2]), "other entries were found");
    }

    private static async Task ReplacedAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch.Write(Row(1)));
        var later = Row(1) with { Text = null, AddedAt = null, Reason = SuppressionReason.Erased };
        await trial.CommitAsync(batch => batch.Write(later));
        Claim.SameList([later], await ReadAsync(trial, new SuppressionQuery("acme", null, null, 9)), "the entries");
        await trial.CommitAsync(batch => batch.Write(Row(1) with { IsActive = false }));
        Claim.Same(0, (await ReadAsync(trial, new SuppressionQuery("acme", null, null, 9))).Count, "entries after the removal");
    }

    private static async Task KeyAsync(StoreTrial trial)
    {
        var key = (await trial.ReopenAsync()).SuppressionKey;
        Claim.True(key != 0, "the key is not random");
        Claim.Same(key, (await trial.ReopenAsync()).SuppressionKey, "the key");
    }

    private static async Task<IReadOnlyList<SuppressionRow>> ReadAsync(StoreTrial trial, SuppressionQuery query) =>
        await trial.Store.Queries.ReadSuppressionsAsync(query, CancellationToken.None);
}
