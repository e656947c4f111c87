using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>The judge's records of tenants, campaigns, jobs and attempts, built from all commits.</summary>
internal sealed class Books(SimulationPlan plan)
{
    /// <summary>The provider name of attempts that a person made.</summary>
    public const string ByPerson = "person";

    private readonly Dictionary<string, TenantFacts> _tenants = [];
    private readonly Dictionary<(string Tenant, string Channel, string Address), List<AttemptFacts>> _persons = [];
    private readonly Dictionary<(string Tenant, bool IsKey, string Name), List<AttemptFacts>> _names = [];
    private readonly List<AttemptFacts> _none = [];

    public TenantFacts Everything { get; } = new(null);

    public ulong Stamp { get; set; }

    public SortedDictionary<long, CampaignFacts> Campaigns { get; } = [];

    public Dictionary<int, LaneRow> Lanes { get; } = [];

    public Dictionary<int, long[]> Counters { get; } = [];

    public Dictionary<long, JobFacts> Jobs { get; } = [];

    public Dictionary<string, ProviderFacts> Providers { get; } =
        plan.Providers.ToDictionary(provider => provider.Name, provider => new ProviderFacts(provider));

    /// <summary>Attempts by provider and call id.</summary>
    public Dictionary<(string Provider, string CallId), AttemptFacts> Calls { get; } = [];

    public HashSet<AttemptFacts> Live { get; } = [];

    public IEnumerable<TenantFacts> Tenants => _tenants.Values;

    public TenantFacts Tenant(string? name)
    {
        if (name is null)
        {
            return Everything;
        }

        if (!_tenants.TryGetValue(name, out var tenant))
        {
            _tenants[name] = tenant = new TenantFacts(name);
        }

        return tenant;
    }

    public AttemptFacts? Find(AttemptId id) =>
        Jobs.TryGetValue(id.Job, out var job) && id.Number >= 1 && id.Number <= job.Attempts.Count ? job.Attempts[id.Number - 1] : null;

    public JobFacts? Find(CampaignId campaign, string contact) =>
        Campaigns.TryGetValue(campaign.Value, out var facts) ? facts.Jobs.FindLast(job => job.Contact.Key == contact) : null;

    public CampaignFacts Campaign(CampaignRow row)
    {
        if (!Campaigns.TryGetValue(row.Id.Value, out var campaign))
        {
            Campaigns[row.Id.Value] = campaign = new CampaignFacts(row, plan.Definition(row.Tenant, row.Key!), Tenant(row.Tenant));
        }

        return campaign;
    }

    /// <summary>All attempts at an address of a tenant on a channel, across all campaigns, in commit order.</summary>
    public List<AttemptFacts> Person(string tenant, string channel, string address) =>
        _persons.GetValueOrDefault((tenant, channel, address), _none);

    /// <summary>All attempts to contacts of a tenant with the same key or a shared address, on any channel.</summary>
    public List<AttemptFacts> Person(string tenant, Contact contact) =>
        [.. NamesOf(tenant, contact).SelectMany(name => _names.GetValueOrDefault(name, _none)).Distinct()];

    private static HashSet<(string, bool, string)> NamesOf(string tenant, Contact contact)
    {
        HashSet<(string, bool, string)> names = [(tenant, true, contact.Key)];
        names.UnionWith(
            contact.Addresses.Values.Append(contact.AddressOn(Channels.Voice) ?? "").Where(text => text != "").Select(
                text => (tenant, false, text)));
        return names;
    }

    public void Add(AttemptFacts attempt)
    {
        foreach (var name in NamesOf(attempt.Job.Campaign.Tenant.Name!, attempt.Contact))
        {
            (_names.TryGetValue(name, out var known) ? known : _names[name] = []).Add(attempt);
        }

        var campaign = attempt.Job.Campaign;
        attempt.Job.Attempts.Add(attempt);
        var key = (campaign.Tenant.Name!, attempt.Channel, attempt.Address);
        if (!_persons.TryGetValue(key, out var person))
        {
            _persons[key] = person = [];
        }

        person.Add(attempt);
        if (attempt.IsEnded)
        {
            return; // made by a person
        }

        Providers[attempt.Row.Provider].Live.Add(attempt);
        CallerIdOf(attempt)?.Live.Add(attempt);
        Live.Add(attempt);
        campaign.Live.Add(attempt);
        campaign.Tenant.Live.Add(attempt);
    }

    public void End(AttemptFacts attempt)
    {
        Providers[attempt.Row.Provider].Live.Remove(attempt);
        CallerIdOf(attempt)?.Live.Remove(attempt);
        Live.Remove(attempt);
        attempt.Job.Campaign.Live.Remove(attempt);
        attempt.Job.Campaign.Tenant.Live.Remove(attempt);
    }

    /// <summary>Forgets the call ids of an erased job. Reports that name only a call id are about nobody from now on.</summary>
    public void Forget(JobFacts job)
    {
        foreach (var attempt in job.Attempts)
        {
            attempt.CallKnownAt = long.MaxValue;
            if (attempt.CallId is { } callId && Calls.GetValueOrDefault((attempt.Row.Provider, callId)) == attempt)
            {
                Calls.Remove((attempt.Row.Provider, callId));
            }
        }
    }

    private CallerIdFacts? CallerIdOf(AttemptFacts attempt) =>
        Providers[attempt.Row.Provider].CallerIds.Find(facts => facts.Number == attempt.Row.CallerId);

    /// <summary>Drops all values except the last committed ones, because a new engine reads only those.</summary>
    public void Settle()
    {
        foreach (var campaign in Campaigns.Values)
        {
            campaign.Row.Settle();
        }

        foreach (var job in Jobs.Values)
        {
            job.Contacts.Settle();
        }

        foreach (var provider in Providers.Values)
        {
            provider.Settings.Settle();
            provider.CallerIds.ForEach(callerId => callerId.Settle());
            provider.SentWhileDown.Clear();
        }

        Everything.Row.Settle();
        foreach (var tenant in _tenants.Values)
        {
            tenant.Row.Settle();
            foreach (var channel in tenant.Channels.Values)
            {
                channel.Row.Settle();
            }

            foreach (var entry in tenant.Suppressions.Keys)
            {
                tenant.Suppressions[entry] = true;
            }
        }
    }
}
