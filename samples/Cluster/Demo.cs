namespace Campaigns.Samples.Cluster;

/// <summary>Campaigns of several tenants, so that every shard has something to do.</summary>
internal static class Demo
{
    private const int Contacts = 2_000;
    private const int Attempts = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Tenants = ["acme", "globex", "initech", "umbrella", "hooli", "vandelay", "wonka", "stark"];

    /// <summary>
    /// Creates what is not there yet. Safe to run on every start. A request to a shard that moves may fail, so each tenant is done again
    /// until it is complete.
    /// </summary>
    public static async Task RunAsync(ICampaignClient client)
    {
        foreach (var tenant in Tenants)
        {
            for (var left = Attempts; ; left--)
            {
                try
                {
                    await BeginAsync(client, tenant);
                    break;
                }
                catch (CampaignException moving) when (
                    left > 1 && moving.Error is CampaignError.Stopped or CampaignError.StoreFailed or CampaignError.NotStarted)
                {
                    await Task.Delay(Pause);
                }
            }
        }
    }

    private static async Task BeginAsync(ICampaignClient client, string tenant)
    {
        var campaign = await client.CreateAsync(new CampaignDefinition
        {
            Name = $"Spring calls of {tenant}",
            Tenant = tenant,
            Key = "spring",
            MaxConcurrent = 20,
            Steps = [new ContactStep { Channel = Channels.Voice }],
        });
        if ((await client.GetStatisticsAsync(campaign)).Total < Contacts)
        {
            await client.AddContactsAsync(campaign, People(tenant)); // those of an earlier attempt are duplicates
        }

        await client.StartAsync(campaign);
    }

    /// <summary>People with numbers that are reserved for fiction.</summary>
    private static async IAsyncEnumerable<Contact> People(string tenant)
    {
        for (var i = 0; i < Contacts; i++)
        {
            await Task.CompletedTask;
            yield return new Contact($"{tenant}-{i}", $"+1202555{i % 10_000:0000}", "America/New_York");
        }
    }
}
