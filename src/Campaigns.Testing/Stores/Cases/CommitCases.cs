using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The effects of a commit, and the absence of effects of a refused commit.</summary>
internal static class CommitCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a commit of an earlier owner is refused whole", FencedAsync),
        new("a commit that names a job the store does not hold is refused whole", UnknownJobAsync),
        new("a commit that names a lane the store does not hold is refused whole", UnknownLaneAsync),
        new("every field of a job comes back, at its extremes too", JobFieldsAsync),
        new("every field of an attempt comes back, and its end completes it in place", AttemptFieldsAsync),
        new("an attempt written again keeps what it was committed with", WrittenAgainAsync),
        new("an attempt may be committed and ended in one batch", CommittedAndEndedAsync),
        new("contacts may be enrolled and changed in the batch that creates their campaign", AllAtOnceAsync),
        new("an empty batch changes nothing", EmptyAsync),
        new("reusing a batch does not change committed data", ReusedAsync),
    ];

    private static async Task FencedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        var earlier = trial.Epoch;
        await trial.OpenAsync();
        await RefusedAsync<StoreFencedException>(trial, _ => { }, earlier);
        await RefusedAsync<StoreFencedException>(trial, _ => { }, trial.Epoch + 1);
        Claim.Same(0, (await trial.CommitAsync(batch => batch.Count(1, 0, 1))).Duplicates.Count, "duplicates of the owner's own commit");
    }

    private static async Task UnknownJobAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await RefusedAsync<Exception>(trial, batch => batch.Job(Sample.In(JobState.Failed, 99)), trial.Epoch);
    }

    private static async Task UnknownLaneAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await RefusedAsync<Exception>(trial, batch => batch.Enroll(50, 77, Sample.Person(50)), trial.Epoch);
    }

    /// <summary>
    /// Asserts that the store refuses a batch with rows of every kind and a last, spoiling change, and writes none of them.
    /// </summary>
    private static async Task RefusedAsync<TError>(StoreTrial trial, Action<BatchBuilder> spoil, long epoch)
        where TError : Exception
    {
        await Claim.ThrowsAsync<TError>(
            () => trial.CommitAsync(
                batch =>
                {
                    batch.Campaign(Sample.Campaign(1, state: CampaignState.Paused)).Campaign(Sample.Campaign(2)).Lane(Sample.Lane(2, 2));
                    batch.Tenant(new TenantRow("acme", true, new TenantSettings())).Suppress(Suppression.OfContact("acme", "x"));
                    batch.Provider("voice-1", new ProviderSettings()).Report(Sample.Report(1));
                    batch.Enroll(20, 1, Sample.Person(20)).Job(Sample.Live(1)).Attempt(Sample.Accepted(1, "call")).Count(1, 1, 5);
                    spoil(batch);
                },
                epoch),
            "the commit");
        var job = await trial.FindAsync(1);
        Claim.Same(JobState.New, job!.Value.Row.State, "the state of job 1");
        Claim.Same(null, await trial.FindAsync(20), "job 20");
        Claim.Same(0, (await trial.ReadAttemptsAsync(1)).Count, "attempts");
        Claim.Same(null, await trial.FindCallAsync("call"), "the attempt of the call");
        var snapshot = await trial.ReopenAsync();
        Claim.SameList([CampaignState.Running], snapshot.Campaigns.Select(row => row.State), "the campaigns");
        Claim.Same((0, 0), (snapshot.Tenants.Count, snapshot.Suppressions.Count), "tenants and suppressions");
        Claim.Same((0, 0), (snapshot.Providers.Count, snapshot.Reports.Count), "providers and reports");
        Claim.Same((1L, 0L), (snapshot.Lanes[0].Counters[0], snapshot.Lanes[0].Counters[1]), "the counters");
        Claim.Same((1, 1L), (snapshot.LastLane, snapshot.LastJob), "the last ids");
    }

    private static async Task JobFieldsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        JobRow[] rows =
        [
            new()
            {
                Id = 1, Lane = 2, Due = DateTimeOffset.MaxValue.UtcTicks, OutcomeCounts = ulong.MaxValue, Number = int.MaxValue,
                Step = short.MaxValue,
                Tries = short.MaxValue, State = JobState.Suppressed, LastOutcome = AttemptOutcome.OptedOut,
                PendingActions = ushort.MaxValue,
            },
            new() { Id = 2, Lane = 1, Due = long.MinValue, OutcomeCounts = 1UL << 63, State = JobState.Waiting,
                LastOutcome = AttemptOutcome.NotSent },
        ];
        await trial.CommitAsync(batch => batch.Lane(Sample.Lane(2)).Job(rows[0]).Job(rows[1]));
        await trial.ReopenAsync();
        foreach (var row in rows)
        {
            Claim.Same(row.Show(), (await trial.FindAsync(row.Id))!.Value.Row.Show(), "the job");
        }
    }

    private static async Task AttemptFieldsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        var begun = Sample.Attempt(1, number: int.MaxValue, committedAt: DateTimeOffset.MaxValue.UtcTicks) with
        {
            Step = short.MaxValue, Try = short.MaxValue, Epoch = long.MaxValue, Provider = "größter \u0001 Anbieter",
        };
        await trial.CommitAsync(batch => batch.Job(Sample.Live(1, number: int.MaxValue)).Attempt(begun));
        Claim.SameList([begun.Show()], (await trial.ReadAttemptsAsync(1)).Select(row => row.Show()), "the attempt");
        foreach (var state in new[] { AttemptState.Accepted, AttemptState.Answered, AttemptState.Ended })
        {
            var later = begun with { State = state, ProviderCallId = $"call {state}", Note = state == AttemptState.Ended ? "" : null };
            later.EndedAt = state == AttemptState.Ended ? long.MaxValue : 0;
            // reported before its dispatch returned
            later.Outcome = state == AttemptState.Ended ? AttemptOutcome.OptedOut : AttemptOutcome.Busy;
            later.ProviderStatus = state == AttemptState.Accepted ? null : $"größter \u0001 {state}";
            later.OccurredAt = state == AttemptState.Answered ? 1 : DateTimeOffset.MaxValue.UtcTicks;
            await trial.CommitAsync(batch => batch.Attempt(later));
            Claim.SameList([later.Show()], (await trial.ReadAttemptsAsync(1)).Select(row => row.Show()), "the attempt");
        }

        await trial.CommitAsync(batch => batch.Attempt(begun));
        Claim.SameList(
            [begun.Show()], (await trial.ReadAttemptsAsync(1)).Select(row => row.Show()), "the attempt without its later reports");
    }

    private static async Task WrittenAgainAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(1, "call")));
        var other = new AttemptRow { Job = 1, Number = 1, Step = 3, Try = 4, Epoch = 5, CommittedAt = 6, Provider = "other",
            State = AttemptState.Ringing };
        await trial.CommitAsync(batch => batch.Attempt(other with { ProviderCallId = "call" }));
        Claim.SameList(
            [(Sample.Accepted(1, "call") with { State = AttemptState.Ringing }).Show()],
            (await trial.ReadAttemptsAsync(1)).Select(row => row.Show()),
            "the attempt");
    }

    private static async Task CommittedAndEndedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch
            .Attempt(Sample.Attempt(1)).Attempt(Sample.Ended(1, AttemptOutcome.Busy)).Attempt(Sample.Attempt(1, number: 2)).Job(
                Sample.Live(1, number: 2)));
        Claim.SameList(
            [Sample.Ended(1, AttemptOutcome.Busy).Show(), Sample.Attempt(1, number: 2).Show()],
            (await trial.ReadAttemptsAsync(1)).Select(row => row.Show()),
            "the attempts");
    }

    private static async Task AllAtOnceAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch
            .Campaign(Sample.Campaign(1)).Lane(Sample.Lane(1)).Enroll(1, 1, Sample.Person(1)).Enroll(2, 1, Sample.Person(2))
            .Job(Sample.Live(1)).Attempt(Sample.Attempt(1)).Count(1, Counter.Of(JobState.New), -1).Count(1, Counter.Of(JobState.Live), 1));
        var snapshot = await trial.ReopenAsync();
        Claim.SameList([1L, 0L, 1L], snapshot.Lanes[0].Counters.Take(3), "the counters");
        Claim.Same(1, snapshot.Live.Count, "live jobs");
        Claim.SameList([2L], (await trial.ReadNewAsync(1)).Ids(), "new jobs");
    }

    private static async Task EmptyAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        Claim.Same(0, (await trial.CommitAsync(_ => { })).Duplicates.Count, "duplicates");
        Claim.SameList([1L], (await trial.ReadNewAsync(1)).Ids(), "new jobs");
    }

    private static async Task ReusedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        var receipt = await trial.CommitAsync(batch => batch.Enroll(1, 1, Sample.Person(1)).Enroll(2, 1, Sample.Person(1)));
        await trial.CommitAsync(batch => batch.Enroll(3, 1, Sample.Person(3)).Enroll(4, 1, Sample.Person(4)).Enroll(5, 1, Sample.Person(1)));
        Claim.SameList([1], receipt.Duplicates, "the first receipt");
        Claim.SameList([1L, 3L, 4L], (await trial.ReadNewAsync(1)).Ids(), "new jobs");
        Claim.Same(Sample.Person(1).Show(), (await trial.FindAsync(1))!.Value.Contact.Show(), "the first contact");
    }
}
