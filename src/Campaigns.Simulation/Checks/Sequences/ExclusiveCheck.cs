using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Judges that a contact runs once at most under an exclusivity, and that nobody waits behind nothing.</summary>
internal sealed class ExclusiveCheck(Judge judge)
{
    private readonly HashSet<ExclusiveFacts> _touched = [];

    /// <summary>Under which exclusivity a contact of a campaign runs; null for none.</summary>
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

    /// <summary>A contact is enrolled, or refused because it is running.</summary>
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

    /// <summary>A commit is in the books.</summary>
    public void Judge()
    {
        foreach (var exclusive in _touched)
        {
            judge.Require(
                exclusive.Running <= 1,
                1,
                () => $"a contact runs in {exclusive.Running} jobs at once: {string.Join("; ", exclusive.Jobs.Where(job => job.IsRunning))}");
        }

        _touched.Clear();
    }

    /// <summary>An hour of calm has passed: who waits for another job to end waits for one that runs.</summary>
    public void JudgeQueues()
    {
        foreach (var exclusive in judge.Books.Tenants.SelectMany(tenant => tenant.Exclusives.Values))
        {
            var queued = exclusive.Running > 0 ? null : exclusive.Jobs.Find(job =>
                job.Row.State == JobState.Waiting && job.Lane.Kind == WaitingFor.Predecessor && job.Campaign.State == CampaignState.Running);
            exclusive.IdleHours = queued is null ? 0 : exclusive.IdleHours + 1;
            judge.Require(exclusive.IdleHours < 3, 5, () => $"{queued} waits for another job of its contact, and none runs");
        }
    }
}
