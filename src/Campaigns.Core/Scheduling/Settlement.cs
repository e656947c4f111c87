namespace Campaigns.Scheduling;

/// <summary>
/// Makes true what follows from the changes of a step, once for all of them: whoever changes something only marks it in <see cref="Touched"/>.
/// </summary>
internal sealed class Settlement(SchedulerState state, CampaignLife life)
{
    public void Settle()
    {
        var capped = state.Touched.Capped;
        for (var i = 0; i < capped.Count; i++) // a campaign that completes is touched again
        {
            capped[i].IsTouched = false;
            if (capped[i] is CampaignEntry campaign)
            {
                life.CompleteIfDone(campaign);
            }
        }

        capped.Clear();
    }
}
