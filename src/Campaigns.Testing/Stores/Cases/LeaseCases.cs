namespace Campaigns.Testing;

/// <summary>How long an owner may send without another commit.</summary>
internal static class LeaseCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("the opening and each commit give a lease, an empty commit too, or none of them does", EveryCommitAsync),
    ];

    private static async Task EveryCommitAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        var opened = (await trial.OpenAsync()).Lease;
        var empty = (await trial.CommitAsync(_ => { })).Lease;
        var written = (await trial.CommitAsync(batch => batch.Count(1, 0, 1))).Lease;
        var duplicate = await trial.CommitAsync(batch => batch.Enroll(20, 1, Sample.Person(1)));
        Claim.Same(1, duplicate.Duplicates.Count, "duplicates");
        Claim.SameList(
            [opened is null, opened is null, opened is null],
            new[] { empty is null, written is null, duplicate.Lease is null },
            "whether the empty commit, the other one, and the one with a duplicate give no lease");
        var all = new[] { opened, empty, written, duplicate.Lease };
        Claim.True(opened is null || all.All(lease => lease > TimeSpan.Zero), "a lease is over");
    }
}
