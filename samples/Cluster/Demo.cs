namespace Campaigns.Samples.Cluster;

/// <summary>Campaigns of several tenants, so that every shard has something to do.</summary>
internal static class Demo
{
    private const int Contacts = 2_000;
    private static readonly string[] Tenants = ["acme", "globex", "initech", "umbrella", "hooli", "vandelay", "wonka", "stark"];

    /// <summary>Creates what is not there yet. Safe to run on every start.</summary>
    public static async Task RunAsync(ICampaignClient client)
    {
        foreach (var tenant in Tenants)
        {
            var campaign = await client.CreateAsync(new CampaignDefinition
            {
                Name = $"Spring calls of {tenant}",
                Tenant = tenant,
                Key = "spring",
                MaxConcurrent = 20,
                Steps = [new ContactStep { Channel = Channels.Voice }],
            });
            if ((await client.GetStatisticsAsync(campaign)).Total == 0)
            {
                await client.AddContactsAsync(campaign, People(tenant));
            }

            await client.StartAsync(campaign);
        }
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
