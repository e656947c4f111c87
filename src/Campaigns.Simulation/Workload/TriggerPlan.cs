using System.Globalization;

namespace Campaigns.Simulation;

/// <summary>The triggers of a run, and the events that the world reports: some fire triggers, some name nobody, some are unknown.</summary>
internal sealed class TriggerPlan
{
    /// <summary>The beginning of the keys of people whom only triggers enroll for the first time.</summary>
    public const string Visitor = "visitor ";

    /// <summary>A zone that does not exist, so that the contact cannot be enrolled.</summary>
    public const string NoZone = "Atlantis/Capital";

    private const int Visitors = 12;
    private const int Persons = 60;
    private static readonly string[] Types = ["joined", "cart.abandoned"];
    private static readonly string?[] Zones = ["Europe/Berlin", "America/New_York", null];
    private readonly HashSet<(string Tenant, string Type)> _onlyVisitors = [];

    /// <summary>The triggers, each with another campaign; empty in a run without events.</summary>
    public IReadOnlyList<CampaignTrigger> Triggers { get; private init; } = [];

    public static TriggerPlan Draw(Random random, SimulationWorkload workload)
    {
        if (random.Next(2) == 0)
        {
            return new TriggerPlan();
        }

        var campaigns = workload.Campaigns.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToList();
        var plan = new TriggerPlan { Triggers = [.. campaigns.Select((campaign, i) => Draw(random, campaign.Definition, i + 1))] };
        for (var i = 0; i < campaigns.Count; i++)
        {
            // the judge knows people of drips by address, so their addresses must not change
            if (campaigns[i].Definition.Exit is not null)
            {
                plan._onlyVisitors.Add((plan.Triggers[i].Tenant, plan.Triggers[i].EventType));
            }
        }

        return plan;
    }

    /// <summary>Draws another rule for a trigger.</summary>
    public static CampaignTrigger Redraw(Random random, CampaignTrigger trigger)
    {
        var rule = (TriggerReentry)random.Next(1, 5);
        return trigger with
        {
            Reentry = rule,
            Pause = rule == TriggerReentry.AfterPause ? TimeSpan.FromMinutes(WorkloadGenerator.Any(random, 5, 60, 600)) : null,
        };
    }

    /// <summary>Draws an event with the given id.</summary>
    public InboundEvent DrawEvent(Random random, string id)
    {
        var trigger = Triggers[random.Next(Triggers.Count)];
        var visitor = random.Next(Visitors);
        switch (random.Next(12))
        {
            case 0:
                return new InboundEvent(trigger.Tenant, id, "page.viewed") { ContactKey = KeyOf(visitor) };
            case 1:
                return new InboundEvent(trigger.Tenant, id, "page.viewed") { Data = """{"page":"prices"}""" };
            case 2:
                return new InboundEvent(trigger.Tenant, id, InboundEvent.Bounce) { Address = "12", Channel = Channels.Voice };
            case 3 when !_onlyVisitors.Contains((trigger.Tenant, trigger.EventType)):
                return Of(random, trigger, id, WorkloadGenerator.DrawContact(random, random.Next(Persons)));
            case 4:
                return Of(random, trigger, id, new Contact("stranger", "+15551000499", NoZone));
            default:
                return Of(random, trigger, id, VisitorOf(visitor));
        }
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Visitor}{number}");

    private static Contact VisitorOf(int number) => new(
        KeyOf(number),
        string.Create(CultureInfo.InvariantCulture, $"+1555{1_000_500 + number}"),
        Zones[number % Zones.Length],
        new Dictionary<string, string>
        {
            [Channels.Email] = string.Create(CultureInfo.InvariantCulture, $"visitor{number}@example.com"),
            [Channels.LinkedIn] = string.Create(CultureInfo.InvariantCulture, $"in/visitor{number}"),
        });

    private static InboundEvent Of(Random random, CampaignTrigger trigger, string id, Contact contact)
    {
        var data = new Dictionary<string, string?>
        {
            ["id"] = contact.Key, ["phone"] = contact.Phone.Reveal(), ["zone"] = contact.Zone,
            ["mail"] = contact.AddressOn(Channels.Email), ["in"] = contact.AddressOn(Channels.LinkedIn),
        };
        var texts = data.Where(pair => pair.Value is not null).Select(pair => $"\"{pair.Key}\":\"{pair.Value}\"");
        var person = string.Join(',', texts);
        var json = string.Create(CultureInfo.InvariantCulture, $$"""{"person":{ {{person}} },"total":{{random.Next(100)}}}""");
        return new InboundEvent(trigger.Tenant, id, trigger.EventType)
        {
            ContactKey = random.Next(2) == 0 ? contact.Key : null,
            Data = json,
        };
    }

    private static CampaignTrigger Draw(Random random, CampaignDefinition campaign, int number) => Redraw(random, new CampaignTrigger
    {
        Tenant = campaign.Tenant,
        Name = string.Create(CultureInfo.InvariantCulture, $"t{number}"),
        EventType = Types[random.Next(Types.Length)],
        Conditions = random.Next(2) == 0 ? [] : [EventCondition.Greater("total", 40)],
        CampaignKey = campaign.Key,
        Contact = new ContactMapping
        {
            Key = "person.id", Phone = "person.phone", Zone = "person.zone",
            Addresses = new Dictionary<string, string> { [Channels.Email] = "person.mail", [Channels.LinkedIn] = "person.in" },
        },
    });
}
