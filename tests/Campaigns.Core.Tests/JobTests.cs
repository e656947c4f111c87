using System.Runtime.CompilerServices;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Tests;

public class JobTests
{
    [Fact]
    public void A_job_takes_112_bytes() => Assert.Equal(112, Unsafe.SizeOf<Job>()); // there may be a million jobs

    [Fact]
    public void A_cursor_keeps_the_budget_of_the_step_it_stands_at()
    {
        var cursor = new Cursor(new JobRow { Step = 3 });
        cursor.Spend(3, 1, AttemptOutcome.Busy);
        cursor.CountOutcome(AttemptOutcome.Busy);
        cursor.CountRefusal();
        cursor.TurnTo(3);
        Assert.Equal(((short)1, 1), (cursor.Tries, cursor.Refusals));

        cursor.TurnTo(4);
        Assert.Equal(((short)4, (short)0, 0UL, AttemptOutcome.Busy), (cursor.Step, cursor.Tries, cursor.OutcomeCounts, cursor.LastOutcome));
    }

    [Fact]
    public void Counts_stop_at_255_and_do_not_spill_into_each_other()
    {
        var cursor = default(Cursor);
        for (var i = 0; i < 300; i++)
        {
            cursor.CountOutcome(AttemptOutcome.Failed);
            cursor.CountRefusal();
        }

        Assert.Equal((0, 1, 255, 255), (cursor.CountOutcome(
            AttemptOutcome.Completed), cursor.CountOutcome(
                AttemptOutcome.NoAnswer), cursor.CountOutcome(AttemptOutcome.Failed), cursor.Refusals));
        cursor.ForgetRefusals();
        Assert.Equal((0, 0x1FFUL), (cursor.Refusals, cursor.OutcomeCounts));
    }

    [Fact]
    public void Deferred_steps_come_in_their_order_and_leave_the_pass_alone()
    {
        var plan = new Plan(
            new ContactProtocol { Steps = [CampaignStep.Wait(TimeSpan.FromHours(1)), .. Enumerable.Repeat(CampaignStep.Call(), 15)] });
        var deferred = default(DeferredSteps);
        deferred.Defer(plan, 15);
        deferred.Defer(plan, 2);
        deferred.EndFirstPass();
        Assert.Equal((true, false, true, false), (deferred.HasAny, deferred.IsFirstPass, deferred.Has(plan, 15), deferred.Has(plan, 3)));
        Assert.True(deferred.TryTakeFirst(plan, 7, out var first));
        Assert.True(deferred.TryTakeFirst(plan, 7, out var second));
        Assert.False(deferred.TryTakeFirst(plan, 7, out _));
        Assert.Equal((2, 15, DeferredSteps.AllDone.Bits), (first, second, deferred.Bits));
    }

    [Fact]
    public void An_action_is_taken_once()
    {
        var pending = new PendingActions((byte)PendingAction.Remove);
        pending.Request(PendingAction.Suppress | PendingAction.Parked);
        Assert.Equal((JobState.Suppressed, (byte)17), (pending.End, pending.Kept));
        Assert.Equal((true, false), (pending.TryRemove(PendingAction.Suppress), pending.TryRemove(PendingAction.Suppress)));
        Assert.Equal(JobState.Removed, pending.End);
    }
}
