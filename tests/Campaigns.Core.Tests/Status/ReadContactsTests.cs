using static Campaigns.Tests.People;

namespace Campaigns.Tests.Status;

/// <summary>Reading a campaign's contacts as a stream.</summary>
public class ReadContactsTests
{
    [Fact]
    public void Contacts_come_in_the_order_of_enrollment_each_once_over_several_pages()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(450));

        var read = Read(harness, campaign);

        Assert.Equal(Many(450).Select(contact => contact.Key), read.Select(contact => contact.Contact.Key));
        Assert.All(read, contact => Assert.Equal((JobState.Completed, 1), (contact.State, contact.Timeline.Count)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(400)]
    public void Reading_goes_on_after_a_contact(int place)
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(400));
        var keys = Many(400).Select(contact => contact.Key).ToList();

        Assert.Equal(keys[place..], Read(harness, campaign, keys[place - 1]).Select(contact => contact.Contact.Key));
    }

    [Fact]
    public void Each_is_as_asked_for_alone()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Completed);
        var definition = Calls(StepRetryPolicy.Fixed(3, Minutes(10)), maxConcurrent: 1);
        var campaign = harness.Run(definition, One("ann"), new Contact("bob", "+15550100002"));

        var read = Read(harness, campaign);

        Assert.All(read, contact =>
        {
            var alone = harness.Contact(campaign, contact.Contact.Key);
            Assert.Equal(Standing(alone), Standing(contact));
            Assert.Equal(alone.Timeline, contact.Timeline);
        });
        Assert.Equal(Channels.Voice, read[0].Channel);
        Assert.Equal(Channels.Voice, read[0].Timeline[0].Channel);
    }

    [Fact]
    public void What_is_not_there_is_not_found()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal(CampaignError.NotFound, Assert.Throws<CampaignException>(() => Read(harness, campaign, "nobody")).Error);
        Assert.Equal(CampaignError.NotFound, Assert.Throws<CampaignException>(() => Read(harness, new CampaignId(99))).Error);
    }

    private static object Standing(ContactStatus contact) =>
        (contact.State, contact.Step, contact.Channel, contact.Attempts, contact.NextDue, contact.WaitingFor);

    private static List<ContactStatus> Read(CampaignHarness harness, CampaignId campaign, string? after = null)
    {
        var read = new List<ContactStatus>();
        harness.Do(async client =>
        {
            await foreach (var contact in client.ReadContactsAsync(campaign, after))
            {
                read.Add(contact);
            }
        });
        return read;
    }
}
