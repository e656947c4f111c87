using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Judges that no campaign completes while more of its contacts are still to come.</summary>
internal static class EnrollmentCheck
{
    /// <summary>Judges a committed campaign row. The books still hold the previous row.</summary>
    public static void Judge(Judge judge, CampaignFacts campaign, CampaignRow row)
    {
        if (row.State is not (CampaignState.Completed or CampaignState.Failed) || LegalTransitions.IsEnd(campaign.State))
        {
            return;
        }

        var open = campaign.Row.Latest.Enrollments.Count;
        judge.Require(open == 0, 9, () => $"{campaign} is {row.State} with {open} enrollments open");
        judge.Require(
            campaign.OpenLists == 0 && (campaign.CutLists == 0 || campaign.ShortLists > 0),
            9,
            () => $"{campaign} is {row.State}; {campaign.OpenLists} lists are being read, and {campaign.CutLists} were interrupted and neither resumed nor closed");
    }
}
