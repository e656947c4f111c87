using static Campaigns.Tests.People;

namespace Campaigns.Tests.Contacts;

/// <summary>A change that would make a contact invalid is refused with enrollment's message, and the contact stays unchanged.</summary>
public sealed class RefusedChangeTests : IDisposable
{
    private readonly CampaignHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    public static TheoryData<Func<Contact, Contact>, string> Bad => new()
    {
        { contact => contact.WithPhone("555 0100"), "" },
        { contact => contact.WithPhone(" "), "" },
        { contact => contact.WithPhone(null), "there is no address on the channel voice" },
        { contact => contact.WithZone("Atlantis/Capital"), "\"Atlantis/Capital\" is unknown" },
        { contact => contact.WithAddress("voice", "12"), "" },
        { contact => contact.WithAddress("email", "a@x.org\r\nBcc: b@x.org"), "" },
        { contact => contact.WithData("name", new('x', 10_001)), "use up to 10,000" },
        { contact => new Contact("bob", contact.Phone.Reveal()), "its key cannot change" },
        { contact => contact.WithProtocol(new ContactProtocol { Steps = [CampaignStep.Call()] }), "its protocol cannot change" },
        { _ => null!, "returned no contact" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_change_is_refused_with_a_reason_and_changes_nothing(Func<Contact, Contact> change, string reason)
    {
        var campaign =
            _harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(1) }, new Contact("ann", "+15550100001", "Europe/Paris"));
        var refusal = Assert.Throws<CampaignException>(() => _harness.Do(client => client.ChangeContactAsync(campaign, "ann", change)));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        var contact = _harness.Contact(campaign, "ann").Contact;
        Assert.Equal(
            ("+15550100001", "Europe/Paris", 0, 0), (contact.Phone.Reveal(), contact.Zone, contact.Addresses.Count, contact.Data.Count));
    }

    [Fact]
    public void Change_says_what_enrollment_says()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(1) }, One());
        foreach (var phone in new[] { "12", "+1 555 010 0001 x12", "0049 (0) 30 1234567", "+999 12345678" })
        {
            var enrolled = _harness.Do(client => client.AddContactsAsync(campaign, [new Contact("bob", phone)]));
            var refusal = Assert.Throws<CampaignException>(() => _harness.Do(client =>
                client.ChangeContactAsync(campaign, "ann", contact => contact.WithPhone(phone))));
            Assert.Contains(enrolled.Refused.Single().Reason, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Template_that_the_new_data_does_not_fill_is_refused()
    {
        var provider = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(options =>
        {
            options.Templates = new Content.Braces();
            options.AddProvider(Channels.Email, provider);
        });
        var mail = new Dictionary<string, string> { [Channels.Email] = "ann@example.com" };
        var step = CampaignStep.Message(Channels.Email, "Dear {contact.name}") with { IsTemplate = true };
        var definition = new CampaignDefinition { Name = "mail", Steps = [step], Start = Nine + Hours(1) };
        var campaign = harness.Run(definition, new Contact("ann", null, null, mail, new Dictionary<string, string> { ["name"] = "Ana" }));

        Assert.Throws<CampaignException>(() => Change(null));
        Change("Ann");
        harness.Advance(Hours(1));
        Assert.Equal("Dear Ann", provider.Requests.Single().Content.Body);

        void Change(string? name) => harness.Do(client =>
            client.ChangeContactAsync(campaign, "ann", contact => contact.WithData("name", name)));
    }

    [Fact]
    public void Contact_that_is_not_there_or_whose_campaign_was_canceled_is_not_changed()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(1) }, One());
        Assert.Equal(CampaignError.NotFound, Refusal(new CampaignId(99), "ann"));
        Assert.Equal(CampaignError.NotFound, Refusal(campaign, "bob"));
        _harness.Do(client => client.CancelAsync(campaign));
        Assert.Equal(CampaignError.IllegalTransition, Refusal(campaign, "ann"));

        CampaignError Refusal(CampaignId of, string key) =>
            Assert.Throws<CampaignException>(() => _harness.Do(client =>
                client.ChangeContactAsync(of, key, contact => contact.WithPhone("+15550100002")))).Error;
    }
}
