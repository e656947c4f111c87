using System.Globalization;
using System.Text.Json;
using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges triggers: the commit that logs an event enrolls its contact, or runs it again, if the trigger's re-entry rule says so; what it
/// does not enroll has a reason that is true. The judge reads the events' data by itself.
/// </summary>
internal sealed class TriggerCheck(Judge judge)
{
    private const int Promise = 13;
    private readonly Dictionary<(string Tenant, string Name), CampaignTrigger> _inForce = [];
    private readonly List<Firing> _firings = [];
    private readonly HashSet<JobFacts> _mayStart = [];

    /// <summary>The stored rule of a trigger; null if the trigger is not stored.</summary>
    public TriggerReentry? RuleOf(CampaignTrigger trigger) => _inForce.GetValueOrDefault((trigger.Tenant, trigger.Name))?.Reentry;

    /// <summary>Whether an event of the current commit may run a job again.</summary>
    public bool MayStart(JobFacts job) => _mayStart.Contains(job);

    /// <summary>Judges the triggers that an engine reads from the store.</summary>
    public void Opened(IReadOnlyList<CampaignTrigger> read) => judge.Require(
        read.Count == _inForce.Count && read.All(trigger => RuleOf(trigger) == trigger.Reentry), Promise,
        () => $"{read.Count} triggers are read, and {_inForce.Count} were set");

    /// <summary>Notes which triggers a commit's events may fire, while the books hold what was before the commit.</summary>
    public void Begin(CommitBatch batch)
    {
        _firings.Clear();
        _mayStart.Clear();
        var changed = new HashSet<(string, string)>();
        var triggers = _inForce.Values.ToList();
        foreach (var row in batch.Triggers)
        {
            changed.Add((row.Tenant, row.Name));
            _inForce.Remove((row.Tenant, row.Name));
            if (row.Trigger is { } set)
            {
                _inForce[(row.Tenant, row.Name)] = set;
                triggers.Add(set);
            }
        }

        foreach (var row in batch.Events)
        {
            var before = judge.EventLog.Find(row.Event);
            foreach (var trigger in triggers.Where(trigger => Matches(trigger, row.Event, before)))
            {
                Note(row, trigger, !changed.Contains((trigger.Tenant, trigger.Name)), batch);
            }
        }
    }

    /// <summary>Judges what the commit's events did, when the commit is in the books.</summary>
    public void Judge(CommitBatch batch)
    {
        foreach (var firing in _firings.Where(firing => firing.IsSure))
        {
            Judge(firing);
        }

        foreach (ref readonly var record in batch.NewJobs)
        {
            var (id, key) = (record.Row.Id, record.Contact.Key);
            var campaign = judge.Books.Campaigns[judge.Books.Lanes[record.Row.Lane].Campaign.Value];
            judge.Require(
                !key.StartsWith(TriggerPlan.Visitor, StringComparison.Ordinal)
                    // a host may repeat a contact that was enrolled before
                    || campaign.Jobs.Find(job => job.Contact.Key == key)?.Row.Id != id
                    || _firings.Exists(firing => firing.Key == key && CampaignOf(firing.Trigger) == campaign),
                Promise, () => $"{key} is enrolled in {campaign}, but no event of the commit fires a trigger");
        }
    }

    private static bool Matches(CampaignTrigger trigger, InboundEvent happened, LoggedEvent? before) =>
        trigger.Tenant == happened.Tenant && trigger.EventType == happened.Type
        && happened.Data is not null // the person was erased since
        && before?.State is not EventState.Applied
        && (before?.State is not EventState.TriggerFailed || before.FailedTriggers.Contains(trigger.Name))
        && (trigger.Conditions.Count == 0
            || TotalOf(happened) > decimal.Parse(trigger.Conditions[0].Values[0], CultureInfo.InvariantCulture));

    private static decimal TotalOf(InboundEvent happened)
    {
        using var data = JsonDocument.Parse(happened.Data!);
        return data.RootElement.GetProperty("total").GetDecimal();
    }

    private static (string Key, string? Zone) PersonOf(InboundEvent happened)
    {
        using var data = JsonDocument.Parse(happened.Data!);
        var person = data.RootElement.GetProperty("person");
        return (person.GetProperty("id").GetString()!, person.TryGetProperty("zone", out var zone) ? zone.GetString() : null);
    }

    private static bool IsOpen(JobFacts job) => !LegalTransitions.IsEnd(job.Row.State);

    private CampaignFacts? CampaignOf(CampaignTrigger trigger) => judge.Books.Campaigns.Values.FirstOrDefault(
        campaign => campaign.Tenant.Name == trigger.Tenant && campaign.Definition.Key == trigger.CampaignKey);

    private void Note(LoggedEvent row, CampaignTrigger trigger, bool isSure, CommitBatch batch)
    {
        var (key, zone) = PersonOf(row.Event);
        var campaign = CampaignOf(trigger);
        var job = campaign?.Jobs.FindLast(job => job.Contact.Key == key);
        var firing = new Firing(row, trigger, isSure, key)
        {
            IsBad = zone == TriggerPlan.NoZone, Job = job, Run = job?.Run ?? 0, Before = job?.Row.State,
            HadEnded = campaign is null || LegalTransitions.IsEnd(campaign.State),
            IsPaused = job is not null && IsPaused(job, trigger, batch),
        };
        _firings.Add(firing);
        if (job is not null && trigger.Reentry != TriggerReentry.Once && !firing.IsPaused)
        {
            _mayStart.Add(job);
            (job.IsRerun, job.IsMovedByHost) = (true, true);
        }
    }

    /// <summary>Whether the pause since the job began and since its last attempt is not over. Attempts that end now count.</summary>
    private static bool IsPaused(JobFacts job, CampaignTrigger trigger, CommitBatch batch)
    {
        if (trigger.Pause is not { } pause)
        {
            return false;
        }

        var last = Math.Max(job.Row.Began, job.Attempts.Select(attempt => attempt.Row.EndedAt).DefaultIfEmpty().Max());
        foreach (ref readonly var row in batch.Attempts)
        {
            last = row.Job == job.Row.Id ? Math.Max(last, row.EndedAt) : last;
        }

        return batch.Now.UtcTicks - last < pause.Ticks;
    }

    private void Judge(Firing firing)
    {
        var (row, trigger, key) = (firing.Row, firing.Trigger, firing.Key);
        var campaign = CampaignOf(trigger);
        var job = campaign?.Jobs.FindLast(job => job.Contact.Key == key);
        var hasBegun = job is not null && (job != firing.Job || job.Run > firing.Run);
        var has = (bool holds, string what) => judge.Require(
            holds, Promise,
            () => $"event {row.Event.Id} is {row.State} ({row.Reason}), trigger {trigger.Name} ({trigger.Reentry}) {what}: "
                + $"{key} is {job}, was {firing.Before}");
        if (row.State == EventState.Kept || row.FailedTriggers.Contains(trigger.Name))
        {
            has(row.State == EventState.TriggerFailed, "was kept instead of failing");
            has(MayFail(firing, campaign, job), "failed without a cause");
        }
        else if (row.Reason?.Contains($"trigger {trigger.Name}: ", StringComparison.Ordinal) == true)
        {
            var (before, rule) = (firing.Job, trigger.Reentry);
            var wasOpen = before is not null && (IsOpen(before) || !LegalTransitions.IsEnd(firing.Before!.Value));
            var mayStay = before is not null
                && (rule == TriggerReentry.Once || firing.IsPaused || (rule != TriggerReentry.Always && wasOpen));
            var isSuppressed = firing.Before == JobState.Suppressed && job!.Row.State == JobState.Suppressed;
            has(mayStay || isSuppressed || (firing.Job is null && job is not null), "left the contact out against its rule");
        }
        else
        {
            has(hasBegun || job?.Row.State == JobState.Suppressed, "enrolled nobody");
            has(!firing.IsBad, "enrolled a contact of an unknown zone");
            has(firing.Before is null or JobState.Removed || trigger.Reentry != TriggerReentry.Once || job != firing.Job, "enrolled again");
        }
    }

    private bool MayFail(Firing firing, CampaignFacts? campaign, JobFacts? job)
    {
        var isElsewhere = campaign is not null && job?.Exclusive is null
            ? campaign.Tenant.Exclusives.Any(pair => pair.Key.Contact == firing.Key && pair.Value.Jobs.Count > 0)
            : job?.Exclusive?.Jobs.Count > 1;
        return firing.HadEnded || campaign is null || LegalTransitions.IsEnd(campaign.State) || firing.IsBad || isElsewhere
            || firing.Before == JobState.Live || job?.Row.State == JobState.Live
            || campaign.Row.Latest.Versions.Count > 0; // the contact may follow an earlier version of the protocol
    }

    /// <summary>An event of the commit that fires a trigger, with what was before the commit.</summary>
    private sealed record Firing(LoggedEvent Row, CampaignTrigger Trigger, bool IsSure, string Key)
    {
        public bool IsBad { get; init; }

        public bool HadEnded { get; init; }

        public bool IsPaused { get; init; }

        public JobFacts? Job { get; init; }

        public int Run { get; init; }

        public JobState? Before { get; init; }
    }
}
