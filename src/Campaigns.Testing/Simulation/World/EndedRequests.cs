namespace Campaigns.Testing;

/// <summary>Asks about campaigns that have ended: what is told must be the count of what was committed, whether they are in memory or not.</summary>
internal sealed class EndedRequests(SimulatedWorld world, Desk desk, Random random)
{
    public void Make()
    {
        var ended = world.Judge.Books.Campaigns.Values.Where(campaign => Course.IsEnd(campaign.State)).ToList();
        if (ended.Count == 0)
        {
            return;
        }

        if (random.Next(3) == 0)
        {
            List();
        }
        else
        {
            Ask(ended[random.Next(ended.Count)]);
        }
    }

    private void Ask(CampaignFacts campaign)
    {
        var before = Signature(campaign);
        CampaignStatistics? told = null;
        desk.Ask(
            $"figures of {campaign.Id}",
            async client => told = await client.GetStatisticsAsync(campaign.Id),
            (_, _) => Judge(campaign, before, told!));
    }

    private void List()
    {
        var before = world.Judge.Books.Campaigns.Values.Where(campaign => Course.IsEnd(campaign.State)).ToDictionary(campaign => campaign.Id, Signature);
        IReadOnlyList<CampaignStatistics> told = [];
        desk.Ask(
            "the list",
            async client => told = await client.ListAsync(),
            (_, _) =>
            {
                var ids = told.Select(campaign => campaign.Campaign.Value).ToList();
                world.Judge.Require(ids.SequenceEqual(ids.Distinct().Order()), 9, () => $"the list tells of the campaigns [{string.Join(", ", ids)}]");
                foreach (var (id, signature) in before)
                {
                    var figures = told.FirstOrDefault(campaign => campaign.Campaign == id);
                    world.Judge.Require(figures is not null, 9, () => $"campaign {id} has ended and is not in the list");
                    Judge(world.Judge.Books.Campaigns[id.Value], signature, figures!);
                }
            });
    }

    private void Judge(CampaignFacts campaign, string before, CampaignStatistics told)
    {
        if (Signature(campaign) == before) // or else it was corrected or run again meanwhile
        {
            EndCheck.Figures(world.Judge, campaign, told);
        }
    }

    private static string Signature(CampaignFacts campaign)
    {
        var jobs = campaign.Jobs.Select(job => $"{job.Row.State}:{string.Join('.', job.Attempts.Select(attempt => $"{attempt.Row.Outcome} {attempt.IsRepeated}"))}");
        return $"{campaign.State} {string.Join(',', jobs)}";
    }
}
