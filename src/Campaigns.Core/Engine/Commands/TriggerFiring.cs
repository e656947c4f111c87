using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Reads what the triggers of one event need from the store, then lets them enroll the contact.</summary>
internal sealed class TriggerFiring(Scheduler scheduler, CommandReader reader)
{
    private readonly List<Prepared> _prepared = [];

    /// <summary>Reads the campaigns and the contact's jobs. Nothing takes effect yet.</summary>
    /// <returns>
    /// False if the event must wait: its contact was not judged, the contact is being enrolled in this step, or the step has enrolled a
    /// full share.
    /// </returns>
    public async ValueTask<bool> PrepareAsync(EventEntry entry, IReadOnlyList<CampaignTrigger> triggers)
    {
        _prepared.Clear();
        foreach (var trigger in triggers)
        {
            var campaign = await FindAsync(trigger);
            if (campaign is null || campaign.State.IsTerminal())
            {
                _prepared.Add(new Prepared(trigger, campaign, null, null, [], 0)); // refused without a judged contact
                continue;
            }

            var judged = entry.JudgedFor(trigger.Name);
            var isCurrent = judged is not null && ReferenceEquals(judged.Trigger, trigger)
                && ReferenceEquals(judged.Plan, campaign.Plan) && ReferenceEquals(judged.Fields, campaign.Terms.Fields);
            var newJobs = scheduler.Decisions.Batch.NewJobs.Length;
            if (!isCurrent || newJobs + triggers.Count > EnrollmentTerms.ShareSize
                || scheduler.Triggers.IsArriving(trigger.Tenant, judged!.Contact.Key) || IsTriggered(trigger.Tenant, judged.Contact))
            {
                return false;
            }

            _prepared.Add(await ReadAsync(trigger, campaign, judged));
        }

        return true;
    }

    /// <summary>The campaign of a trigger, in memory; null if there is none.</summary>
    public async ValueTask<CampaignEntry?> FindAsync(CampaignTrigger trigger)
    {
        CampaignEntry? found;
        if (trigger.Campaign is { } id)
        {
            await reader.BringAsync(scheduler, id);
            found = scheduler.View.Holds(id) ? scheduler.View.Campaign(id) : null;
        }
        else
        {
            await reader.BringAsync(scheduler, trigger.Tenant, trigger.CampaignKey!);
            found = scheduler.View.Find(trigger.Tenant, trigger.CampaignKey!);
        }

        return found is { IsPurging: false } && found.Row.Tenant == trigger.Tenant ? found : null;
    }

    /// <summary>Lets the prepared triggers enroll the contact.</summary>
    /// <param name="affected">The number of jobs that the event has affected besides.</param>
    public HandledEvent Fire(int affected)
    {
        var (failed, reasons) = (new List<string>(), new List<string>());
        foreach (var prepared in _prepared)
        {
            try
            {
                if (Fire(prepared) is { } refusal)
                {
                    reasons.Add($"trigger {prepared.Trigger.Name}: {refusal}");
                }
                else
                {
                    affected++;
                }
            }
            catch (CampaignException refusal)
            {
                failed.Add(prepared.Trigger.Name);
                reasons.Add($"trigger {prepared.Trigger.Name}: {refusal.Message}");
            }
        }

        var state = failed.Count == 0 ? EventState.Applied : EventState.TriggerFailed;
        return new HandledEvent(state, affected, reasons.Count == 0 ? null : string.Join("; ", reasons), failed);
    }

    private string? Fire(in Prepared prepared)
    {
        if (prepared.Campaign is not { } campaign)
        {
            throw CampaignException.NotFound("such campaign of the tenant");
        }

        Enrollments.RequireEnrollable(campaign);
        if (prepared.Judged!.Problem is { } problem)
        {
            throw new CampaignException(CampaignError.Invalid, $"The contact cannot be enrolled: {problem}.");
        }

        using var others = scheduler.Jobs.Borrow(prepared.Others);
        using var own = scheduler.Jobs.Borrow(prepared.Own is { } record ? [record] : []);
        return scheduler.Triggers.Fire(
            campaign, prepared.Judged, own.Slots.Count == 0 ? -1 : own.Slots[0], others.Slots, prepared.LastEnd);
    }

    private async ValueTask<Prepared> ReadAsync(CampaignTrigger trigger, CampaignEntry campaign, JudgedContact judged)
    {
        if (judged.Problem is not null)
        {
            return new Prepared(trigger, campaign, judged, null, [], 0);
        }

        var key = judged.Contact.Key;
        var own = await reader.TryFindJobAsync(scheduler, new JobAddress(campaign.Id, key, 0));
        IReadOnlyList<JobRecord> others = campaign.Exclusive is null
            ? []
            : await reader.Store.FindOpenJobsAsync(Suppression.Restore(trigger.Tenant, key, null, null));
        long lastEnd = 0;
        if (own is { } job && trigger.Reentry == TriggerReentry.AfterPause)
        {
            var attempts = await reader.Store.ReadAttemptsAsync(job.Row.Id);
            // an attempt that ends in this step is still live in the store
            lastEnd = attempts.Select(attempt => attempt.EndedAt == 0 ? long.MaxValue : attempt.EndedAt).DefaultIfEmpty().Max();
        }

        return new Prepared(trigger, campaign, judged, own, others, lastEnd);
    }

    private bool IsTriggered(string tenant, Contact contact) =>
        scheduler.Decisions.Triggered.Count > 0 && scheduler.Decisions.Triggered.Contains((tenant, contact.Key));

    /// <summary>A trigger with what it needs. No campaign: there is none. No judged contact: nothing to enroll.</summary>
    private readonly record struct Prepared(
        CampaignTrigger Trigger, CampaignEntry? Campaign, JudgedContact? Judged, JobRecord? Own, IReadOnlyList<JobRecord> Others,
        long LastEnd);
}
