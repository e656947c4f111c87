using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Manages the open enrollments of campaigns. The store keeps an enrollment until it is finished, begun again or closed. A failure or a
/// restart therefore never lets a campaign complete with only part of its contacts.
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
        ? "Set KeepOpen for a campaign that should wait for more contacts, or create another campaign."
        : "Create another campaign.";

    /// <summary>
    /// Registers a caller that adds contacts. Contacts that fit one commit are stored atomically, so their enrollment needs no row in the
    /// store.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="fitsOneShare">Whether one commit can take all contacts.</param>
    /// <returns>The enrollment's id; 0 for an enrollment that is open only in memory.</returns>
    public long Enter(CampaignEntry campaign, bool fitsOneShare)
    {
        RequireEnrollable(campaign);
        campaign.BeginIngestion();
        var refusesRunning = campaign.Exclusive is null || campaign.OnConflict == ExclusivityConflict.Reject;
        var isOneCommit = fitsOneShare && refusesRunning && !HasCut(campaign);
        return isOneCommit ? 0 : Begin(campaign);
    }

    /// <summary>Handles a caller that gives up. An enrollment that was begun in the store stays open and is marked as cut.</summary>
    public void Abandon(CampaignId of, long id)
    {
        if (Leave(of) is { } campaign)
        {
            Cut(campaign, open => open.Id == id);
        }
    }

    /// <summary>Begins an enrollment. It replaces the enrollments cut before, because their contacts are expected again.</summary>
    /// <returns>The enrollment's id.</returns>
    private long Begin(CampaignEntry campaign)
    {
        var begun = new OpenEnrollment((state.Epoch << 32) + ++_begun, state.Now.Instant, IsCut: false);
        Set(campaign, [.. campaign.Row.Enrollments.Where(open => !open.IsCut), begun]);
        return begun.Id;
    }

    /// <summary>Refuses contacts of an enrollment that was closed meanwhile.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="id">The enrollment's id; 0 for an enrollment that is open only in memory.</param>
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

    /// <summary>Finishes an enrollment whose caller has added all contacts.</summary>
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

    /// <summary>Closes all enrollments of a campaign, although more contacts may have been expected.</summary>
    public void Close(CampaignEntry campaign)
    {
        if (campaign.Row.Enrollments.Count > 0)
        {
            Set(campaign, []);
        }

        state.Touched.Add(campaign);
    }

    /// <summary>Marks enrollments as cut by the end of an earlier process, or by a failure of the store in this process.</summary>
    /// <param name="isUnderWay">Whether a caller in this process continues an enrollment.</param>
    /// <param name="inDoubt">The campaigns with an enrollment that should have begun in a failed commit.</param>
    /// <param name="isStart">Whether the process has just started. Campaigns without open contacts and enrollments then complete.</param>
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

    /// <summary>Unregisters a caller from its campaign. Returns null if the campaign has ended and was purged meanwhile.</summary>
    private CampaignEntry? Leave(CampaignId id)
    {
        var campaign = state.Campaigns.GetValueOrDefault(id.Value);
        campaign?.EndIngestion();
        return campaign;
    }

    /// <summary>Marks enrollments as cut when no caller continues them. They stay open.</summary>
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
            ChangeNotes.Cut(state, campaign);
            state.Publish(new CampaignEvent(CampaignEventKind.EnrollmentCut, state.Now.Instant, campaign.Id));
        }
    }

    private void Set(CampaignEntry campaign, IReadOnlyList<OpenEnrollment> open)
    {
        campaign.Change(open);
        state.Decisions.Batch.Write(campaign.Row);
    }
}
