using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Judges that a contact has at most one running job per exclusivity key, and that no job waits when none runs.</summary>
internal sealed class ExclusiveCheck(Judge judge)
{
    private readonly HashSet<ExclusiveFacts> _touched = [];

    /// <summary>The exclusivity of a contact in a campaign; null for none.</summary>
    public static ExclusiveFacts? Of(CampaignFacts campaign, Contact contact)
    {
        var rule = campaign.Definition.Exclusivity;
        var key = rule is null ? campaign.Definition.Exit is null ? null : "" : rule.Key;
        if (key is null)
        {
            return null;
        }

        var all = campaign.Tenant.Exclusives;
        if (!all.TryGetValue((key, contact.Key), out var facts))
        {
            all[(key, contact.Key)] = facts = new ExclusiveFacts();
        }

        return facts;
    }

    /// <summary>Judges an enrollment, or its refusal because the contact is running.</summary>
    public void Enrolled(CampaignFacts campaign, in JobRecord record, bool isQueued, CampaignId? runningIn)
    {
        var (contact, id) = (record.Contact, record.Row.Id);
        var others = Of(campaign, contact);
        var isRunning = others is { Running: > 0 };
        judge.Require(
            (isRunning && !isQueued) == runningIn is not null,
            1,
            () => $"job {id} of {campaign} was {(runningIn is null ? "enrolled" : $"refused for {runningIn}")}; its contact {(isRunning ? "is" : "is not")} running");
    }

    public void Touch(JobFacts job)
    {
        if (job.Exclusive is { } exclusive)
        {
            _touched.Add(exclusive);
        }
    }

    /// <summary>Judges the contacts touched by a commit that is in the books.</summary>
    public void Judge()
    {
        foreach (var exclusive in _touched)
        {
            judge.Require(
                exclusive.Running <= 1,
                1,
                () => $"a contact runs in {exclusive.Running} jobs in parallel: {string.Join("; ", exclusive.Jobs.Where(job => job.IsRunning))}");
        }

        _touched.Clear();
    }

    /// <summary>After a calm hour, judges that queued jobs wait for a job that runs.</summary>
    public void JudgeQueues()
    {
        foreach (var exclusive in judge.Books.Tenants.SelectMany(tenant => tenant.Exclusives.Values))
        {
            var queued = exclusive.Running > 0 ? null : exclusive.Jobs.Find(job =>
                job.Row.State == JobState.Waiting
                    && job.Lane.Kind == WaitingFor.Predecessor
                    && job.Campaign.State == CampaignState.Running);
            exclusive.IdleHours = queued is null ? 0 : exclusive.IdleHours + 1;
            judge.Require(exclusive.IdleHours < 3, 5, () => $"{queued} waits for another job of its contact, but none runs");
        }
    }
}
