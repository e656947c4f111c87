using static Campaigns.Orleans.Tests.Client.World;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>Draws requests.</summary>
internal sealed class RandomRequests(Random random)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private int _created;

    /// <summary>Draws the next request. A campaign is named by its place in the order of creation.</summary>
    public (string Name, Func<World, Task<string>> Request) Next(int campaigns)
    {
        if (campaigns < 3 || random.Next(25) == 0)
        {
            return Create();
        }

        var (at, tenant, key, number) = (random.Next(campaigns), Tenant(), $"c{random.Next(30)}", random.Next(1, 20));
        var group = random.Next(5);
        return group switch
        {
            0 => OfCampaign(at, number),
            1 => OfContact(at, key, number),
            2 => OfTenant(tenant, key, number),
            3 => Read(at, tenant, key, number),
            _ => random.Next(3) == 0 ? Wrong(number) : Report(at, key, number),
        };
    }

    private string Tenant() => $"t{random.Next(6)}";

    private (string, Func<World, Task<string>>) Create()
    {
        var (tenant, key) = (Tenant(), random.Next(2) == 0 ? $"k{random.Next(6)}" : null);
        var name = $"name {_created++}";
        var definition = Samples.Campaign(tenant, key) with { Name = random.Next(3) == 0 ? "same" : name, Weight = random.Next(1, 4),
            KeepOpen = true };
        return ($"create {definition}", async world =>
        {
            var campaign = await world.Client.CreateAsync(definition, None);
            if (!world.Campaigns.Contains(campaign))
            {
                world.Campaigns.Add(campaign);
                await world.Client.AddContactsAsync(campaign, Contacts(definition.Weight * 7), None);
                await world.Client.StartAsync(campaign, None);
            }

            return $"#{world.Campaigns.IndexOf(campaign)}";
        });
    }

    private (string, Func<World, Task<string>>) OfCampaign(int at, int number) => random.Next(7) switch
    {
        0 or 1 => ("start", Do(world => world.Client.StartAsync(world.Campaigns[at], None))),
        2 when number < 8 => ("pause", Do(world => world.Client.PauseAsync(world.Campaigns[at], None))),
        2 or 3 => ("resume", Do(world => world.Client.ResumeAsync(world.Campaigns[at], None))),
        4 when number == 1 => ("cancel", Do(world => world.Client.CancelAsync(world.Campaigns[at], CancelMode.Abort, None))),
        4 or 5 => ("change", Do(world => world.Client.ChangeAsync(
            world.Campaigns[at], settings => settings with { MaxConcurrent = number, Weight = 1 + (number % 3) }, None))),
        _ => ("add", async world => Text(await world.Client.AddContactsAsync(world.Campaigns[at], Contacts(number), None))),
    };

    private (string, Func<World, Task<string>>) OfContact(int at, string key, int number) => random.Next(5) switch
    {
        0 => ("remove", Do(world => world.Client.RemoveContactAsync(world.Campaigns[at], key, None))),
        1 => ("reschedule", Do(world => world.Client.RescheduleContactAsync(world.Campaigns[at], key, world.Now.AddHours(number), None))),
        2 => ("rerun", Do(world => world.Client.RerunContactAsync(world.Campaigns[at], key, None))),
        3 => ("change contact", Do(world => world.Client.ChangeContactAsync(
            world.Campaigns[at], key, contact => number == 3 ? new Contact("other") : contact.WithData("n", $"{number}"), None))),
        _ => ("rerun failed", async world => Text(await world.Client.RerunFailedAsync(world.Campaigns[at], None))),
    };

    private (string, Func<World, Task<string>>) OfTenant(string tenant, string key, int number) => random.Next(8) switch
    {
        0 when number < 6 => ("hold", Do(world => world.Operations.HoldTenantAsync(tenant, None))),
        0 or 1 or 2 => ("release", Do(world => world.Operations.ReleaseTenantAsync(tenant, None))),
        3 => ("suppress", Do(world => world.Reports.SuppressAsync(Suppression.OfContact(tenant, key), None))),
        4 => ("unsuppress", Do(world => world.Reports.UnsuppressAsync(Suppression.OfContact(tenant, key), None))),
        5 => ("tenant", async world => Text(await world.Operations.ChangeTenantAsync(
            tenant, settings => settings with { Weight = number }, null, None))),
        6 => ("ingest", async world => Text(await world.Reports.IngestAsync(
            [new InboundEvent(tenant, $"e{number}", "reply") { ContactKey = key }, new InboundEvent(Other(tenant), $"f{number}", "seen")],
                None))),
        _ => ("event", async world => Text(await world.Reports.ReportEventAsync(ContactEvent.OfContact(tenant, key), None))),
    };

    private (string, Func<World, Task<string>>) Report(int at, string key, int number)
    {
        var outcome = new[] { AttemptOutcome.Completed, AttemptOutcome.NoAnswer, AttemptOutcome.Busy, AttemptOutcome.Rejected }[number % 4];
        return ($"report {outcome}", async world =>
        {
            var contact = await world.Client.GetContactAsync(world.Campaigns[at], key, None);
            return contact.Timeline is [.., var last]
                ? Text(await world.Reports.ReportAsync(ProviderReport.Ended(last.Attempt, outcome), None))
                : "no attempt";
        });
    }

    private (string, Func<World, Task<string>>) Read(int at, string tenant, string key, int number) => random.Next(11) switch
    {
        0 => ("contact", async world => Text(await world.Client.GetContactAsync(world.Campaigns[at], key, None))),
        1 => ("contacts", async world => Lines((await world.Client.ListContactsAsync(
            world.Campaigns[at], new ContactFilter { State = (JobState)(number % 5) }, null, number, None)).Items)),
        2 => ("explain", async world => Text(await world.Client.ExplainAsync(world.Campaigns[at], key, None))),
        3 => ("explain all", async world => Text(await world.Client.ExplainAsync(world.Campaigns[at], None))),
        4 => ("list", async world => Lines(await Paged(after => world.Client.ListAsync(
            number % 2 == 0 ? null : new CampaignFilter { Tenant = tenant }, after, number, None)))),
        5 => ("find", async world => Text(await world.Client.FindAsync(tenant, $"k{number % 6}", None))),
        6 => ("definition", async world => DefinitionJson.Write(await world.Client.GetDefinitionAsync(world.Campaigns[at], None))),
        7 => ("settings", async world => Text(await world.Client.GetSettingsAsync(world.Campaigns[at], None))),
        8 => ("holds", async world => string.Join(' ', await Paged(after => world.Operations.ListHoldsAsync(after, number, None)))),
        9 => ("events", async world => Lines(await Paged(
            after => world.Operations.ListLoggedEventsAsync(new EventLogFilter { Tenant = tenant }, after, number, None)))),
        _ => ("attempts", async world => Lines(await Paged(
            after => world.Client.ListAttemptsAsync(new AttemptFilter { Campaign = world.Campaigns[at] }, after, number, None)))),
    };

    private static (string, Func<World, Task<string>>) Wrong(int number) => (number % 7) switch
    {
        0 => ("no campaign", async world => Text(await world.Client.GetStatisticsAsync(new CampaignId(5_000), None))),
        1 => ("blank tenant", Do(world => world.Operations.HoldTenantAsync(" ", None))),
        2 => ("limit", async world => Text((await world.Client.ListAsync(null, null, 0, None)).Items.Count)),
        3 => ("cursor", async world => Text((await world.Operations.ListHoldsAsync("x", 5, None)).Items.Count)),
        4 => ("contact", async world => Text(await world.Client.GetContactAsync(world.Campaigns[0], "", None))),
        5 => ("provider", Do(world => world.Operations.ChangeProviderAsync("none", new ProviderSettings(), None))),
        _ => ("definition", async world =>
            $"{await world.Client.CreateAsync(Samples.Campaign("t1") with { Name = "", Weight = 0 }, None)}"),
    };

    private static Func<World, Task<string>> Do(Func<World, Task> request) => async world =>
    {
        await request(world);
        return "done";
    };

    private static async Task<List<T>> Paged<T>(Func<string?, Task<CampaignPage<T>>> read)
    {
        var all = new List<T>();
        await foreach (var item in CampaignPages.ReadAllAsync(read))
        {
            all.Add(item);
        }

        return all;
    }

    private static List<Contact> Contacts(int number) =>
    [
        .. Enumerable.Range(0, number).Select(i => i % 7 == 6 ? new Contact($"bad{i}", "1")
            : new Contact($"c{(number * i) % 30}", $"+1555{2_000_000 + i}")),
    ];

    private static string Other(string tenant) => tenant == "t0" ? "t5" : "t0";
}
