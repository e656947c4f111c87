namespace Campaigns.Simulation;

/// <summary>Changes protocols to versions with one different step, and migrates jobs to them.</summary>
internal sealed class ProtocolRequests(SimulatedWorld world, RequestSender sender, Random random)
{
    public void Make()
    {
        var campaigns = world.Judge.Books.Campaigns.Values.Where(campaign => campaign.Definition.Exit is not null).ToList();
        if (campaigns.Count == 0)
        {
            return;
        }

        var campaign = campaigns[random.Next(campaigns.Count)];
        if (random.Next(2) == 0)
        {
            Migrate(campaign, isDryRun: random.Next(3) == 0);
            return;
        }

        var newest = campaign.Script(campaign.Row.Latest.Versions.Count);
        var protocol = new ContactProtocol { Steps = [.. newest.Steps], Exit = newest.Exit };
        var changed = random.Next(newest.Steps.Count);
        var steps = newest.Steps.Select((step, index) => index == changed ? Change(step) : step);
        sender.Ask($"protocol of {campaign.Id}", engine => engine.Client.ChangeProtocolAsync(
            campaign.Id, protocol with { Steps = [.. steps] }), (_, _) =>
        {
            if (random.Next(2) == 0)
            {
                Migrate(campaign, isDryRun: false);
            }
        });
    }

    private void Migrate(CampaignFacts campaign, bool isDryRun) =>
        sender.Ask($"migration of {campaign.Id}", engine => engine.Client.MigrateAsync(campaign.Id, isDryRun));

    private CampaignStep Change(CampaignStep step) => step switch
    {
        DelayStep => CampaignStep.Wait(TimeSpan.FromMinutes(random.Next(1, 300))) with { Name = step.Name },
        ContactStep contact => contact with { Channel = world.Plan.Channels[random.Next(world.Plan.Channels.Count)] },
        EventStep wait => wait with { Timeout = TimeSpan.FromMinutes(random.Next(5, 300)) },
        _ => step,
    };
}
