using static Campaigns.Tests.People;

namespace Campaigns.Tests.Contacts;

/// <summary>A copy of a contact differs only in the requested fields. A problem stays until it is corrected.</summary>
public class ContactCopyTests
{
    private static Contact Ann => new Contact(
            "ann",
            "+15550100001",
            "Europe/Paris",
            new Dictionary<string, string> { [Channels.Email] = "ann@example.com" },
            new Dictionary<string, string> { ["name"] = "Ann" })
        .WithProtocol(new ContactProtocol { Steps = [CampaignStep.Call()] });

    [Fact]
    public void Copy_differs_in_one_value()
    {
        Assert.Equal("ann +15550100002 Europe/Paris ann@example.com Ann own", Shown(Ann.WithPhone("+1 555 010 0002")));
        Assert.Equal("ann  Europe/Paris ann@example.com Ann own", Shown(Ann.WithPhone(null)));
        Assert.Equal("ann +15550100001 Asia/Tokyo ann@example.com Ann own", Shown(Ann.WithZone("asia/tokyo")));
        Assert.Equal("ann +15550100001  ann@example.com Ann own", Shown(Ann.WithZone(null)));
        Assert.Equal("ann +15550100001 Europe/Paris bob@example.com Ann own", Shown(Ann.WithAddress(" email ", "Bob@Example.com")));
        Assert.Equal("ann +15550100001 Europe/Paris  Ann own", Shown(Ann.WithAddress(Channels.Email, null)));
        Assert.Equal("ann +15550100001 Europe/Paris ann@example.com Bea own", Shown(Ann.WithData("name", "Bea")));
        Assert.Equal("ann +15550100001 Europe/Paris ann@example.com  own", Shown(Ann.WithData("name", null)));
        Assert.Throws<ArgumentException>(() => Ann.WithAddress(" ", "ann@example.com"));
    }

    [Fact]
    public void What_cannot_be_read_stays_until_it_is_put_right()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        var wrong =
            new Contact("ann", "12", null, new Dictionary<string, string> { [Channels.Email] = "no address" }).WithZone("Europe/Paris");

        Assert.Equal([1, 1,
            0], new[] { wrong, wrong.WithPhone("+15550100001"), wrong.WithPhone("+15550100001").WithAddress(Channels.Email, null) }
            .Select(contact => harness.Do(client => client.AddContactsAsync(campaign, [contact])).Invalid));
    }

    private static string Shown(Contact contact) => string.Join(
        ' ',
        contact.Key,
        contact.Phone.IsEmpty ? "" : contact.Phone.Reveal(),
        contact.Zone,
        contact.Addresses.GetValueOrDefault(Channels.Email),
        contact.Data.GetValueOrDefault("name"),
        contact.ProtocolJson is null ? "" : "own");
}
