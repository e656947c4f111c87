namespace Campaigns.Orleans.Tests.Client;

/// <summary>Values for requests.</summary>
internal static class Samples
{
    public static CampaignDefinition Campaign(string tenant, string? key = null) => new()
    {
        Name = $"calls of {tenant}", Tenant = tenant, Key = key, Steps = [new ContactStep { Channel = Channels.Voice }],
    };

    public static IEnumerable<Contact> Contacts(int count, string prefix = "c") =>
        Enumerable.Range(0, count).Select(i => new Contact($"{prefix}{i}", $"+1555{1_000_000 + i}", "Europe/Paris"));
}
