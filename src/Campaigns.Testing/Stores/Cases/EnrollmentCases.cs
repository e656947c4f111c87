using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Enrollment of contacts.</summary>
internal static class EnrollmentCases
{
    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a duplicate key is reported by its index and not inserted", DuplicatesAsync),
        new("a key stays taken in whatever state its job ends", TakenByEndedAsync),
        new("a removed contact's key may be enrolled again, once", RemovedAsync),
        new("another campaign may use the same key", OtherCampaignAsync),
        new("each inserted job is counted as new in its lane", CountedAsync),
        new("a job may be enrolled as already ended", EndedAsync),
        new("a contact keeps all its data", ContactAsync),
        new("text is kept to the last character", TextAsync),
        new("similar keys are not equal", AlikeAsync),
    ];

    private static async Task DuplicatesAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        var receipt = await trial.CommitAsync(batch => batch
            .Enroll(3, 1, Sample.Person(2)).Enroll(4, 1, Sample.Person(4)).Enroll(5, 1, Sample.Person(4)).Enroll(6, 1, Sample.Person(1)).Enroll(
                7, 1, Sample.Person(7)));
        Claim.SameList([0, 2, 3], receipt.Duplicates, "the duplicates");
        Claim.SameList([1L, 2L, 4L, 7L], (await trial.ReadNewAsync(1)).Ids(), "new jobs");
        Claim.Same(null, await trial.FindAsync(5), "job 5");
        Claim.Same(4L, (await trial.FindAsync(1, Sample.Person(4).Key))!.Value.Row.Id, "the job of the key");
    }

    private static async Task TakenByEndedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        var id = 1L;
        foreach (var end in Enum.GetValues<JobState>().Where(state => state.IsTerminal() && state != JobState.Removed))
        {
            await trial.CommitAsync(batch => batch.Job(Sample.In(end, 1)));
            Claim.SameList(
                [0], (await trial.CommitAsync(batch => batch.Enroll(++id, 1, Sample.Person(1)))).Duplicates,
                $"the duplicates of a job that is {end}");
        }
    }

    private static async Task RemovedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Waiting, 1)).Attempt(Sample.Ended(1, AttemptOutcome.Busy)));
        var receipt = await trial.CommitAsync(batch =>
            batch.Job(Sample.In(JobState.Removed, 1)).Enroll(2, 1, Sample.Person(1)).Enroll(3, 1, Sample.Person(1)));
        Claim.SameList([1], receipt.Duplicates, "the duplicates");
        Claim.Same(2L, (await trial.FindAsync(1, Sample.Person(1).Key))!.Value.Row.Id, "the job of the key");
        Claim.Same(JobState.Removed, (await trial.FindAsync(1))!.Value.Row.State, "the state of the first job");
        Claim.Same(Sample.Person(1).Key, (await trial.FindAsync(1))!.Value.Contact.Key, "the first job's key");
        Claim.SameList([2L], (await trial.ReadNewAsync(1)).Ids(), "new jobs");
        Claim.SameList(
            [1L, 2L], (await trial.ReadJobsAsync(1)).Select(job => job.Row.Id).ToList(),
            "all jobs");
        Claim.SameList(
            [0], (await trial.CommitAsync(batch => batch.Enroll(4, 1, Sample.Person(1)))).Duplicates, "the duplicates afterwards");
        await trial.CommitAsync(batch => batch.Job(Sample.In(JobState.Removed, 2)));
        Claim.Same(
            0, (await trial.CommitAsync(batch => batch.Enroll(5, 1, Sample.Person(1)))).Duplicates.Count,
            "duplicates of a job that was removed again");
    }

    private static async Task OtherCampaignAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(2)).Lane(Sample.Lane(2, campaign: 2)));
        Claim.Same(0, (await trial.CommitAsync(batch => batch.Enroll(2, 2, Sample.Person(1)))).Duplicates.Count, "duplicates");
        Claim.Same(1L, (await trial.FindAsync(1, Sample.Person(1).Key))!.Value.Row.Id, "the job in campaign 1");
        Claim.Same(2L, (await trial.FindAsync(2, Sample.Person(1).Key))!.Value.Row.Id, "the job in campaign 2");
        Claim.Same(null, await trial.FindAsync(3, Sample.Person(1).Key), "the job in campaign 3");
    }

    private static async Task CountedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        await trial.CommitAsync(batch => batch
            .Lane(Sample.Lane(2)).Enroll(4, 2, Sample.Person(4)).Enroll(5, 1, Sample.Person(1)).Enroll(6, 2, Sample.Person(6)).Enroll(
                7, 1, Sample.Person(7)));
        var lanes = (await trial.ReopenAsync()).Lanes.OrderBy(lane => lane.Lane.Id).ToList();
        Claim.SameList([4L, 2L], lanes.Select(lane => lane.Counters[Counter.Of(JobState.New)]), "the counters");
    }

    private static async Task EndedAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 1);
        var receipt = await trial.CommitAsync(batch => batch
            .Enroll(new JobRow { Id = 2, Lane = 1, State = JobState.Suppressed }, Sample.Person(2)).Enroll(3, 1, Sample.Person(2)));
        Claim.SameList([1], receipt.Duplicates, "the duplicates");
        Claim.SameList([1L], (await trial.ReadNewAsync(1)).Ids(), "new jobs");
        Claim.Same(JobState.Suppressed, (await trial.FindAsync(1, Sample.Person(2).Key))!.Value.Row.State, "the state");
        Claim.Same(0, (await trial.FindOpenAsync(Suppression.OfContact("acme", Sample.Person(2).Key))).Count, "open jobs of the key");
        var lane = (await trial.ReopenAsync()).Lanes.Single(lane => lane.Lane.Id == 1);
        Claim.Same((1L, 1L), (lane.Counters[Counter.Of(JobState.New)], lane.Counters[Counter.Of(JobState.Suppressed)]), "the counters");
    }

    private static async Task ContactAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        Contact[] contacts =
        [
            new("bare"),
            new("phone", "+1 (555) 010-0123"),
            new(null, "+882999999999999"),
            new("zone", null, "Asia/Kathmandu"),
            new("all", "+15550100124", "Etc/UTC", new Dictionary<string, string> { ["email"] = "a@example.com",
                ["voice"] = "+15550100125" }, new Dictionary<string, string> { ["first name"] = "Ann", [""] = "" }),
        ];
        await trial.CommitAsync(batch => contacts.Index().ToList().ForEach(pair => batch.Enroll(pair.Index + 1, 1, pair.Item)));
        await trial.ReopenAsync();
        Claim.SameList(
            contacts.Select(contact => contact.Show()), (await trial.ReadNewAsync(1)).Select(job => job.Contact.Show()), "the contacts");
    }

    private static async Task TextAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        string[] texts = ["a\u0001b", "\u0001", "😀 👩‍👩‍👧", "𐍈", "'; DROP TABLE jobs; --", "x  x", "a\r\n\tb", "e\u0301", "\"\\/", "a\uFEFFb",
            new string('ß', 200)];
        await trial.CommitAsync(batch => texts.Index().ToList().ForEach(pair => batch.Enroll(
            pair.Index + 1,
            1,
            new Contact(
                pair.Item, data: new Dictionary<string, string> { [pair.Item] = string.Concat(Enumerable.Repeat(pair.Item, 5_000)) }))));
        await trial.ReopenAsync();
        foreach (var (index, text) in texts.Index())
        {
            var job = await trial.FindAsync(1, new Contact(text).Key);
            Claim.Same(index + 1L, job?.Row.Id ?? 0, $"the job of the key \"{text}\"");
            Claim.Same(string.Concat(Enumerable.Repeat(text, 5_000)), job!.Value.Contact.Data[text], "the data");
        }
    }

    private static async Task AlikeAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        string[] keys = ["ann", "Ann", "an n", "ann\u0001", "änn", "a\u0308nn", "ａnn"];
        var receipt =
            await trial.CommitAsync(batch => keys.Index().ToList().ForEach(pair => batch.Enroll(pair.Index + 1, 1, new Contact(pair.Item))));
        Claim.Same(0, receipt.Duplicates.Count, "duplicates");
        foreach (var (index, key) in keys.Index())
        {
            Claim.Same(index + 1L, (await trial.FindAsync(1, key))!.Value.Row.Id, "the job");
        }
    }
}
