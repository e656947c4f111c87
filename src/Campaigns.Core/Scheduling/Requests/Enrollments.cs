using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The enrollments that campaigns are open for. One lasts in the store from its beginning until it is finished, begun again or closed, so
/// that
/// neither a failure nor a restart lets a campaign complete with a part of its contacts.
/// </summary>
internal sealed class Enrollments(SchedulerState state)
{
    private int _begun;

    /// <summary>Whether an enrollment of a campaign was cut, and waits to be begun again or closed.</summary>
    public static bool HasCut(CampaignEntry campaign) => campaign.Row.Enrollments.Any(open => open.IsCut);

    public static void RequireEnrollable(CampaignEntry campaign)
    {
        if (campaign.State.IsTerminal())
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Campaign {campaign.Id} is {campaign.State} and takes no more contacts. {Remedy(campaign.State)}");
        }
    }

    private static string Remedy(CampaignState state) => state is CampaignState.Completed or CampaignState.Failed
        ? "Set KeepOpen for a campaign that is to wait for more, or create another one."
        : "Create another one.";

    /// <summary>
    /// A caller comes with contacts. Those that fit one commit are in or they are not, and the store need not know that more are to come.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="fitsOneShare">Whether there are no more contacts than one commit takes.</param>
    /// <returns>The enrollment's id; 0 for one that is open in memory only.</returns>
    public long Enter(CampaignEntry campaign, bool fitsOneShare)
    {
        RequireEnrollable(campaign);
        campaign.BeginIngestion();
        var refusesRunning = campaign.Exclusive is null || campaign.OnConflict == ExclusivityConflict.Reject;
        var isOneCommit = fitsOneShare && refusesRunning && !HasCut(campaign);
        return isOneCommit ? 0 : Begin(campaign);
    }

    /// <summary>The caller gives up; what it has begun stays open, unless it was all one commit.</summary>
    public void Abandon(CampaignId of, long id)
    {
        if (Leave(of) is { } campaign)
        {
            Cut(campaign, open => open.Id == id);
        }
    }

    /// <summary>Begins an enrollment, and with it again what was cut before: its contacts are expected to come once more.</summary>
    /// <returns>Its id.</returns>
    private long Begin(CampaignEntry campaign)
    {
        var begun = new OpenEnrollment((state.Epoch << 32) + ++_begun, state.Now.Instant, IsCut: false);
        Set(campaign, [.. campaign.Row.Enrollments.Where(open => !open.IsCut), begun]);
        return begun.Id;
    }

    /// <summary>Refuses contacts of an enrollment that was closed meanwhile.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="id">The enrollment's id; 0 for one that is open in memory only.</param>
    public static void RequireOpen(CampaignEntry campaign, long id)
    {
        RequireEnrollable(campaign);
        if (id != 0 && campaign.Row.Enrollments.All(open => open.Id != id))
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"The enrollment of campaign {campaign.Id} was closed meanwhile. Begin a new one if there is more to add.");
        }
    }

    /// <summary>The caller has come with all contacts.</summary>
    public void Finish(CampaignId of, long id)
    {
        if (Leave(of) is not { } campaign)
        {
            return;
        }

        if (campaign.Row.Enrollments.Any(open => open.Id == id))
        {
            Set(campaign, [.. campaign.Row.Enrollments.Where(open => open.Id != id)]);
        }

        state.Touched.Add(campaign);
    }

    /// <summary>Nothing more comes of any enrollment of a campaign, whatever was to come.</summary>
    public void Close(CampaignEntry campaign)
    {
        if (campaign.Row.Enrollments.Count > 0)
        {
            Set(campaign, []);
        }

        state.Touched.Add(campaign);
    }

    /// <summary>Takes note of what was cut: by the end of an earlier process, or by a failure of the store in this one.</summary>
    /// <param name="isUnderWay">Whether a caller in this process goes on with an enrollment.</param>
    /// <param name="inDoubt">Campaigns of which one was to begin in a commit that failed.</param>
    /// <param name="isStart">Whether the process has just begun: what has nobody left and nobody to come is done.</param>
    public void Load(Func<long, bool> isUnderWay, IReadOnlyCollection<CampaignId> inDoubt, bool isStart)
    {
        foreach (var campaign in state.Campaigns.Values)
        {
            Cut(campaign, open => !isUnderWay(open.Id));
            if (isStart)
            {
                state.Touched.Add(campaign);
            }
        }

        foreach (var id in inDoubt)
        {
            if (state.Campaigns.TryGetValue(id.Value, out var campaign) && !campaign.State.IsTerminal() && !HasCut(campaign))
            {
                var begun = Begin(campaign);
                Cut(campaign, open => open.Id == begun);
            }
        }
    }

    /// <summary>A caller is done with the campaign, if there still is one: it may have ended and been purged meanwhile.</summary>
    private CampaignEntry? Leave(CampaignId id)
    {
        var campaign = state.Campaigns.GetValueOrDefault(id.Value);
        campaign?.EndIngestion();
        return campaign;
    }

    /// <summary>Nobody goes on with some enrollments; they stay open.</summary>
    private void Cut(CampaignEntry campaign, Predicate<OpenEnrollment> isCut)
    {
        List<OpenEnrollment> cut = [.. campaign.Row.Enrollments.Where(open => !open.IsCut && isCut(open))];
        if (cut.Count == 0)
        {
            return;
        }

        Set(campaign, [.. campaign.Row.Enrollments.Select(open => cut.Contains(open) ? open with { IsCut = true } : open)]);
        foreach (var open in cut)
        {
            state.Decisions.NoteCut(campaign.Id, open.Since);
            state.Publish(new CampaignEvent(CampaignEventKind.EnrollmentCut, state.Now.Instant, campaign.Id));
        }
    }

    private void Set(CampaignEntry campaign, IReadOnlyList<OpenEnrollment> open)
    {
        campaign.Change(open);
        state.Decisions.Batch.Write(campaign.Row);
    }
}
