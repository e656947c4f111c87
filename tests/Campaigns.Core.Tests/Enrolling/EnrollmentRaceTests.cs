using static Campaigns.Tests.People;

namespace Campaigns.Tests.Enrolling;

/// <summary>
/// Contacts that are enrolled while their campaign ends, by itself or by request: each is counted once, and none stays open.
/// </summary>
public class EnrollmentRaceTests
{
    [Fact]
    public void Contacts_added_while_the_campaign_is_canceled_end_with_it()
    {
        var raced = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            using var harness = new CampaignHarness(seed: seed);
            harness.Provider.Accepts();
            var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1) with { KeepOpen = true }, One());
            var added = harness.Do(async client =>
            {
                var adding = client.AddContactsAsync(campaign, Many(30));
                for (var wait = 0; wait < seed % 12; wait++)
                {
                    await Task.Yield();
                }

                await client.CancelAsync(campaign);
                try
                {
                    return (await adding).Added;
                }
                catch (CampaignException refused) when (refused.Error == CampaignError.IllegalTransition)
                {
                    return 0;
                }
            });

            var statistics = harness.Statistics(campaign);
            Assert.Equal((added + 1, added, 0, 1), (statistics.Total, statistics.Canceled, statistics.Pending, statistics.Live));
            harness.Restart();
            statistics = harness.Statistics(campaign);
            Assert.Equal((added + 1, added, 0, 1), (statistics.Total, statistics.Canceled, statistics.Pending, statistics.Live));
            raced += added > 0 ? 1 : 0;
        }

        Assert.InRange(raced, 1, 60);
    }

    [Fact]
    public void Campaign_whose_contacts_have_ended_completes_when_the_enrollment_does()
    {
        using var harness = new CampaignHarness();
        var more = new TaskCompletionSource();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None) with { KeepOpen = false }));
        Task? enrollment = null;
        harness.Do(client =>
        {
            enrollment = client.AddContactsAsync(campaign, ComingAsync());
            return Task.CompletedTask;
        });
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(Minutes(1));
        Assert.Equal((500, CampaignState.Running), (harness.Provider.Dispatches.Count, harness.Statistics(campaign).State));

        harness.Do((ICampaignClient _) =>
        {
            more.SetResult();
            return Task.CompletedTask;
        });
        Assert.True(enrollment!.IsCompletedSuccessfully);
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);

        async IAsyncEnumerable<Contact> ComingAsync()
        {
            foreach (var contact in Many(500))
            {
                yield return contact;
            }

            await more.Task;
        }
    }
}
