using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>A waiting job continues to wait after a restart, a pause, or an eviction to the store.</summary>
public class WaitTests
{
    public static TheoryData<WaitingFor, int?> Kinds => new(
        from kind in Enum.GetValues<WaitingFor>()
        from inMemory in new int?[] { null, 2 }
        select (kind, inMemory));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Wait_outlasts_a_restart(WaitingFor kind, int? inMemory)
    {
        using var outreach = new Outreach(options => (options.MaxWaitingInMemory, options.PageSize) = (inMemory, 2));
        var campaign = Begin(outreach, kind);
        AssertWaits(outreach, campaign, kind);

        outreach.Harness.Restart();
        AssertWaits(outreach, campaign, kind);
        outreach.AdvanceTo(Hours(1));
        outreach.Harness.Restart();
        outreach.AdvanceTo(Hours(2));
        Release(outreach, campaign, kind);
        outreach.AdvanceTo(Hours(60));

        AssertWentOn(outreach, campaign, kind, Hours(2));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_wait_leads_to_comes_after_the_pause(WaitingFor kind, int? inMemory)
    {
        using var outreach = new Outreach(options => (options.MaxWaitingInMemory, options.PageSize) = (inMemory, 2));
        var campaign = Begin(outreach, kind);
        outreach.AdvanceTo(Hours(1));
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        var sent = outreach.Sent.Count();
        outreach.AdvanceTo(Hours(2));
        Release(outreach, campaign, kind);
        outreach.AdvanceTo(Hours(50));
        Assert.Equal(sent, outreach.Sent.Count());

        outreach.Harness.Do(client => client.ResumeAsync(campaign));
        outreach.AdvanceTo(Hours(60));

        AssertWentOn(outreach, campaign, kind, Hours(50));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Removed_contact_waits_no_more(WaitingFor kind, int? inMemory)
    {
        using var outreach = new Outreach(options => (options.MaxWaitingInMemory, options.PageSize) = (inMemory, 2));
        var campaign = Begin(outreach, kind);

        foreach (var key in Keys)
        {
            outreach.Harness.Do(client => client.RemoveContactAsync(campaign, key));
        }

        var sent = outreach.Sent.Count();
        Release(outreach, campaign, kind);
        outreach.AdvanceTo(Days(60));

        Assert.All(Keys, key => Assert.Equal(JobState.Removed, outreach.State(campaign, key)));
        Assert.Equal(kind == WaitingFor.Predecessor ? sent + (2 * Keys.Length) : sent, outreach.Sent.Count()); // the predecessors continue
        var statistics = outreach.Harness.Statistics(campaign);
        Assert.Equal((Keys.Length, 0, 0), (statistics.Removed, statistics.WaitingForRetry, statistics.Pending));
    }

    [Theory]
    [InlineData(WaitingFor.Channel, "linkedin is unavailable: logged out")]
    [InlineData(WaitingFor.Event, "it waits for the event opened, at most until then")]
    [InlineData(WaitingFor.Reply, "all steps are done; it waits for a reply, at most until then")]
    [InlineData(WaitingFor.Task, "it waits for a person to complete its manual task, at most until then")]
    [InlineData(WaitingFor.Predecessor, "the contact is running in another campaign")]
    public void Explain_says_what_a_job_waits_for_and_of_a_campaign_how_many_do(WaitingFor kind, string why)
    {
        using var outreach = new Outreach();
        var campaign = Begin(outreach, kind);

        var explanation = outreach.Harness.Do(client => client.ExplainAsync(campaign, "a"));
        Assert.False(explanation.IsReady);
        Assert.Contains(explanation.Verdicts, verdict => verdict is { Gate: "wait", IsOpen: false } && verdict.Reason == why);
        var counts = outreach.Harness.Do(client => client.ExplainAsync(campaign));
        Assert.Equal(Keys.Length, counts.Values.Sum());
        Assert.Equal(Keys.Length, counts[kind.ToString().ToLowerInvariant()]);
    }

    private static readonly string[] Keys = ["a", "b", "c", "d", "e"];

    /// <summary>Brings five jobs into one kind of wait.</summary>
    private static CampaignId Begin(Outreach outreach, WaitingFor kind)
    {
        if (kind is WaitingFor.Channel or WaitingFor.Task)
        {
            outreach.Down(Channels.LinkedIn);
        }

        if (kind == WaitingFor.Predecessor)
        {
            outreach.Run(
                Drip(Email("before"), CampaignStep.Wait(Days(10)), Email("more"), Email("most")) with { Name = "before" },
                Keys.Select(Person));
        }

        var later = ContactWindow.Daily(new TimeOnly(11, 0), new TimeOnly(9, 0)) with { Margin = TimeSpan.Zero };
        CampaignStep[] steps = kind switch
        {
            WaitingFor.Turn => [Email("go") with { Window = later }],
            WaitingFor.Channel => [Email("first"), LinkedIn("go") with { OnUnavailable = UnavailablePolicy.Wait(Days(20)) }],
            WaitingFor.Time =>
                [Email("first"), CampaignStep.Wait(Hours(2)), CampaignStep.Branch(StepCondition.Data("no"), null), Email("go")],
            WaitingFor.Event => [Email("first"), CampaignStep.WaitFor("opened", Days(20)), Email("go")],
            WaitingFor.Reply => [Email("first")],
            WaitingFor.Task =>
                [LinkedIn("first") with { OnUnavailable = UnavailablePolicy.Task() }, CampaignStep.Wait(
                    TimeSpan.FromTicks(1)), Email("go")],
            _ => [Email("go")],
        };
        var drip = Drip(steps) with { Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.QueueAfter }, KeepOpen = true };
        return outreach.Run(drip, Keys.Select(Person));
    }

    private static void AssertWaits(Outreach outreach, CampaignId campaign, WaitingFor kind)
    {
        Assert.DoesNotContain(outreach.Sent, sent => sent.What == "go");
        if (kind is not (WaitingFor.Turn or WaitingFor.Time)) // during a delay before a contact step, the job waits for its turn
        {
            Assert.All(
                Keys, key => Assert.Equal((JobState.Waiting, kind), (outreach.State(campaign, key), outreach.Wait(campaign, key).For)));
            Assert.Equal(Keys.Length, outreach.Harness.Statistics(campaign).Waiting[kind]);
        }
    }

    private static void Release(Outreach outreach, CampaignId campaign, WaitingFor kind)
    {
        foreach (var key in Keys.Where(key => !outreach.State(campaign, key).IsTerminal()))
        {
            switch (kind)
            {
                case WaitingFor.Channel:
                    outreach.Up(Channels.LinkedIn);
                    break;
                case WaitingFor.Event:
                    Assert.Equal(1, outreach.Report("opened", key));
                    break;
                case WaitingFor.Reply:
                    Assert.Equal(1, outreach.Reply(key));
                    break;
                case WaitingFor.Task:
                    outreach.Harness.Do(operations => operations.CompleteTaskAsync(campaign, key, ManualTaskResult.Done));
                    break;
                case WaitingFor.Predecessor:
                    var before = outreach.Harness.Campaigns().Single(each => each.Name == "before").Campaign;
                    outreach.Harness.Do(client => client.RemoveContactAsync(before, key));
                    break;
                default:
                    break; // time ends this wait
            }
        }
    }

    private static void AssertWentOn(Outreach outreach, CampaignId campaign, WaitingFor kind, TimeSpan at)
    {
        if (kind == WaitingFor.Reply)
        {
            Assert.All(Keys, key => Assert.Equal(JobState.Replied, outreach.State(campaign, key)));
            return;
        }

        var went = outreach.SentTo.Zip(outreach.Sent, (to, sent) => (to.Key, sent.What, sent.At)).Where(sent => sent.What == "go").ToList();
        Assert.Equal(Keys, went.Select(sent => sent.Key).Order());
        Assert.All(went, sent => Assert.InRange(sent.At, at, at + Minutes(10))); // sends that waited for a channel are paced
        Assert.All(Keys, key => Assert.Equal(WaitingFor.Reply, outreach.Wait(campaign, key).For));
    }
}
