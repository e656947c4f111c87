using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Data of drips: protocols, waiting jobs, channels, contents.</summary>
internal static class DripCases
{
    private const string Own = "{\"Steps\":[{\"Subject\":\"größer \\u0000 😀\"}]}";

    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("a job keeps its drip fields, and other jobs have none", JobAsync),
        new("a contact's own protocol is read wherever the contact is read", OwnProtocolAsync),
        new("each contact has its own protocol or none", ManyProtocolsAsync),
        new("a lane keeps what its jobs wait for, and the hours", LanesAsync),
        new("a campaign keeps its exclusivity and its protocol versions", CampaignAsync),
        new("an unavailable channel is listed with its reason until it is available again", ChannelsAsync),
        new("jobs may be enrolled as waiting, at any step, and are counted as waiting", EnrolledWaitingAsync),
        new("an attempt keeps its content hash", HashAsync),
        new("the history has the provider and the protocol version", HistoryAsync),
    ];

    private static async Task JobAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 3);
        var full = Sample.Waiting(2, due: 5) with
        {
            Protocol = int.MaxValue, Expires = DateTimeOffset.MaxValue.UtcTicks, Since = long.MaxValue, DeferredSteps = ushort.MaxValue,
        };
        JobRow[] rows = [full, full with { Protocol = 0 }, full with { Expires = 0 }, full with { Since = 0 },
            full with { DeferredSteps = 0 }, Sample.Waiting(2, due: 5)];
        foreach (var row in rows)
        {
            await trial.CommitAsync(batch => batch.Job(row));
            await trial.ReopenAsync();
            Claim.SameList([row.Show()], (await trial.ReadWaitingAsync(1)).Select(job => job.Row.Show()), "the job");
        }

        foreach (var id in new[] { 1L, 3L })
        {
            Claim.Same(Sample.In(JobState.New, id).Show(), (await trial.FindAsync(id))!.Value.Row.Show(), "a job beside it");
        }

        await trial.CommitAsync(
            batch => batch.Enroll(new JobRow { Id = 9, Lane = 1, Protocol = -1, DeferredSteps = 1 << 15 }, Sample.Person(9)));
        Claim.Same(
            (-1, (ushort)(1 << 15)),
            (await trial.FindAsync(9)) is { } found ? (found.Row.Protocol, found.Row.DeferredSteps) : default,
            "the values it was enrolled with");
    }

    private static async Task OwnProtocolAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        var person = Sample.Person(1).WithProtocolJson(Own);
        await trial.CommitAsync(batch => batch.Enroll(1, 1, person));
        await trial.ReopenAsync();
        await SameAsync(await trial.ReadNewAsync(1), "a new job");
        await trial.CommitAsync(batch => batch.Job(Sample.Waiting(1, due: 5)));
        await SameAsync(await trial.ReadWaitingAsync(1), "a waiting job");
        await SameAsync([(await trial.FindAsync(1))!.Value], "a job by id");
        await SameAsync([(await trial.FindAsync(1, person.Key))!.Value], "a job by key");
        await SameAsync(await trial.FindOpenAsync(Suppression.OfContact("acme", person.Key)), "a person's job by key");
        await SameAsync(await trial.FindOpenAsync(Suppression.OfAddress("acme", person.Phone.Reveal())), "a person's job by address");
        await SameAsync(await trial.ReadJobsAsync(1), "a job of a query");
        await trial.CommitAsync(batch => batch.Job(Sample.Live(1)).Attempt(Sample.Attempt(1)));
        await SameAsync((await trial.ReopenAsync()).Live.Select(pair => pair.Job), "a live job");

        Task SameAsync(IEnumerable<JobRecord> found, string what)
        {
            Claim.SameList([person.Show()], found.Select(job => job.Contact.Show()), what);
            return Task.CompletedTask;
        }
    }

    private static async Task ManyProtocolsAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        await trial.CommitAsync(batch =>
        {
            for (var i = 1; i <= 50; i++)
            {
                batch.Enroll(
                    i, 1, i % 5 == 0 ? Sample.Person(i) : Sample.Person(i).WithProtocolJson(
                        $"{{\"Steps\":[{i}],\"Text\":\"{new string('ß', i * 100)}\"}}"));
            }
        });
        await trial.ReopenAsync();
        foreach (var job in await trial.ReadNewAsync(1))
        {
            var text = job.Contact.ProtocolJson;
            Claim.True(
                job.Row.Id % 5 == 0
                    ? text is null
                    : text == $"{{\"Steps\":[{job.Row.Id}],\"Text\":\"{new string('ß', (int)job.Row.Id * 100)}\"}}",
                $"the protocol of contact {job.Row.Id} is not its own");
        }
    }

    private static async Task LanesAsync(StoreTrial trial)
    {
        List<LaneRow> lanes =
        [
            .. Enum.GetValues<WaitingFor>().Select(
                kind => Sample.Lane(1 + (int)kind) with { Kind = kind, Hours = kind == WaitingFor.Turn ? null : $"{kind} \u0001" }),
        ];
        lanes.Add(Sample.Lane(lanes.Count + 1) with { Hours = "" });
        await trial.CommitAsync(batch =>
        {
            batch.Campaign(Sample.Campaign(1));
            lanes.ForEach(lane => batch.Lane(lane));
        });
        Claim.SameList(lanes, (await trial.ReopenAsync()).Lanes.Select(lane => lane.Lane).OrderBy(lane => lane.Id), "the lanes");
    }

    private static async Task CampaignAsync(StoreTrial trial)
    {
        var first = Sample.Campaign(1) with { Exclusivity = long.MaxValue, Versions = [Own, "", "\u0001"] };
        await trial.CommitAsync(batch => batch.Campaign(first).Campaign(Sample.Campaign(2) with { Exclusivity = 1 }));
        var second = Sample.Campaign(2) with { Versions = ["{}"], Exclusivity = 1 };
        await trial.CommitAsync(batch => batch.Campaign(second));
        Claim.SameList(
            [first.Show(), second.Show()], (await trial.ReopenAsync()).Campaigns.OrderBy(row => row.Id.Value).Select(row => row.Show()),
            "the campaigns");
    }

    private static async Task ChannelsAsync(StoreTrial trial)
    {
        await trial.CommitAsync(batch => batch
            .Channel("acme", "email", "wrong password").Channel("acme", "linkedin", "").Channel("b", "email", "größter \u0001 Grund")
                .Channel("b", "voice", null));
        await SameAsync(("acme", "email", "wrong password"), ("acme", "linkedin", ""), ("b", "email", "größter \u0001 Grund"));
        await trial.CommitAsync(batch => batch
            .Channel("acme", "email", "logged out").Channel("b", "email", null).Channel("acme", "linkedin", null).Channel(
                "acme", "linkedin", "full"));
        await SameAsync(("acme", "email", "logged out"), ("acme", "linkedin", "full"));
        await trial.CommitAsync(
            batch => batch.Channel("acme", "email", "x").Channel("acme", "email", null).Channel("acme", "linkedin", null));
        await SameAsync();

        async Task SameAsync(params (string Tenant, string Channel, string Unavailable)[] expected) => Claim.SameList(
            expected.Select(row => new ChannelRow(row.Tenant, row.Channel, row.Unavailable)),
            (await trial.ReopenAsync()).Channels.OrderBy(row => $"{row.Tenant} {row.Channel}", StringComparer.Ordinal),
            "the channels");
    }

    private static async Task EnrolledWaitingAsync(StoreTrial trial)
    {
        await trial.SetUpAsync();
        await trial.CommitAsync(batch => batch.Lane(Sample.Lane(2) with { Kind = WaitingFor.Predecessor }));
        var first = Sample.Waiting(1, due: 500, lane: 2) with { Step = 3, Protocol = -1 };
        var second = Sample.Waiting(2, due: long.MaxValue, lane: 2);
        await trial.CommitAsync(batch => batch
            .Enroll(first, Sample.Person(1)).Enroll(second, Sample.Person(2)).Enroll(3, 1, Sample.Person(3)).Enroll(
                Sample.Waiting(4, 5, 2), Sample.Person(1)));
        var lanes = (await trial.ReopenAsync()).Lanes.OrderBy(lane => lane.Lane.Id).Select(lane => lane.Counters).ToList();
        Claim.SameList([1L, 0L], lanes[0].Take(2), "the counters of lane 1");
        Claim.SameList([0L, 2L], lanes[1].Take(2), "the counters of lane 2");
        Claim.SameList([first.Show(), second.Show()], (await trial.ReadWaitingAsync(2)).Select(job => job.Row.Show()), "waiting jobs");
        Claim.Same(0, (await trial.ReadNewAsync(2)).Count, "new jobs of lane 2");
        await trial.CommitAsync(batch => batch.Job(Sample.Waiting(1, due: 600)));
        Claim.SameList([1L], (await trial.ReadWaitingAsync(1)).Ids(), "waiting jobs of lane 1");
        Claim.SameList([2L], (await trial.ReadWaitingAsync(2)).Ids(), "waiting jobs of lane 2");
        Claim.SameList([3L], (await trial.ReadNewAsync(1)).Ids(), "new jobs of lane 1");
        await trial.PurgeAsync(1, limit: 1);
        Claim.Same(null, await trial.FindAsync(2), "a job after the purge");
    }

    private static async Task HashAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        var sent = Sample.Ended(1, AttemptOutcome.Completed) with { ContentHash = long.MinValue };
        await trial.CommitAsync(
            batch => batch.Attempt(Sample.Attempt(1)).Attempt(Sample.Attempt(2)).Attempt(Sample.Attempt(2, 2) with { ContentHash = -1 }));
        await trial.CommitAsync(batch => batch.Attempt(sent));
        await trial.ReopenAsync();
        Claim.SameList(
            [sent.Show()], (await trial.ReadAttemptsAsync(1)).Select(row => row.Show()), "the attempt whose content was sent later");
        Claim.SameList([0L, -1L], (await trial.ReadAttemptsAsync(2)).Select(row => row.ContentHash), "the attempts beside it");
        await trial.CommitAsync(batch => batch.Attempt(Sample.Accepted(2, "call", 2) with { ContentHash = 5 }));
        Claim.Same(5L, (await trial.FindCallAsync("call"))?.ContentHash, "the attempt of the call");
        await trial.PurgeAsync(1);
        await trial.CommitAsync(batch => batch.Campaign(Sample.Campaign(2)).Lane(Sample.Lane(2, 2)).Enroll(3, 2, Sample.Person(3)));
        await trial.CommitAsync(batch => Enumerable.Range(1, 3).ToList().ForEach(number => batch.Attempt(Sample.Attempt(3, number))));
        Claim.SameList(
            [0L, 0L, 0L], (await trial.ReadAttemptsAsync(3)).Select(row => row.ContentHash), "attempts in the place of purged ones");
    }

    private static async Task HistoryAsync(StoreTrial trial)
    {
        await trial.SetUpAsync(contacts: 2);
        var byHand = Sample.Ended(2, AttemptOutcome.Completed, committedAt: 2_000) with { Provider = "" };
        await trial.CommitAsync(
            batch => batch.Attempt(Sample.Ended(1, AttemptOutcome.Busy)).Attempt(byHand).Job(
                Sample.Waiting(2, due: 1) with { Protocol = 3 }));
        Claim.SameList(
            [("voice-1", 0), ("", 3)],
            (await trial.ReadHistoryAsync("acme", 0)).OrderBy(row => row.CommittedAt).Select(row => (row.Provider, row.Protocol)),
            "the providers and versions");
    }
}
