namespace Campaigns.Samples.CampaignHost.Demo;

/// <summary>
/// Creates and starts campaigns of three tenants, with numbers that are reserved for fiction. A second start finds the same campaigns by
/// their keys and adds nothing.
/// </summary>
internal sealed class DemoCampaigns(ICampaignClient client, ILogger<DemoCampaigns> logger) : BackgroundService
{
    // Area codes that exist. The numbers 555-0100 to 555-0199 of each are reserved for fiction.
    private static readonly int[] AreaCodes =
    [
        201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234, 239, 240, 248,
        251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316,
        317, 318, 319, 320, 321, 323, 325, 330, 331, 334, 336, 337, 339, 347, 351, 352, 360, 361, 386, 401, 402, 404, 405, 406, 407, 408,
        409, 410, 412, 413, 414, 415, 417, 419, 423, 424, 425, 430, 432, 434, 435,
    ];

    private static readonly string[] Zones = ["America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var (definition, contacts) in All())
        {
            try
            {
                await RunAsync(definition, contacts, stoppingToken);
            }
            catch (CampaignException error)
            {
                logger.LogWarning("The demo campaign {Name} does not run: {Error}.", definition.Name, error.Error);
            }
        }
    }

    private async Task RunAsync(CampaignDefinition definition, IEnumerable<Contact> contacts, CancellationToken cancellationToken)
    {
        var campaign = await client.CreateAsync(definition, cancellationToken);
        var report = await client.AddContactsAsync(campaign, contacts, cancellationToken);
        if ((await client.GetStatisticsAsync(campaign, cancellationToken)).State == CampaignState.Draft)
        {
            await client.StartAsync(campaign, cancellationToken);
        }

        logger.LogInformation("Campaign {Campaign}, \"{Name}\", runs with {Added} new contacts.", campaign, definition.Name, report.Added);
    }

    private static IEnumerable<(CampaignDefinition Definition, IEnumerable<Contact> Contacts)> All()
    {
        yield return (Voice("acme", "Appointment reminders", CampaignPriority.High, 15), Numbers(0, 1_500));
        yield return (Voice("acme", "Customer survey", CampaignPriority.Low, 25), Numbers(15, 5_000));
        yield return (Voice("globex", "Delivery times", CampaignPriority.Medium, 20), Numbers(65, 2_000));
        yield return (Drip("initech"), Candidates(200));
    }

    private static CampaignDefinition Voice(string tenant, string name, CampaignPriority priority, int maxConcurrent) => new()
    {
        Tenant = tenant,
        Key = $"demo-{name}",
        Name = name,
        Priority = priority,
        MaxConcurrent = maxConcurrent,
        Steps =
        [
            new ContactStep
            {
                Channel = Channels.Voice,
                Timeout = TimeSpan.FromMinutes(2),
                Retry = new StepRetryPolicy { Attempts = 3, Delay = Backoff.Fixed(TimeSpan.FromSeconds(30)) },
            },
        ],
    };

    private static CampaignDefinition Drip(string tenant) => new()
    {
        Tenant = tenant,
        Key = "demo-welcome",
        Name = "Welcome messages",
        Exit = new ExitRules { After = TimeSpan.FromDays(30), Events = ["reply"] },
        Steps =
        [
            new ContactStep { Channel = Channels.Email, Subject = "Welcome", IsTemplate = true,
                Content = "Hello {{contact.first_name}}, good to have you." },
            new DelayStep { Duration = TimeSpan.FromMinutes(2) },
            new ContactStep { Channel = Channels.Email, Subject = "A question", IsTemplate = true,
                Content = "{{contact.first_name}}, how is it going?" },
        ],
    };

    private static IEnumerable<Contact> Numbers(int firstArea, int count) => Enumerable.Range(0, count).Select(index => new Contact(
        $"c{index}", $"+1{AreaCodes[firstArea + (index / 100)]}55501{index % 100:00}", Zones[index % Zones.Length]));

    private static IEnumerable<Contact> Candidates(int count) => Enumerable.Range(0, count).Select(index => new Contact(
        $"p{index}", null, Zones[index % Zones.Length],
        new Dictionary<string, string> { [Channels.Email] = $"person{index}@example.com" },
        new Dictionary<string, string> { ["first_name"] = $"Person {index}" }));
}
