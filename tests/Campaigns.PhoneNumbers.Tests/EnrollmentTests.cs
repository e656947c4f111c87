using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.PhoneNumbers.Tests;

/// <summary>An engine that knows the numbering plans reads the numbers of whoever is enrolled.</summary>
public class EnrollmentTests
{
    private static readonly CampaignDefinition Calls = new() { Name = "calls", Steps = [Step.Call()] };

    private static CampaignHarness New(INumberingPlans plans) => new(options =>
    {
        options.NumberingPlans = plans;
        options.AddProvider(Channels.Voice, new ScriptedProvider(options.Time!));
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
        Assert.Equal(("+442079460958", "Ann"), (harness.Contact(campaign, "ann").Contact.Phone.Reveal(), harness.Contact(campaign, "ann").Contact.Data["name"]));
        Assert.Equal("+447911123456", harness.Contact(campaign, "+447911123456").Contact.Phone.Reveal());
        Assert.Equal("+447911123457", harness.Contact(campaign, "cid").Contact.AddressOn(Channels.Voice));
    }

    [Fact]
    public void Do_not_contact_list_holds_for_a_number_written_as_it_is_dialed_at_home()
    {
        using var harness = New(new LibPhoneNumbers("GB"));
        harness.Do(client => client.SuppressAsync(Suppression.OfAddress("default", "+44 20 7946 0958")));
        var campaign = harness.Run(Calls, new Contact("ann", "020 7946 0958"), new Contact("bob", "020 7946 0959"));

        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "ann").State);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "bob").State);
    }

    [Fact]
    public void Contact_keeps_a_protocol_of_its_own()
    {
        using var harness = New(new LibPhoneNumbers("GB"));
        var campaign = harness.Run(Calls, new Contact("ann", "020 7946 0958").WithProtocol(new Protocol { Steps = [Step.Call(), Step.Call()] }));

        Assert.Equal(2, harness.Contact(campaign, "ann").Timeline.Count);
    }

    [Fact]
    public void Plans_that_throw_cost_the_row_alone()
    {
        using var harness = New(new Broken());
        var campaign = harness.Do(client => client.CreateAsync(Calls));
        var report = harness.Do(client => client.AddContactsAsync(campaign, [new Contact("ann", "+12065550141"), new Contact("bob", "020 7946 0958")]));

        Assert.Equal((1L, "the phone number cannot be read: InvalidOperationException"), (report.Added, Assert.Single(report.Refused).Reason));
    }

    [Fact]
    public void Host_gives_the_plans_to_its_campaigns()
    {
        var services = new ServiceCollection();
        services.AddCampaigns(options => Assert.IsType<LibPhoneNumbers>(options.NumberingPlans)).UsePhoneNumbers("GB");
        using var provider = services.BuildServiceProvider();

        Assert.NotNull(provider.GetRequiredService<CampaignsOptions>().NumberingPlans);
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
