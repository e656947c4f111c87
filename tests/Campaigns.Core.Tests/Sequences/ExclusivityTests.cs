using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>At most one running job per contact and exclusivity key.</summary>
public class ExclusivityTests
{
    private static CampaignDefinition On(ExclusivityConflict conflict, string name = "second") =>
        Brief with { Name = name, Exclusivity = new Exclusivity { OnConflict = conflict }, KeepOpen = true };

    [Fact]
    public void Person_who_runs_through_a_drip_is_refused_by_another_until_it_has_ended_monitoring_included()
    {
        using var outreach = new Outreach();
        outreach.Run(Brief, Milan);
        var second = outreach.Run(Brief with { Name = "second", KeepOpen = true });

        foreach (var day in new[] { 0, 1, 20 })
        {
            outreach.AdvanceTo(Days(day));
            var report = Enroll(outreach, second, Milan, Person("ann"));
            Assert.Equal((day == 0 ? 1 : 0, 1, 0), (report.Added, report.Running, report.Invalid));
            Assert.Equal((1, "milan"), report.Refused.Where(row => !row.IsDuplicate).Select(row => (row.Row, row.Key)).Single());
        }

        outreach.AdvanceTo(Days(30));
        Assert.Equal(1, Enroll(outreach, second, Milan).Added);
        Assert.Equal([("invitation", Days(30)), ("hello", Days(30))], outreach.Sent.TakeLast(2));
    }

    [Fact]
    public void Reply_frees_the_person_at_once()
    {
        using var outreach = new Outreach();
        outreach.Run(Brief, Milan);
        var second = outreach.Run(Brief with { Name = "second", KeepOpen = true });
        outreach.Reply();

        Assert.Equal(1, Enroll(outreach, second, Milan).Added);
    }

    [Fact]
    public void Tenants_keys_calls_and_drips_without_exclusivity_do_not_meet()
    {
        using var outreach = new Outreach();
        var phone = new Contact("milan", "+1 555 010 0001", addresses: Milan.Addresses);
        var campaigns = new[]
        {
            Brief, Brief with { Tenant = "other" }, Brief with { Exclusivity = new Exclusivity { Key = "sales" } },
            Brief with { Exclusivity = Exclusivity.None },
            Brief with { Exclusivity = Exclusivity.None }, Calls(StepRetryPolicy.None), Calls(StepRetryPolicy.None),
        };

        foreach (var campaign in campaigns)
        {
            var id = outreach.Harness.Do(client => client.CreateAsync(campaign));
            Assert.Equal(1, Enroll(outreach, id, phone).Added);
        }

        var again = outreach.Harness.Do(client => client.CreateAsync(Brief with { Exclusivity = new Exclusivity { Key = "sales" } }));
        Assert.Equal(1, Enroll(outreach, again, phone).Running);
    }

    [Fact]
    public void Calls_may_be_exclusive_too()
    {
        using var outreach = new Outreach();
        var calls = Calls(StepRetryPolicy.None) with { Exclusivity = new Exclusivity() };
        outreach.Harness.Do(client => client.AddContactsAsync(outreach.Harness.Do(other => other.CreateAsync(calls)), [One()]));
        var second = outreach.Harness.Do(client => client.CreateAsync(calls));

        Assert.Equal(1, Enroll(outreach, second, One()).Running);
    }

    [Fact]
    public void Concurrent_enrollments_of_one_person_in_many_campaigns_leave_exactly_one()
    {
        using var outreach = new Outreach();
        var campaigns =
            Enumerable.Range(1, 20).Select(i => outreach.Harness.Do(client => client.CreateAsync(Brief with { Name = $"{i}" }))).ToList();
        var people = Enumerable.Range(1, 50).Select(i => Person($"p{i}")).ToList();

        var reports = outreach.Harness.Do(client => Task.WhenAll(campaigns.Select(campaign => client.AddContactsAsync(campaign, people))));

        Assert.Equal((50, 950), (reports.Sum(report => report.Added), reports.Sum(report => report.Running)));
        Assert.All(reports.SelectMany(report => report.Refused).CountBy(row => row.Key), refused => Assert.Equal(19, refused.Value));
    }

    [Fact]
    public void Replaced_job_ends_as_removed_and_the_new_one_begins()
    {
        using var outreach = new Outreach();
        var first = outreach.Run(Brief, Milan, Person("ann"));
        outreach.AdvanceTo(Days(1));
        var second = outreach.Run(On(ExclusivityConflict.Replace));

        Assert.Equal(1, Enroll(outreach, second, Milan).Added);

        Assert.Equal((JobState.Removed, JobState.Waiting), (outreach.State(first), outreach.State(first, "ann")));
        outreach.AdvanceTo(Days(40));
        Assert.Equal(4, outreach.SentTo.Count(sent => sent.Key == "ann"));
        Assert.Equal(
            [("invitation", Days(0)), ("hello", Days(0)), ("invitation", Days(1)), ("hello", Days(1)), ("follow-up", Days(3)),
                ("final", Days(8))],
            outreach.SentTo.Zip(outreach.Sent).Where(pair => pair.First.Key == "milan").Select(pair => pair.Second));
    }

    [Fact]
    public void Job_that_replaces_one_with_a_live_attempt_begins_when_it_has_ended()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        var first = outreach.Run(Brief, Milan);
        var second = outreach.Run(On(ExclusivityConflict.Replace));

        Assert.Equal(1, Enroll(outreach, second, Milan).Added);
        outreach.AdvanceTo(Minutes(2));
        Assert.Single(outreach.Asked);
        Assert.Equal(WaitingFor.Predecessor, outreach.Wait(second).For);
        outreach.Ended(outreach.Asked.Single().Attempt);

        Assert.Equal((JobState.Removed, JobState.Live), (outreach.State(first), outreach.State(second)));
        Assert.Equal([("invitation", Minutes(0)), ("invitation", Minutes(2))], outreach.Sent);
    }

    [Fact]
    public void Queued_job_begins_when_the_one_before_has_ended_in_the_order_of_enrollment()
    {
        using var outreach = new Outreach();
        outreach.Run(Brief, Milan);
        var second = outreach.Run(On(ExclusivityConflict.QueueAfter));
        var report = Enroll(outreach, second, Milan);
        var third = outreach.Run(On(ExclusivityConflict.QueueAfter, "third"));
        Enroll(outreach, third, Milan);
        Assert.Equal((1, 1, 0), (report.Added, report.Queued, report.Running));
        Assert.Equal((JobState.Waiting, WaitingFor.Predecessor), (outreach.State(second), outreach.Wait(second).For));
        Assert.Null(outreach.Status(second).ExpiresAt);
        outreach.Harness.Restart();

        outreach.AdvanceTo(Days(3));
        outreach.Reply();
        outreach.AdvanceTo(Days(4));

        Assert.NotEqual(WaitingFor.Predecessor, outreach.Wait(second).For);
        Assert.Equal(WaitingFor.Predecessor, outreach.Wait(third).For);
        Assert.Equal([("invitation", Days(3)), ("hello", Days(3))], outreach.Sent.Skip(3));
        outreach.AdvanceTo(Days(33));
        Assert.Equal([("invitation", Days(33)), ("hello", Days(33))], outreach.Sent.TakeLast(2));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("canceled with its campaign")]
    public void Queued_job_begins_when_its_predecessor_is(string ended)
    {
        using var outreach = new Outreach();
        var first = outreach.Run(Brief, Milan);
        Enroll(outreach, outreach.Run(On(ExclusivityConflict.QueueAfter)), Milan);

        outreach.AdvanceTo(Hours(2));
        outreach.Harness.Do(client => ended == "removed" ? client.RemoveContactAsync(first, "milan") : client.CancelAsync(first));

        Assert.Equal([("invitation", Hours(2)), ("hello", Hours(2))], outreach.Sent.Skip(2));
    }

    [Fact]
    public void Suppressing_ends_the_running_and_the_queued_job()
    {
        using var outreach = new Outreach();
        var first = outreach.Run(Brief, Milan);
        var second = outreach.Run(On(ExclusivityConflict.QueueAfter));
        Enroll(outreach, second, Milan);

        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "milan")));
        outreach.AdvanceTo(Days(1));

        Assert.Equal((JobState.Suppressed, JobState.Suppressed, 2), (outreach.State(first), outreach.State(second), outreach.Sent.Count()));
    }

    [Fact]
    public void Rerun_of_an_ended_job_is_refused_while_another_runs()
    {
        using var outreach = new Outreach();
        var first = outreach.Run(Brief with { KeepOpen = true }, Milan);
        outreach.Reply();
        var second = outreach.Run(Brief with { Name = "second" }, Milan);

        Assert.Throws<CampaignException>(() => outreach.Harness.Do(client => client.RerunContactAsync(first, "milan")));
        Assert.Equal(JobState.Replied, outreach.State(first));
        outreach.Reply();
        outreach.Harness.Do(client => client.RerunContactAsync(first, "milan"));

        Assert.Equal((JobState.Waiting, JobState.Replied), (outreach.State(first), outreach.State(second)));
    }

    [Fact]
    public void Exclusivity_lasts_across_a_restart()
    {
        using var outreach = new Outreach();
        outreach.Run(Brief, Milan);
        outreach.Harness.Restart();
        var second = outreach.Harness.Do(client => client.CreateAsync(Brief with { Name = "second" }));

        Assert.Equal(1, Enroll(outreach, second, Milan).Running);
    }

    [Fact]
    public void Same_person_twice_in_one_campaign_is_a_duplicate_as_ever()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Harness.Do(client => client.CreateAsync(Brief));

        var report = Enroll(outreach, campaign, Milan, Milan);

        Assert.Equal((1, 1, 0), (report.Added, report.Duplicates, report.Running));
    }

    private static EnrollmentReport Enroll(Outreach outreach, CampaignId campaign, params Contact[] people) =>
        outreach.Harness.Do(client => client.AddContactsAsync(campaign, people));
}
