namespace Campaigns.Simulation;

/// <summary>
/// Requests statistics, usually of ended campaigns. They must match the committed facts, whether the campaign is in memory or not.
/// </summary>
internal sealed class FigureRequests(SimulatedWorld world, RequestSender sender, Random random)
{
    public void Make()
    {
        var all = world.Judge.Books.Campaigns.Values.ToList();
        var ended = all.Where(campaign => LegalTransitions.IsEnd(campaign.State)).ToList();
        switch (random.Next(4))
        {
            case 0 when ended.Count > 0:
                List();
                break;
            case 1 when ended.Count > 0:
                Ask(ended[random.Next(ended.Count)]);
                break;
            case 2 when all.Count > 0:
                Ask(all[random.Next(all.Count)]);
                break;
            case 3 when all.Count > 0:
                List(all[random.Next(all.Count)]);
                break;
        }
    }

    private void Ask(CampaignFacts campaign)
    {
        var before = Signature(campaign);
        CampaignStatistics? told = null;
        sender.Ask(
            $"figures of {campaign.Id}",
            async engine => told = await engine.Client.GetStatisticsAsync(campaign.Id),
            (_, _) => Judge(campaign, before, told!));
    }

    private void List()
    {
        var before = world.Judge.Books.Campaigns.Values.Where(campaign => LegalTransitions.IsEnd(campaign.State)).ToDictionary(
            campaign => campaign.Id, Signature);
        var (told, limit) = (new List<CampaignStatistics>(), random.Next(1, 6));
        sender.Ask(
            "the list",
            engine => WalkAsync(after => engine.Client.ListAsync(null, after, limit), told),
            (_, _) =>
            {
                var ids = told.Select(campaign => campaign.Campaign.Value).ToList();
                world.Judge.Require(
                    ids.SequenceEqual(ids.Distinct().OrderDescending()), 9, () => $"the list is out of order: [{string.Join(", ", ids)}]");
                foreach (var (id, signature) in before)
                {
                    var figures = told.FirstOrDefault(campaign => campaign.Campaign == id);
                    world.Judge.Require(figures is not null, 9, () => $"campaign {id} has ended, but is not in the list");
                    Judge(world.Judge.Books.Campaigns[id.Value], signature, figures!);
                }
            });
    }

    /// <summary>Lists the contacts of a campaign in one state, and the attempts with one outcome.</summary>
    private void List(CampaignFacts campaign)
    {
        var (before, limit) = (Signature(campaign), random.Next(1, 6));
        var drawn = (JobState)random.Next((int)JobState.NoResponse + 1);
        var state = EndCheck.EndedWith(campaign) is { } end && random.Next(2) == 0 ? end : drawn;
        var outcome = (AttemptOutcome)random.Next(1, (int)AttemptOutcome.OptedOut + 1);
        var (contacts, attempts) = (new List<ContactStatus>(), new List<ContactAttempt>());
        sender.Ask(
            $"contacts of {campaign.Id}",
            async engine =>
            {
                await WalkAsync(
                    after => engine.Client.ListContactsAsync(campaign.Id, new ContactFilter { State = state }, after, limit), contacts);
                var filter = new AttemptFilter { Campaign = campaign.Id, Outcome = outcome };
                await WalkAsync(after => engine.Client.ListAttemptsAsync(filter, after, limit), attempts);
            },
            (_, _) =>
            {
                if (Signature(campaign) == before) // otherwise the campaign changed meanwhile
                {
                    EndCheck.Lists(world.Judge, campaign, (state, contacts), (outcome, attempts));
                }
            });
    }

    private static async Task WalkAsync<T>(Func<string?, Task<CampaignPage<T>>> read, List<T> into)
    {
        string? after = null;
        do
        {
            var page = await read(after);
            into.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
    }

    private void Judge(CampaignFacts campaign, string before, CampaignStatistics told)
    {
        if (Signature(campaign) == before) // otherwise the campaign changed meanwhile
        {
            EndCheck.Figures(world.Judge, campaign, told);
        }
    }

    private static string Signature(CampaignFacts campaign)
    {
        var jobs = campaign.Jobs.Select(
            job => $"{job.Row.State} {job.Lane.Kind}:{string.Join('.', job.Attempts.Select(attempt => $"{attempt.Row.Outcome} {attempt.IsRepeated}"))}");
        return $"{campaign.Row.Changes} {campaign.State} {string.Join(',', jobs)}";
    }
}
