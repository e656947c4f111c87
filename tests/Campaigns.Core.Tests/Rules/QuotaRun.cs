using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>A campaign with a quota at one scope: campaign, tenant, engine or provider.</summary>
internal sealed class QuotaRun : IDisposable
{
    private readonly string _of;
    private readonly IReadOnlyList<Quota> _quotas;
    private CampaignId _campaign;

    public QuotaRun(string of, Quota quota, DateTimeOffset? start = null, IJobStore? store = null)
    {
        (_of, _quotas) = (of, [quota]);
        Harness = new CampaignHarness(
            options => options.Store = store ?? options.Store, start, voice: provider => provider.Quotas = of == "provider" ? _quotas : []);
        if (of is "tenant" or "everything")
        {
            Change(quota);
        }
    }

    public CampaignHarness Harness { get; }

    /// <summary>Whether late contacts are skipped.</summary>
    public bool Skips { get; set; }

    /// <summary>The campaign's window; null for none.</summary>
    public ContactWindow? Window { get; init; }

    public CampaignId Start(IEnumerable<Contact> contacts) => _campaign = Harness.Run(
        Calls(StepRetryPolicy.Fixed(Skips ? 2 : 1, Hours(1)), maxConcurrent: 1_000) with
        {
            Window = Window,
            Quotas = _of == "campaign" ? _quotas : [],
            Lateness = Skips ? LatenessPolicy.Skip(Minutes(30)) : LatenessPolicy.SendNow,
        },
        contacts);

    public void Change(params Quota[] quotas) => Harness.Do(client => _of switch
    {
        "campaign" => client.ChangeAsync(_campaign, settings => settings with { Quotas = quotas }),
        "provider" => client.Operations().ChangeProviderAsync("voice-1", new ProviderSettings { Quotas = quotas }),
        _ => client.ChangeAsync(_of == "tenant" ? "default" : null, new TenantSettings { Quotas = quotas }),
    });

    /// <summary>The number of attempts sent, grouped by a function of their time.</summary>
    public List<(T By, int Count)> SentBy<T>(Func<DateTimeOffset, T> by) =>
        [.. Harness.Provider.Dispatches.GroupBy(sent => by(sent.At)).OrderBy(group => group.Key).Select(
            group => (group.Key, group.Count()))];

    public void Dispose() => Harness.Dispose();
}
