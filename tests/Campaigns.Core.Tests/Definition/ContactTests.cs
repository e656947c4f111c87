namespace Campaigns.Tests.Definition;

public class ContactTests
{
    private static readonly string[] Voice = [Channels.Voice];

    [Fact]
    public void Key_defaults_to_the_number_in_e164_form()
    {
        Assert.Equal("+15550100001", new Contact(null, "+1 (555) 010-0001").Key);
        Assert.Equal("+15550100001", new Contact(" ", "+1 (555) 010-0001").Key);
        Assert.Equal("ann", new Contact("ann", "+1 (555) 010-0001").Key);
    }

    [Theory]
    [InlineData(null, "+15550100001")]
    [InlineData("+15550100001", "+1 555 010 0001")]
    [InlineData("ann", "+15550100001")]
    public void Shown_contact_hides_its_number_and_addresses(string? key, string phone)
    {
        var contact = new Contact(key, phone, "Europe/Paris", new Dictionary<string, string> { ["email"] = "ann@example.com" });

        Assert.Equal("contact +15•••••••01 Europe/Paris", contact.ToString());
    }

    [Theory]
    [InlineData("Europe/Paris")]
    [InlineData(" Europe/Paris ")]
    public void Known_zone_is_one_string_for_all_contacts(string zone)
    {
        var one = new Contact("a", "+15550100001", new string(zone));
        var other = new Contact("b", "+15550100002", new string(zone));

        Assert.Equal("Europe/Paris", one.Zone);
        Assert.Same(one.Zone, other.Zone);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Zone_left_out_is_the_campaign_s(string? zone)
    {
        var contact = new Contact("a", "+15550100001", zone);

        Assert.Null(contact.Zone);
        Assert.Null(contact.ProblemFor(Voice));
    }

    [Theory]
    [InlineData("CEST")]
    [InlineData("+01:00")]
    public void Unknown_zone_is_a_problem_and_never_guessed(string zone) =>
        Assert.Equal(
            $"the time zone \"{zone}\" is unknown; use an IANA name such as Europe/Paris",
            new Contact("a", "+15550100001", zone).ProblemFor(Voice));

    [Fact]
    public void Number_that_cannot_be_read_is_a_problem_even_where_nobody_would_call_it()
    {
        var contact = new Contact("a", "5550100001", addresses: new Dictionary<string, string> { ["email"] = "a@example.com" });

        Assert.True(contact.Phone.IsEmpty);
        Assert.Contains("no country code", contact.ProblemFor(["email"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Address_is_needed_on_every_channel_of_the_campaign()
    {
        var contact = new Contact("a", "+15550100001", addresses: new Dictionary<string, string> { ["email"] = " ", ["fax"] = "12" });

        Assert.Null(contact.ProblemFor([Channels.Voice, Channels.Sms, "fax"]));
        Assert.Equal("there is no address on the channel email", contact.ProblemFor([Channels.Voice, "email"]));
        Assert.Equal("there is no address on the channel linkedin", contact.ProblemFor(["linkedin"]));
        Assert.Equal("there is no address on the channel voice", new Contact("a").ProblemFor(Voice));
    }

    [Fact]
    public void Address_is_found_by_channel_and_a_channel_of_its_own_comes_before_the_phone()
    {
        var addresses = new Dictionary<string, string> { ["email"] = "a@example.com", ["sms"] = "+15550100002" };
        var contact = new Contact("a", "+1 555 010 0001", addresses: addresses);

        Assert.Equal("+15550100001", contact.AddressOn(Channels.Voice));
        Assert.Equal("+15550100002", contact.AddressOn(Channels.Sms));
        Assert.Equal("a@example.com", contact.AddressOn("email"));
        Assert.Null(contact.AddressOn("linkedin"));
        Assert.Null(new Contact("a").AddressOn(Channels.Voice));
    }

    [Fact]
    public void Address_given_for_a_phone_channel_is_checked_and_written_as_a_number_too()
    {
        var bad = new Contact("a", addresses: new Dictionary<string, string> { ["voice"] = "555-CALL-ME" });
        var good = new Contact("a", addresses: new Dictionary<string, string> { ["sms"] = "+1 (555) 010-0002", ["fax"] = "12 34" });

        Assert.Contains("letters are not dialed", bad.ProblemFor(Voice), StringComparison.Ordinal);
        Assert.Equal(("+15550100002", "12 34"), (good.AddressOn(Channels.Sms), good.AddressOn("fax")));
        Assert.Null(good.ProblemFor([Channels.Sms, "fax"]));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Key_has_at_most_200_characters(int length, bool isFine) =>
        Assert.Equal(isFine, new Contact(new string('k', length), "+15550100001").ProblemFor(Voice) is null);

    [Fact]
    public void Contact_without_key_and_number_has_a_problem()
    {
        var contact = new Contact(null, addresses: new Dictionary<string, string> { ["email"] = "a@example.com" });

        Assert.Equal(
            "it has neither a key nor a phone number; give a key, which names it in the campaign, or a phone number",
            contact.ProblemFor(["email"]));
    }

    [Fact]
    public void Contact_keeps_copies_of_what_it_was_given()
    {
        var addresses = new Dictionary<string, string> { ["email"] = "a@example.com" };
        var data = new Dictionary<string, string> { ["first name"] = "Ann" };
        var contact = new Contact("a", addresses: addresses, data: data);

        addresses["email"] = "eve@example.com";
        data.Clear();

        Assert.Equal("a@example.com", contact.AddressOn("email"));
        Assert.Equal("Ann", contact.Data["first name"]);
    }
}

file static class ContactExtensions
{
    /// <summary>Why a contact cannot be enrolled in a campaign of calls and messages on the given channels; null if it can.</summary>
    public static string? ProblemFor(this Contact contact, IEnumerable<string> channels) =>
        contact.Problem
            ?? new Plan(
                new ContactProtocol { Steps = [.. channels.Select(channel => CampaignStep.Message(channel, "text"))] }).ProblemOf(contact);
}
