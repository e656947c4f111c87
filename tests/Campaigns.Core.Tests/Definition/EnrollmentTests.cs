using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

/// <summary>An invalid row is reported with its position and reason, and does not affect other rows.</summary>
public class EnrollmentTests
{
    [Fact]
    public void Each_bad_contact_is_refused_with_its_row_and_reason()
    {
        using var harness = new CampaignHarness();
        var campaign = Draft(harness);

        var report = harness.Do(client => client.AddContactsAsync(
            campaign,
            [
                One(),
                new Contact("zone", "+15550100002", "Europe/Atlantis"),
                new Contact("empty", ""),
                new Contact("none"),
                new Contact("local", "555 010 0003"),
                null!,
                new Contact("bob", "+15550100004"),
            ]));

        Assert.Equal(2, report.Added);
        Assert.Equal(
            [
                new RefusedContact(2, "zone", "the time zone \"Europe/Atlantis\" is unknown; use an IANA name such as Europe/Paris"),
                new RefusedContact(3, "empty", "the phone number is empty"),
                new RefusedContact(4, "none", "there is no address on the channel voice"),
                new RefusedContact(5, "local", "the phone number has no country code; write it as +, country code, number"),
                new RefusedContact(6, "", "there is no contact"),
            ],
            report.Refused);
        Assert.Equal(2, harness.Statistics(campaign).Total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(1_001)]
    [InlineData(4_321)]
    [InlineData(5_000)]
    public void One_bad_row_in_5000_costs_no_other(int row)
    {
        using var harness = new CampaignHarness();
        var campaign = Draft(harness);
        var contacts = Many(5_000).ToArray();
        contacts[row - 1] = new Contact("bad", "+15550100001", "Nowhere");

        var report = harness.Do(client => client.AddContactsAsync(campaign, contacts));
        harness.Do(client => client.StartAsync(campaign));

        Assert.Equal(4_999, report.Added);
        var refused = Assert.Single(report.Refused);
        Assert.Equal((row, "bad", false), (refused.Row, refused.Key, refused.IsDuplicate));
        Assert.Equal(4_999, harness.Statistics(campaign).Completed);
        Assert.Equal(
            contacts.Select(contact => contact.Key).Where(key => key != "bad").Order(),
            harness.Provider.Dispatches.Select(d => d.ContactKey).Order());
    }

    [Fact]
    public void Duplicates_in_one_call_are_reported_at_their_rows_however_far_apart()
    {
        using var harness = new CampaignHarness();
        var campaign = Draft(harness);
        var contacts = Many(2_500).ToList();
        contacts.Insert(1, new Contact("p00001", "+15550109999")); // row 2, in the same batch
        contacts.Add(new Contact("p01200", "+15550109998")); // row 2502, two batches later

        var report = harness.Do(client => client.AddContactsAsync(campaign, contacts));

        Assert.Equal(2_500, report.Added);
        Assert.Equal([(2L, "p00001"), (2_502L, "p01200")], report.Refused.Select(refused => (refused.Row, refused.Key)));
        Assert.All(report.Refused, refused => Assert.True(refused.IsDuplicate));
        Assert.Equal("+15550000001", harness.Contact(campaign, "p00001").Contact.Phone.Reveal()); // the first contact stays
    }

    [Fact]
    public void Duplicates_of_an_earlier_call_are_reported_at_their_rows()
    {
        using var harness = new CampaignHarness();
        var campaign = Draft(harness);
        harness.Do(client => client.AddContactsAsync(campaign, Many(3)));

        var report = harness.Do(client => client.AddContactsAsync(campaign, [One(), .. Many(3), new Contact("bad", "1"), One("zoe")]));

        Assert.Equal(2, report.Added);
        Assert.Equal([2L, 3L, 4L, 5L], report.Refused.Select(refused => refused.Row));
        Assert.Equal([true, true, true, false], report.Refused.Select(refused => refused.IsDuplicate));
        Assert.Equal(5, harness.Statistics(campaign).Total);
    }

    [Fact]
    public void Two_calls_at_once_enroll_each_key_once_between_them()
    {
        using var harness = new CampaignHarness();
        var campaign = Draft(harness);

        var reports = harness.Do(client => Task.WhenAll(
            client.AddContactsAsync(campaign, Many(2_000)),
            client.AddContactsAsync(campaign, Many(2_000))));

        Assert.Equal(2_000, reports.Sum(report => report.Added));
        Assert.Equal(2_000, reports.Sum(report => report.Duplicates));
        Assert.All(
            reports.SelectMany(report => report.Refused),
            refused => Assert.Equal((true, $"p{refused.Row:D5}"), (refused.IsDuplicate, refused.Key)));
        Assert.Equal(2_000, harness.Statistics(campaign).Total);
    }

    [Fact]
    public void Same_person_may_be_in_two_campaigns()
    {
        using var harness = new CampaignHarness();
        var (spring, autumn) = (Draft(harness), Draft(harness));

        Assert.Equal(1, harness.Do(client => client.AddContactsAsync(spring, [One()])).Added);
        Assert.Equal(1, harness.Do(client => client.AddContactsAsync(autumn, [One()])).Added);
    }

    [Fact]
    public void Address_is_asked_for_on_every_channel_before_the_first_step_runs()
    {
        using var harness = new CampaignHarness(options => options
            .AddProvider(Channels.Voice, new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed))))
            .AddProvider(Channels.Email, new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)))));
        var both = new CampaignDefinition { Name = "both", Steps = [CampaignStep.Call(), CampaignStep.Message(Channels.Email, "hello")] };
        var campaign = harness.Do(client => client.CreateAsync(both));

        var report = harness.Do(client => client.AddContactsAsync(campaign, [One()]));

        Assert.Equal("row 1: there is no address on the channel email", Assert.Single(report.Refused).ToString());
    }

    [Fact]
    public void Refusal_shows_no_key_and_no_number()
    {
        using var harness = new CampaignHarness();
        var campaign = Draft(harness);

        var twice = new Contact(null, "+15550100001");
        var report = harness.Do(client => client.AddContactsAsync(campaign, [twice, twice]));

        Assert.Equal("row 2: the key is enrolled already", Assert.Single(report.Refused).ToString());
    }

    [Fact]
    public void Source_that_fails_half_way_leaves_the_campaign_usable_and_open_and_what_was_enrolled_enrolled()
    {
        using var harness = new CampaignHarness();
        var campaign = Draft(harness);

        Assert.Throws<InvalidDataException>(() => harness.Do(client => client.AddContactsAsync(campaign, BreaksAfter(1_500))));
        harness.Do(client => client.StartAsync(campaign));

        var statistics = harness.Statistics(campaign);
        Assert.InRange(statistics.Total, 1, 1_500);
        Assert.Equal((statistics.Total, CampaignState.Running), (statistics.Completed, statistics.State));
        harness.Do(client => client.CloseEnrollmentAsync(campaign));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    private static IEnumerable<Contact> BreaksAfter(int count)
    {
        foreach (var contact in Many(count))
        {
            yield return contact;
        }

        throw new InvalidDataException("The file is cut off.");
    }

    private static CampaignId Draft(CampaignHarness harness) => harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
}
