namespace Campaigns.Scheduling;

/// <summary>
/// Open while the campaign runs. A campaign whose check is not registered does not run. At the moment of sending, also enforces every stop
/// of the campaign, its tenant or everything.
/// </summary>
internal sealed class CampaignGate() : Gate("campaign", GateScope.Campaign)
{
    public override Verdict Judge(in Candidate candidate) => candidate.Campaign.State switch
    {
        CampaignState.Running when candidate.Campaign.Definition.Check is { } check && !candidate.State.Settings.Checks.Contains(check) =>
            Verdict.Closed($"the check \"{check}\" is not registered"),
        CampaignState.Running => Verdict.Open,
        CampaignState.Scheduled => Verdict.Closed("the campaign has not begun", candidate.Campaign.StartTicks),
        CampaignState.Draft => Verdict.Closed("the campaign was not started"),
        CampaignState.Paused => Verdict.Closed("the campaign is paused"),
        _ => Verdict.Closed("the campaign has ended", Now.Never),
    };

    public override Verdict JudgeAtSend(in Intent intent, Now now) =>
        intent.Terms.Stop.Version != intent.StopVersion ? Verdict.Closed("stopped before it was sent") : Verdict.Open;
}
