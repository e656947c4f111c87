using System.Globalization;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// A campaign on its own channel whose provider is sick and is called as often as possible, about 1,000 times per second. Its breaker is
/// off, and its deadlines are the shortest allowed.
/// </summary>
internal static class SickCampaign
{
    public const string Channel = "sick";
    public const int PerSecond = 1_000;

    public static void Configure(ProviderOptions options)
    {
        options.Name = Channel;
        options.MaxDispatching = PerSecond;
        options.DispatchTimeout = TimeSpan.FromSeconds(1);
    }

    /// <summary>Creates the campaign with contacts for some seconds, without starting it.</summary>
    public static async Task<CampaignId> CreateAsync(CampaignEngine engine, Sickness sickness, int seconds)
    {
        await engine.Operations.ChangeProviderAsync(Channel, new ProviderSettings { Switch = ProviderSwitch.On });
        var campaign = await engine.Client.CreateAsync(new CampaignDefinition
        {
            Name = $"Its provider {sickness}",
            Tenant = Channel,
            Steps = [new ContactStep { Channel = Channel, Retry = StepRetryPolicy.None, Timeout = TimeSpan.FromSeconds(1) }],
            MaxConcurrent = PerSecond,
            Rate = sickness == Sickness.Throws ? new RateLimit(PerSecond, TimeSpan.FromSeconds(1), Burst: PerSecond / 10) : null,
        });
        await engine.Client.AddContactsAsync(campaign, Enumerable.Range(0, seconds * PerSecond).Select(Person));
        return campaign;
    }

    private static Contact Person(int number) =>
        new($"S{number:D9}", null, "Etc/UTC", new Dictionary<string, string> { [Channel] = string.Create(
            CultureInfo.InvariantCulture, $"agent-{number}") });
}
