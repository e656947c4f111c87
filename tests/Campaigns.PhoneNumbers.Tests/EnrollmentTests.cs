using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.PhoneNumbers.Tests;

/// <summary>An engine with numbering plans parses the numbers of enrolled contacts.</summary>
public class EnrollmentTests
{
    private static readonly CampaignDefinition Calls = new() { Name = "calls", Steps = [CampaignStep.Call()] };

    private static CampaignHarness New(INumberingPlans plans) => new(options =>
    {
        options.NumberingPlans = plans;
        options.AddProvider(Channels.Voice, new ScriptedProvider(options.TimeProvider!));
    });

    [Fact]
    public void Contact_is_called_at_the_number_that_was_meant()
    {
        using var harness = New(new LibPhoneNumbers("GB"));
        var campaign = harness.Do(client => client.CreateAsync(Calls));
        var report = harness.Do(client => client.AddContactsAsync(
            campaign,
            [
                new Contact("ann", "020 7946 0958", "Europe/London", data: new Dictionary<string, string> { ["name"] = "Ann" }),
                new Contact(null, "07911 123456"),
                new Contact("cid", addresses: new Dictionary<string, string> { [Channels.Voice] = "0044 7911 123457" }),
                new Contact("dan", "+1 206 555 0141"),
                new Contact("eve", "+1 206 555 01412"),
                new Contact("fay", "12345"),
            ]));

        Assert.Equal((4L, 2), (report.Added, report.Refused.Count));
        Assert.Equal(["eve", "fay"], report.Refused.Select(row => row.Key));
        Assert.Equal(
            ("+442079460958", "Ann"),
            (harness.Contact(campaign, "ann").Contact.Phone.Reveal(), harness.Contact(campaign, "ann").Contact.Data["name"]));
        Assert.Equal("+447911123456", harness.Contact(campaign, "+447911123456").Contact.Phone.Reveal());
        Assert.Equal("+447911123457", harness.Contact(campaign, "cid").Contact.AddressOn(Channels.Voice));
    }

    [Fact]
    public void Do_not_contact_list_holds_for_a_number_written_as_it_is_dialed_at_home()
    {
        using var harness = New(new LibPhoneNumbers("GB"));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "+44 20 7946 0958")));
        var campaign = harness.Run(Calls, new Contact("ann", "020 7946 0958"), new Contact("bob", "020 7946 0959"));

        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "ann").State);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "bob").State);
    }

    [Theory]
    [InlineData("+54 11 15 2345 6789")] // in Argentina, 15 is dialed only within the country
    [InlineData("+54 9 11 2345 6789")]
    public void Do_not_contact_entry_stands_for_the_number_that_enrollment_makes_of_it(string entry)
    {
        using var harness = New(new LibPhoneNumbers("AR"));
        var before = harness.Run(
            Calls with { Window = ContactWindow.Daily(new TimeOnly(3, 0), new TimeOnly(4, 0)) }, new Contact("ann", "+54 11 15 2345 6789"));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", entry)));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", entry, Channels.Voice)));
        var after = harness.Run(Calls, new Contact("bob", "011 15-2345-6789"), new Contact("cid", entry));

        Assert.Equal(JobState.Suppressed, harness.Contact(before, "ann").State);
        Assert.Equal(JobState.Suppressed, harness.Contact(after, "bob").State);
        Assert.Equal(JobState.Suppressed, harness.Contact(after, "cid").State);

        harness.Do(reports => reports.UnsuppressAsync(Suppression.OfAddress("default", entry)));
        harness.Do(reports => reports.UnsuppressAsync(Suppression.OfAddress("default", entry, Channels.Voice)));
        harness.Do(client => client.RerunContactAsync(after, "bob"));
        Assert.Equal(JobState.Completed, harness.Contact(after, "bob").State);
    }

    [Fact]
    public void Entry_knows_who_was_enrolled_before_there_were_plans_and_an_event_who_was_enrolled_since()
    {
        INumberingPlans? plans = null;
        using var harness = New(new Late(() => plans));
        var closed = Calls with { Window = ContactWindow.Daily(new TimeOnly(3, 0), new TimeOnly(4, 0)), Exit = new ExitRules() };
        var campaign = harness.Run(closed, new Contact("ann", "+54 11 15 2345 6789"));
        plans = new LibPhoneNumbers("AR");
        harness.Do(client => client.AddContactsAsync(campaign, [new Contact("bob", "+54 11 15 2345 6790")]));

        Assert.Equal(1, harness.Do(reports => reports.ReportEventAsync(ContactEvent.OfAddress("default", "+54 11 15 2345 6790"))));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "+54 11 15 2345 6789")));
        Assert.Equal(
            (JobState.Suppressed, JobState.Replied), (harness.Contact(campaign, "ann").State, harness.Contact(campaign, "bob").State));
    }

    [Theory]
    [InlineData(Channels.Voice, "The address matches nobody: the phone number is too long for country code 1.")]
    [InlineData(null, "The address matches nobody: the phone number is too long for country code 1; give the channel if it is another kind of address.")]
    public void Do_not_contact_entry_that_enrollment_would_refuse_is_refused_with_its_words(string? channel, string message)
    {
        using var harness = New(new LibPhoneNumbers("US"));
        const string Number = "+1 206 555 01412";
        var entry = channel is null ? Suppression.OfAddress("default", Number) : Suppression.OfAddress("default", Number, channel);

        var refusal = Assert.Throws<CampaignException>(() => harness.Do(reports => reports.SuppressAsync(entry)));

        Assert.Equal((CampaignError.Invalid, message), (refusal.Error, refusal.Message));
        harness.Do(reports => reports.UnsuppressAsync(entry)); // an old entry can be removed
        harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "ann")));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "ann@example.com")));
    }

    [Fact]
    public void What_is_wrong_beside_a_number_that_the_plans_read_is_told()
    {
        using var harness = New(new LibPhoneNumbers("GB"));
        var campaign = harness.Do(client => client.CreateAsync(Calls));
        var contacts = new[]
        {
            With("ann", "020 7946 0958", (Channels.Email, "not an address")),
            With("bob", null, (Channels.Voice, "07911 123456"), (Channels.Email, "not an address")),
            With("cid", "020 7946 0958 or " + new string(' ', 500) + "07911 123456"),
            With("dan", null, (Channels.Voice, "07911 123456"), (Channels.Email, "Dan@example.com")),
        };

        var report = harness.Do(client => client.AddContactsAsync(campaign, contacts));

        Assert.Equal(["ann", "bob", "cid"], report.Refused.Select(row => row.Key));
        Assert.Contains("no @", report.Refused[0].Reason, StringComparison.Ordinal);
        Assert.Contains("no @", report.Refused[1].Reason, StringComparison.Ordinal);
        Assert.Contains("characters", report.Refused[2].Reason, StringComparison.Ordinal);
        var dan = harness.Contact(campaign, "dan").Contact;
        Assert.Equal(("+447911123456", "dan@example.com"), (dan.AddressOn(Channels.Voice), dan.AddressOn(Channels.Email)));
    }

    private static Contact With(string key, string? phone, params (string Channel, string Address)[] addresses) =>
        new(key, phone, addresses: addresses.ToDictionary(pair => pair.Channel, pair => pair.Address));

    [Fact]
    public void Contact_keeps_a_protocol_of_its_own()
    {
        using var harness = New(new LibPhoneNumbers("GB"));
        var campaign = harness.Run(
            Calls, new Contact("ann", "020 7946 0958").WithProtocol(
                new ContactProtocol { Steps = [CampaignStep.Call(), CampaignStep.Call()] }));

        Assert.Equal(2, harness.Contact(campaign, "ann").Timeline.Count);
    }

    [Fact]
    public void Plans_that_throw_cost_the_row_alone()
    {
        using var harness = New(new Broken());
        var campaign = harness.Do(client => client.CreateAsync(Calls));
        var report = harness.Do(
            client => client.AddContactsAsync(campaign, [new Contact("ann", "+12065550141"), new Contact("bob", "020 7946 0958")]));

        Assert.Equal(
            (1L, "the phone number cannot be read: InvalidOperationException"), (report.Added, Assert.Single(report.Refused).Reason));
    }

    [Fact]
    public void Host_gives_the_plans_to_its_campaigns()
    {
        var services = new ServiceCollection();
        services.AddCampaigns(options => Assert.IsType<LibPhoneNumbers>(options.NumberingPlans)).UsePhoneNumbers("GB");
        using var provider = services.BuildServiceProvider();

        Assert.NotNull(provider.GetRequiredService<CampaignsOptions>().NumberingPlans);
    }

    /// <summary>Numbering plans that become available later.</summary>
    private sealed class Late(Func<INumberingPlans?> plans) : INumberingPlans
    {
        public bool TryParse(string? text, string? region, out PhoneNumber number, [NotNullWhen(false)] out string? problem) =>
            plans() is { } now
            ? now.TryParse(text, region, out number, out problem)
            : PhoneNumber.TryParse(text, out number, out problem);

        public PhoneNumberKind KindOf(PhoneNumber number) => PhoneNumberKind.Unknown;
    }

    private sealed class Broken : INumberingPlans
    {
        public bool TryParse(string? text, string? region, out PhoneNumber number, out string problem)
        {
            problem = "";
            return PhoneNumber.TryParse(text, out number, out _) ? true : throw new InvalidOperationException("020 7946 0958");
        }

        public PhoneNumberKind KindOf(PhoneNumber number) => PhoneNumberKind.Unknown;
    }
}
