namespace Campaigns.Simulation;

/// <summary>Draws requests about persons of a tenant: erases them, and imports do-not-contact lists.</summary>
internal sealed class ErasureRequests(SimulatedWorld world, RequestSender sender, Random random)
{
    private const int MostImported = 8;

    public void Make()
    {
        var campaigns = world.Judge.Books.Campaigns.Values.Where(campaign => campaign.Jobs.Count > 0).ToList();
        if (campaigns.Count == 0)
        {
            return;
        }

        var campaign = campaigns[random.Next(campaigns.Count)];
        if (random.Next(3) == 0)
        {
            Import(campaign.Tenant);
            return;
        }

        var live = world.Judge.Books.Live.ToList(); // often a person with a live call
        Erase(live.Count > 0 && random.Next(3) > 0 ? live[random.Next(live.Count)].Job : campaign.Jobs[random.Next(campaign.Jobs.Count)]);
    }

    private void Erase(JobFacts job)
    {
        if (job.IsErased)
        {
            return;
        }

        var (key, addresses) = (job.Contact.Key, job.Contact.Addresses.Values.Append(job.Contact.Phone.Reveal()).Where(text => text != ""));
        var person = new PersonIdentity(job.Campaign.Tenant.Name!) { ContactKey = key };
        person = random.Next(4) switch
        {
            0 => person with { Addresses = [.. addresses] },
            1 => new PersonIdentity(person.Tenant) { Addresses = [.. addresses] },
            _ => person,
        };
        person = person is { ContactKey: null, Addresses.Count: 0 } ? person with { ContactKey = key } : person;
        var jobs = world.Judge.Erasures.JobsOf(person);
        sender.Ask(
            $"erasure of {key}", engine => engine.Operations.EraseAsync(person),
            (_, _) => world.Judge.Erasures.Acknowledged(person, jobs));
    }

    /// <summary>Imports persons by key or address. A list that fails midway is imported again, as a careful host does.</summary>
    private void Import(TenantFacts tenant)
    {
        var entries = Enumerable.Range(0, random.Next(1, MostImported)).Select(_ => Draw(tenant.Name!)).ToList();
        sender.Insist($"import of {tenant.Name}", engine => ImportAsync(engine, tenant.Name!, entries), (_, _) =>
        {
            foreach (var entry in entries.Where(tenant.Suppressions.ContainsKey)) // it may have been removed since
            {
                tenant.Suppressions[entry] = true;
            }
        });
    }

    private Suppression Draw(string tenant)
    {
        var contact = WorkloadGenerator.DrawContact(random, random.Next(300));
        return random.Next(2) == 0
            ? Suppression.OfKey(tenant, contact.Key, null)
            : Suppression.OfAny(tenant, contact.Phone.Reveal(), null);
    }

    private async Task ImportAsync(CampaignEngine engine, string tenant, List<Suppression> entries)
    {
        var report = await engine.Operations.ImportSuppressionsAsync(tenant, entries.ToAsyncEnumerable());
        world.Judge.Require(
            report.Added + report.Known + report.Invalid == entries.Count, 8,
            () => $"an import of {entries.Count} entries ends as {report}");
    }
}
