using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>Unavailable channels: jobs wait, fall back, skip or fail. They spend no attempt, and resume by themselves.</summary>
public class ChannelTests
{
    [Fact]
    public void Several_channels_are_down_at_once_and_each_comes_back_for_itself()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.Email, "wrong credentials");
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(Brief, Milan);
        Assert.Equal(2, outreach.Status(campaign).DeferredSteps);
        Assert.Equal(
            [(Channels.Email, "wrong credentials"), (Channels.LinkedIn, "logged out")],
            outreach.Harness.UnavailableChannels("default").Select(channel => (channel.Channel, channel.Unavailable!)).Order());

        outreach.AdvanceTo(Days(1));
        outreach.Up(Channels.Email);
        Assert.Equal([("hello", Days(1))], outreach.Sent);
        outreach.AdvanceTo(Days(2));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(20));

        Assert.Equal([("hello", Days(1)), ("invitation", Days(2)), ("follow-up", Days(4)), ("final", Days(9))], outreach.Sent);
    }

    [Fact]
    public void Wait_for_two_channels_costs_nothing_while_both_are_down()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.Email);
        outreach.Down(Channels.LinkedIn);
        var waits = 0;
        outreach.Harness.Do(client =>
        {
            _ = CountAsync(client);
            return Task.CompletedTask;
        });
        outreach.Run(Brief, Milan);

        outreach.AdvanceTo(Days(2));

        Assert.InRange(waits, 1, 2);

        async Task CountAsync(ICampaignClient client)
        {
            await foreach (var happened in client.ReadEventsAsync())
            {
                waits += happened.Kind == CampaignEventKind.JobWaits ? 1 : 0;
            }
        }
    }

    [Fact]
    public void Channel_that_goes_down_during_a_delay_holds_the_step_back_when_it_comes()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Days(1));
        outreach.Down(Channels.Email);
        outreach.AdvanceTo(Days(2) + Hours(1));
        Assert.Equal((JobState.Waiting, WaitingFor.Channel, Nine + Days(5)), outreach.Wait(campaign));

        outreach.AdvanceTo(Days(4));
        outreach.Up(Channels.Email);
        outreach.AdvanceTo(Days(20));

        Assert.Equal([("follow-up", Days(4)), ("final", Days(9))], outreach.Sent.Skip(2));
    }

    [Fact]
    public void Channel_of_one_tenant_is_no_other_tenant_s()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn, tenant: "other");
        outreach.Run(Brief, Milan);
        outreach.Run(Brief with { Tenant = "other" }, Person("ann"));

        Assert.Equal([("milan", "invitation"), ("milan", "hello"), ("ann", "hello")], outreach.SentTo);
        Assert.Empty(outreach.Harness.UnavailableChannels("default"));
        Assert.Equal("other", Assert.Single(outreach.Harness.UnavailableChannels()).Tenant);
    }

    [Fact]
    public void Unavailable_channel_lasts_across_a_restart()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Harness.Restart();
        outreach.Run(Brief, Milan);
        outreach.Harness.Restart();
        Assert.Equal([("hello", Days(0))], outreach.Sent);

        outreach.Up(Channels.LinkedIn);

        Assert.Equal([("hello", Days(0)), ("invitation", Days(0))], outreach.Sent);
    }

    [Fact]
    public void Step_falls_back_to_another_channel_with_its_content()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Run(
            Drip(LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Fallback(Channels.Email) }, CampaignStep.Wait(Days(1)), LinkedIn("again")), Milan);

        Assert.Equal(
            (Channels.Email, "hi", "milan@example.com"),
            outreach.Asked.Select(asked => (asked.Step.Channel, asked.Content.Body!, asked.Address)).Single());
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(2));

        Assert.Equal((Channels.LinkedIn, "again"), (outreach.Asked.Last().Step.Channel, outreach.Asked.Last().Content.Body));
    }

    [Fact]
    public void Step_that_fell_back_returns_to_its_own_channel_when_only_that_can_be_used()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Completed(AttemptOutcome.NoAnswer) };
        outreach.Down(Channels.LinkedIn);
        outreach.Run(
            Drip(LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Fallback(Channels.Email),
                Retry = StepRetryPolicy.Fixed(2, Hours(1)) }), Milan);
        outreach.Up(Channels.LinkedIn);
        outreach.Down(Channels.Email);
        outreach.AdvanceTo(Hours(4));

        Assert.Equal([Channels.Email, Channels.LinkedIn], outreach.Asked.Select(asked => asked.Step.Channel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fallback_that_cannot_be_used_either_does_what_comes_then(bool isDown)
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        if (isDown)
        {
            outreach.Down(Channels.Voice);
        }

        var policy = UnavailablePolicy.Fallback(Channels.Voice, UnavailablePolicy.Fallback(Channels.Email));
        var phone = isDown ? "+1 555 010 0001" : null; // without a number, the fallback has no address
        outreach.Run(Drip(LinkedIn("hi") with { OnUnavailable = policy }), new Contact("milan", phone, addresses: Milan.Addresses));

        Assert.Equal([Channels.Email], outreach.Asked.Select(asked => asked.Step.Channel));
    }

    [Fact]
    public void Fallback_with_nothing_to_follow_skips_the_step()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Down(Channels.Email);
        var campaign = outreach.Run(
            Drip(LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Fallback(Channels.Email) }, CampaignStep.Wait(Days(1)), LinkedIn("b")), Milan);

        Assert.Equal((JobState.Waiting, Nine + Days(1)), (outreach.State(campaign), outreach.Status(campaign).NextDue));
        Assert.Empty(outreach.Asked);
    }

    [Fact]
    public void Step_may_be_skipped_or_fail_at_once()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var skip = outreach.Run(Drip(LinkedIn("a") with { OnUnavailable = UnavailablePolicy.Skip }, Email("b")), Milan);
        var fail = outreach.Run(
            Drip(LinkedIn("c") with { OnUnavailable = UnavailablePolicy.Fail, OnFailure = StepFailure.EndJob }, Email("d")), Person("ann"));
        var left = outreach.Run(Drip(LinkedIn("e") with { OnUnavailable = UnavailablePolicy.Fail }, Email("f")), Person("bob"));

        Assert.Equal(["b", "f"], outreach.Sent.Select(sent => sent.What));
        Assert.Equal(
            (WaitingFor.Reply, JobState.Failed, WaitingFor.Reply),
            (outreach.Wait(skip).For, outreach.State(fail, "ann"), outreach.Wait(left, "bob").For));
        Assert.Equal(0, outreach.Status(fail, "ann").Attempts);
    }

    [Fact]
    public void Step_waits_as_long_as_it_is_told_and_then_does_what_comes_then()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Run(
            Drip(LinkedIn("a") with { OnUnavailable = UnavailablePolicy.Wait(Hours(6), UnavailablePolicy.Fallback(Channels.Email)) }),
            Milan);
        outreach.Run(
            Drip(LinkedIn("b") with { OnUnavailable = UnavailablePolicy.Wait(
                Nine + Hours(4), UnavailablePolicy.Fallback(Channels.Email)) }), Person("ann"));

        outreach.AdvanceTo(Days(2));

        Assert.Equal([("b", Hours(4)), ("a", Hours(6))], outreach.Sent);
    }

    [Theory]
    [InlineData(UnavailableAction.Skip, "after")]
    [InlineData(UnavailableAction.Fallback, "hi after")]
    [InlineData(UnavailableAction.Fail, "")]
    public void Missing_address_is_skipped_fallen_back_from_or_a_failure(UnavailableAction action, string sent)
    {
        using var outreach = new Outreach();
        var policy = action switch
        {
            UnavailableAction.Skip => UnavailablePolicy.Skip,
            UnavailableAction.Fallback => UnavailablePolicy.Fallback(Channels.Email),
            _ => UnavailablePolicy.Fail,
        };
        var campaign = outreach.Run(
            Drip(LinkedIn("hi") with { OnNoAddress = policy, OnFailure = StepFailure.EndJob }, Email("after")), WithoutLinkedIn());

        Assert.Equal(sent, string.Join(' ', outreach.Sent.Select(each => each.What)));
        Assert.Equal(action == UnavailableAction.Fail ? JobState.Failed : JobState.Waiting, outreach.State(campaign));
    }

    [Fact]
    public void Contact_without_any_usable_address_is_refused_at_enrollment()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Harness.Do(client => client.CreateAsync(Brief));

        var report = outreach.Harness.Do(client => client.AddContactsAsync(campaign, [new Contact("ann", "+1 555 010 0001"), Milan]));

        Assert.Equal((1, 1), (report.Added, report.Invalid));
        Assert.Contains("address", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Channel_whose_every_provider_is_turned_off_is_unavailable()
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(operations =>
            operations.ChangeProviderAsync("linkedin-1", new ProviderSettings { Switch = ProviderSwitch.Off }));
        var campaign = outreach.Run(Brief, Milan);
        Assert.Equal([("hello", Days(0))], outreach.Sent);
        Assert.Equal(WaitingFor.Channel, outreach.Wait(campaign).For);

        outreach.AdvanceTo(Days(1));
        outreach.Harness.Do(operations => operations.ResetProviderAsync("linkedin-1"));
        outreach.AdvanceTo(Days(10));

        Assert.Equal([("hello", Days(0)), ("invitation", Days(1)), ("follow-up", Days(3)), ("final", Days(8))], outreach.Sent);
    }

    [Fact]
    public void What_has_waited_for_a_channel_resumes_paced_and_in_the_order_in_which_it_came()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var people = Enumerable.Range(1, 500).Select(i => Person($"p{i:D3}")).ToList();
        outreach.Run(Drip(LinkedIn("hi"), CampaignStep.Wait(Days(1)), Email("after")) with { MaxConcurrent = 1_000 }, people);
        outreach.AdvanceTo(Days(1));

        outreach.Up(Channels.LinkedIn);
        Assert.InRange(outreach.Sent.Count(), 1, 499);
        outreach.AdvanceTo(Days(2));

        Assert.Equal(people.Select(person => person.Key), outreach.SentTo.Where(sent => sent.What == "hi").Select(sent => sent.Key));
    }

    [Fact]
    public void Call_campaign_waits_for_its_channel_however_long_and_the_rest_of_the_tenant_goes_on()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.Voice);
        var calls = outreach.Run(Calls(StepRetryPolicy.None), One());
        outreach.Run(Brief, Milan);
        Assert.Equal(["invitation", "hello"], outreach.Sent.Select(sent => sent.What));
        Assert.Contains("logged out", outreach.Why(calls, "ann"), StringComparison.Ordinal);

        outreach.AdvanceTo(Days(20));
        Assert.Equal(JobState.New, outreach.State(calls, "ann"));
        outreach.Up(Channels.Voice);

        Assert.Equal((JobState.Completed, 1), (outreach.State(calls, "ann"), outreach.Status(calls, "ann").Attempts));
    }
}
