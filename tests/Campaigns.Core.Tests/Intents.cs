using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests;

/// <summary>Intents without a scheduler.</summary>
internal static class Intents
{
    public static CampaignEntry Campaign(TenantEntry? tenant = null)
    {
        var settings = new StoredSettings(50, 10, 1, false, null);
        var json = DefinitionJson.Write(Calls(StepRetryPolicy.None));
        return new CampaignEntry(
            new CampaignRow(new CampaignId(1), "t", null, json, CampaignState.Running, settings, Nine, Nine, null),
            tenant ?? new TenantEntry("t", 0, Everything()));
    }

    public static EverythingEntry Everything() => new() { OptionsMaxConcurrent = 1 };

    public static Intent Of(
        CampaignEntry campaign, int number, long notBefore = 0, long? notAfter = null, int reserved = 0, ProviderEntry? provider = null) =>
            new()
    {
        Attempt = new AttemptId(1, 1, number),
        Live = 0,
        Provider = provider ?? new ProviderEntry(0, "voice-1", "voice", new ProviderOptions()),
        Contact = One(),
        Terms = campaign.Terms,
        Step = campaign.Plan.Contact(0),
        Try = 1,
        StopVersion = campaign.Stop.Version,
        NotBefore = notBefore,
        NotAfter = notAfter ?? Now.Never,
        Reserved = reserved,
    };
}
