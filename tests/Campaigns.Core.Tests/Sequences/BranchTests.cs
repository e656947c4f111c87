using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>Branches on contact data, addresses and the last outcome, and steps that end the job.</summary>
public class BranchTests
{
    [Theory]
    [InlineData("senior", "senior")]
    [InlineData("lead", "senior")]
    [InlineData("junior", "junior")]
    [InlineData(null, "junior")]
    public void Data_decides(string? level, string sent)
    {
        using var outreach = new Outreach();
        var drip = Drip(
            Email("a"),
            CampaignStep.Branch(StepCondition.Data("level", "senior", "lead"), "senior"),
            Email("junior"),
            CampaignStep.Exit(),
            Email("senior") with { Name = "senior" });
        var data = level is null ? null : new Dictionary<string, string> { ["level"] = level };
        outreach.Run(drip, new Contact("milan", addresses: Milan.Addresses, data: data));

        Assert.Equal(["a", sent], outreach.Sent.Select(each => each.What));
    }

    [Fact]
    public void Address_decides_before_the_first_message()
    {
        using var outreach = new Outreach();
        var drip = Drip(
            CampaignStep.Branch(StepCondition.HasAddress(Channels.LinkedIn), "invite", "mail"),
            LinkedIn("invitation") with { Name = "invite" },
            CampaignStep.Exit(),
            Email("hello") with { Name = "mail" });
        outreach.Run(drip, Milan, WithoutLinkedIn("ann"));

        Assert.Equal([("milan", "invitation"), ("ann", "hello")], outreach.SentTo);
    }

    [Theory]
    [InlineData(AttemptOutcome.Machine, "voicemail")]
    [InlineData(AttemptOutcome.Completed, "thanks")]
    public void Last_outcome_decides(AttemptOutcome outcome, string sent)
    {
        using var outreach = new Outreach();
        outreach.Answer = request => DispatchResult.Completed(request.Step.Channel == Channels.Voice ? outcome : AttemptOutcome.Completed);
        var drip = Drip(
            CampaignStep.Call(StepRetryPolicy.None),
            CampaignStep.Branch(StepCondition.LastOutcome(AttemptOutcome.Machine, AttemptOutcome.NoAnswer), "voicemail"),
            Email("thanks"),
            CampaignStep.Exit(),
            Email("voicemail") with { Name = "voicemail" });
        outreach.Run(drip, new Contact("milan", "+1 555 010 0001", addresses: Milan.Addresses));

        Assert.Equal(sent, outreach.Sent.Last().What);
    }

    [Theory]
    [InlineData(JobState.Completed)]
    [InlineData(JobState.Failed)]
    public void Exit_step_ends_the_job_without_monitoring(JobState end)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(
            Drip(Email("a"), CampaignStep.Wait(Days(1)), Email("b"), CampaignStep.Exit() with { End = end }, Email("never")), Milan);

        outreach.AdvanceTo(Days(40));

        Assert.Equal(
            (end, Nine + Days(1), 2), (outreach.State(campaign), outreach.Harness.Statistics(campaign).EndedAt, outreach.Sent.Count()));
    }

    [Fact]
    public void Several_branches_in_a_row_are_followed_at_one_instant()
    {
        using var outreach = new Outreach();
        var no = StepCondition.Data("no");
        var campaign = outreach.Run(
            Drip(CampaignStep.Branch(no, "end"), CampaignStep.Branch(no, "end"), Email("a"), CampaignStep.Wait(Days(1)), CampaignStep.Branch(no, null, "b"), Email("never"), CampaignStep.Branch(no, null, "end") with { Name = "b" }, Email("never"), Email("end") with { Name = "end" }),
            Milan);

        outreach.AdvanceTo(Days(2));

        Assert.Equal([("a", Days(0)), ("end", Days(1))], outreach.Sent);
        Assert.Equal(WaitingFor.Reply, outreach.Wait(campaign).For);
    }

    [Fact]
    public void Branch_that_leads_past_the_last_step_begins_the_monitoring()
    {
        using var outreach = new Outreach();
        var campaign =
            outreach.Run(Drip(Email("a"), CampaignStep.Wait(Days(1)), CampaignStep.Branch(StepCondition.Data("no"), null)), Milan);

        outreach.AdvanceTo(Days(1));

        Assert.Equal((JobState.Waiting, WaitingFor.Reply), (outreach.State(campaign), outreach.Wait(campaign).For));
    }
}
