using Campaigns.Testing;

namespace Campaigns.Samples.Drip;

/// <summary>The final state of every candidate.</summary>
internal static class Summary
{
    public static void Write(CampaignHarness harness, CampaignId campaign, DripFile drip, EnrollmentReport enrollment, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine("Summary");
        foreach (var refused in enrollment.Refused)
        {
            to.WriteLine($"  {refused.Key}: not enrolled: {refused.Reason}");
        }

        var refusedKeys = enrollment.Refused.Where(refused => !refused.IsDuplicate).Select(refused => refused.Key).ToHashSet();
        foreach (var key in drip.Candidates.Select(candidate => candidate.Key).Distinct().Where(key => !refusedKeys.Contains(key)))
        {
            var contact = harness.Contact(campaign, key);
            var sent = contact.Timeline.Count(attempt => attempt.Outcome == AttemptOutcome.Completed);
            to.WriteLine($"  {key}: {DayLog.Count(sent, "message")} sent, ended as {Teller.Ending(contact.State)}");
        }
    }
}
