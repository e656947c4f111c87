using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>One running job per contact, for any simultaneous requests.</summary>
public class ExclusivityRaceTests
{
    private static readonly StepRetryPolicy Twice = StepRetryPolicy.Fixed(2, Hours(1));

    [Fact]
    public void Contact_given_twice_to_a_campaign_that_replaces_runs_in_it()
    {
        using var outreach = new Outreach();
        outreach.Run(Brief, Milan);
        var second = outreach.Run(
            Brief with { Name = "second", Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.Replace }, KeepOpen = true });

        var report = outreach.Harness.Do(client => client.AddContactsAsync(second, [Milan, Milan]));

        Assert.Equal((1, 1), (report.Added, report.Duplicates));
        Assert.Equal(JobState.Waiting, outreach.State(second));
    }

    [Fact]
    public void Late_report_never_makes_a_contact_run_twice_under_an_exclusivity()
    {
        using var outreach = new Outreach();
        var calls = Calls(Twice) with { Exclusivity = new Exclusivity(), KeepOpen = true };
        var first = outreach.Run(calls, One());
        var second = outreach.Run(calls with { Name = "second" });
        outreach.Answer = _ => DispatchResult.Accepted();
        outreach.Harness.Do(client => client.AddContactsAsync(second, [One()]));
        outreach.Ended(outreach.Asked.First().Attempt, AttemptOutcome.NoAnswer);

        Assert.Single(new[] { first, second }, campaign => !outreach.State(campaign, "ann").IsTerminal());
    }

    [Fact]
    public void Rerun_and_enrollment_at_the_same_time_leave_one_running()
    {
        using var outreach = new Outreach();
        var first = outreach.Run(Brief with { KeepOpen = true }, Milan);
        outreach.Reply();
        var second = outreach.Run(Brief with { Name = "second", KeepOpen = true });

        for (var delay = 0; delay < 4; delay++)
        {
            var (isRerun, isAdded) = (true, false);
            outreach.Harness.Do(async client =>
            {
                var adding = client.AddContactsAsync(second, [Milan]);
                for (var i = 0; i < delay; i++)
                {
                    await client.Operations().ListChannelsAsync();
                }

                try
                {
                    await client.RerunContactAsync(first, "milan");
                }
                catch (CampaignException)
                {
                    isRerun = false;
                }

                isAdded = (await adding).Added == 1;
            });
            Assert.NotEqual(isRerun, isAdded);
            outreach.Reply();
            second = outreach.Run(Brief with { Name = $"other {delay}", KeepOpen = true });
        }
    }

    [Fact]
    public void Enrollment_while_a_queued_job_is_let_go_leaves_one_running()
    {
        for (var delay = 0; delay < 6; delay++)
        {
            using var outreach = new Outreach();
            var first = outreach.Run(Brief with { KeepOpen = true }, Milan);
            var queued = outreach.Run(
                Brief with { Name = "queued", Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.QueueAfter },
                    KeepOpen = true });
            outreach.Harness.Do(client => client.AddContactsAsync(queued, [Milan]));
            var third = outreach.Run(Brief with { Name = "third", KeepOpen = true });
            outreach.Harness.Do(async client =>
            {
                var adding = client.AddContactsAsync(third, [Milan]);
                for (var i = 0; i < delay; i++)
                {
                    await client.Operations().ListChannelsAsync();
                }

                await client.Reports().ReportEventAsync(ContactEvent.OfContact("default", "milan"));
                await adding;
            });
            outreach.Harness.Settle();
            outreach.AdvanceTo(Hours(2));

            var running =
                new[] { first, queued }.Count(IsRunning) + (outreach.Harness.Statistics(third).Total > 0 && IsRunning(third) ? 1 : 0);
            Assert.Equal(1, running);

            bool IsRunning(CampaignId campaign) =>
                !outreach.State(campaign).IsTerminal() && outreach.Wait(campaign).For != WaitingFor.Predecessor;
        }
    }

    [Fact]
    public void Enrollment_that_is_refused_replaces_nobody()
    {
        var seen = new HashSet<long>();
        for (var delay = 0; delay < 8; delay++)
        {
            using var outreach = new Outreach();
            var first = outreach.Run(Brief with { KeepOpen = true }, Milan, Person("ann"));
            var second = outreach.Run(
                Brief with { Name = "second", Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.Replace },
                    KeepOpen = true });
            outreach.Harness.Do(async client =>
            {
                var adding = client.AddContactsAsync(second, [Milan, Person("ann")]);
                for (var i = 0; i < delay; i++)
                {
                    await client.Operations().ListChannelsAsync();
                }

                await client.CancelAsync(second);
                try
                {
                    await adding;
                }
                catch (CampaignException)
                {
                    // the enrollment came too late
                }
            });
            var replaced = outreach.Harness.Statistics(first).Removed;
            Assert.Equal(outreach.Harness.Statistics(second).Total, replaced);
            seen.Add(replaced);
        }

        Assert.Superset(new HashSet<long> { 0, 2 }, seen); // in some orders enrollments are refused, in others cancellations come too late
    }
}
