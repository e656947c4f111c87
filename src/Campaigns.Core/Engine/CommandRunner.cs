using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Runs requests in the loop, and answers each when its effects are committed and in force.</summary>
internal sealed class CommandRunner(GuardedStore store, StopWaits stopWaits)
{
    /// <summary>
    /// How many contacts one commit enrols at most, over all callers. Attempts wait for the commit under way: with 500 it takes a few
    /// milliseconds, however many callers enrol.
    /// </summary>
    public const int MostNewJobs = 500;

    /// <summary>How many rows one portion of a purge removes, about; a step does one portion.</summary>
    private const int PurgedRows = 500;

    /// <summary>How many contacts are looked up in one step because a job of theirs has ended.</summary>
    private const int MostReleases = 100;

    private readonly CampaignReader _campaigns = new(store);
    private readonly List<Command> _executed = [];
    private readonly List<Command> _heldOver = [];
    private bool _hasPurged;

    /// <summary>Requests not executed yet.</summary>
    public List<Command> Waiting { get; } = [];

    /// <summary>Campaigns of which an enrollment was to begin when the store failed.</summary>
    public HashSet<CampaignId> CutEnrollments { get; } = [];

    /// <summary>Executes what waits; a request that is refused is answered at once.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="beforeAnswers">Only those that need the store as memory has it, before this step's answers, or only the others.</param>
    public async ValueTask ExecuteAsync(Scheduler scheduler, bool beforeAnswers)
    {
        foreach (var command in Waiting)
        {
            if ((command.Purge is not null || command.Tasks is not null) != beforeAnswers)
            {
                continue;
            }

            if (IsTooMuch(scheduler, command))
            {
                _heldOver.Add(command);
            }
            else if (command.TryTake())
            {
                var (stops, requests) = (scheduler.Decisions.Stops.Count, scheduler.Decisions.Requests.Count);
                await ExecuteAsync(scheduler, command);
                command.Stops = stops..scheduler.Decisions.Stops.Count;
                command.Requests = requests..scheduler.Decisions.Requests.Count;
            }
        }
    }

    /// <summary>Answers what was executed: it is committed.</summary>
    public void Complete(Decisions decisions, CommitReceipt receipt)
    {
        foreach (var command in _executed)
        {
            command.OnCommitted?.Invoke(receipt);
            stopWaits.Complete(command, decisions);
        }

        _executed.Clear();
        Waiting.Clear();
        Waiting.AddRange(_heldOver);
        _heldOver.Clear();
        _hasPurged = false;
    }

    /// <summary>Fails everything, executed or not.</summary>
    public void Fail(Exception reason)
    {
        CutEnrollments.UnionWith(Waiting.Select(command => command.Enrolls).OfType<CampaignId>());
        Waiting.ForEach(command => command.Fail(reason));
        Waiting.Clear();
        _executed.Clear();
        _heldOver.Clear();
        _hasPurged = false;
    }

    /// <summary>
    /// Whether a request waits for the next step: it is bulk work, which is not to hold up the attempts of this one, or needs what this one
    /// changes.
    /// </summary>
    private bool IsTooMuch(Scheduler scheduler, Command command)
    {
        var newJobs = scheduler.Decisions.Batch.NewJobs.Length;
        if (scheduler.Decisions.Batch.Contacts.Count > 0 && (command.Person is not null || command.Report is not null))
        {
            return true; // the store finds people by the addresses of before, and attempts without whom they went to
        }

        return command.Purge is null
            ? command.NewJobs > 0 && newJobs > 0 && newJobs + command.NewJobs > MostNewJobs
            : _hasPurged;
    }

    private async ValueTask ExecuteAsync(Scheduler scheduler, Command command)
    {
        try
        {
            await _campaigns.BringAsync(scheduler, command);
            if (command.Job is { } address)
            {
                await ExecuteAsync(scheduler, command, address);
            }
            else if (command.Report is { } report)
            {
                await ExecuteAsync(scheduler, command, report);
            }
            else if (command.Person is { } person)
            {
                await WithPersonAsync(scheduler, person, async slots => command.Execute(
                    scheduler, new JobInput(-1, []) { Slots = slots, Histories = await ReadAttemptsAsync(scheduler, slots, command.Event) }));
            }
            else if (command.Tasks is { } tasks)
            {
                command.Execute(scheduler, new JobInput(-1, []) { Tasks = await ReadTasksAsync(scheduler, tasks.Campaign, tasks.Limit) });
            }
            else if (command.Purge is { } campaign)
            {
                command.Execute(scheduler, new JobInput(-1, []) { IsPurged = await PurgeAsync(scheduler, campaign) });
            }
            else
            {
                command.Execute(scheduler, new JobInput(-1, []) { Ended = command.Ended is { } query ? await _campaigns.ReadAsync(query) : [] });
            }

            _executed.Add(command);
        }
        catch (CampaignException refusal)
        {
            command.Fail(refusal);
        }
    }

    private ValueTask<bool> PurgeAsync(Scheduler scheduler, CampaignId campaign)
    {
        Purge.Begin(scheduler.State, campaign);
        _hasPurged = true;
        return store.PurgeAsync(scheduler.State.Epoch, campaign, PurgedRows);
    }

    private async ValueTask ExecuteAsync(Scheduler scheduler, Command command, JobAddress address)
    {
        if (await store.FindJobAsync(address) is not { } record || await _campaigns.OfAsync(scheduler, record) is not { } campaign)
        {
            throw CampaignException.NotFound("such contact in the campaign");
        }

        if (!command.NeedsOthers || campaign.Exclusive is null)
        {
            ExecuteWith(scheduler, command, record, new JobInput(-1, []));
            return;
        }

        var person = Suppression.Restore(campaign.Row.Tenant, record.Contact.Key, null, null);
        await WithPersonAsync(scheduler, person, others => ExecuteWith(scheduler, command, record, new JobInput(-1, []) { Slots = others }));
    }

    /// <summary>Executes a command about a job with the job in memory, as this step has changed it if it has.</summary>
    private static void ExecuteWith(Scheduler scheduler, Command command, JobRecord record, JobInput input)
    {
        var wasLoaded = scheduler.State.Jobs.TryFind(record.Row.Id, out var slot);
        if (!wasLoaded)
        {
            slot = scheduler.Desk.Load(record);
        }

        try
        {
            command.Execute(scheduler, input with { Slot = slot });
        }
        finally
        {
            scheduler.Desk.Release(record.Row.Id, wasLoaded);
        }
    }

    /// <summary>Executes a report: about a live attempt with nothing but memory, about another one with the job and its attempts.</summary>
    private async ValueTask ExecuteAsync(Scheduler scheduler, Command command, ProviderReport report)
    {
        if (scheduler.Reports.FindLive(report) is var live && live >= 0)
        {
            command.Execute(scheduler, new JobInput(-1, []) { Live = live });
            return;
        }

        var id = report.Attempt ?? await FindAsync(scheduler, report);
        if (id is { } attempt && attempt.Store == scheduler.State.Stamp
            && await store.FindJobAsync(new JobAddress(default, null, attempt.Job)) is { } record
            && await _campaigns.OfAsync(scheduler, record) is not null)
        {
            var attempts = await store.ReadAttemptsAsync(attempt.Job);
            ExecuteWith(scheduler, command, record, new JobInput(-1, attempts) { Number = attempt.Number });
        }
        else
        {
            command.Execute(scheduler, new JobInput(-1, []));
        }
    }

    /// <summary>The attempt that a provider knows by its own id.</summary>
    private async ValueTask<AttemptId?> FindAsync(Scheduler scheduler, ProviderReport report)
    {
        var row = scheduler.Reports.FindEnding(report) ?? await store.FindAttemptAsync(report.Provider!, report.CallId!);
        return row is { } found ? new AttemptId(scheduler.State.Stamp, found.Job, found.Number) : null;
    }

    /// <summary>Does something with all of a person's open jobs in memory.</summary>
    private ValueTask WithPersonAsync(Scheduler scheduler, Suppression person, Action<IReadOnlyList<int>> body) =>
        WithPersonAsync(scheduler, person, slots =>
        {
            body(slots);
            return default;
        });

    private async ValueTask WithPersonAsync(Scheduler scheduler, Suppression person, Func<IReadOnlyList<int>, ValueTask> body)
    {
        var records = new List<JobRecord>();
        await store.FindOpenJobsAsync(person, records);
        var loaded = records.Select(record => scheduler.State.Jobs.TryFind(record.Row.Id, out _)).ToList();
        var slots = records.Select(record => scheduler.Desk.Load(record)).ToList();
        try
        {
            await body(slots);
        }
        finally
        {
            for (var i = 0; i < records.Count; i++)
            {
                scheduler.Desk.Release(records[i].Row.Id, loaded[i]);
            }
        }
    }

    /// <summary>Ends the other open jobs of those who have opted out in an attempt that is committed.</summary>
    public async ValueTask EndOptedOutAsync(Scheduler scheduler)
    {
        for (var count = Math.Min(scheduler.State.OptOuts.Count, MostReleases); count > 0; count--)
        {
            await WithPersonAsync(scheduler, scheduler.State.OptOuts.Dequeue(), slots => scheduler.Suppressions.End(slots, leavesOptedOut: true));
        }
    }

    /// <summary>Lets jobs begin that have waited for another one of their contact to end. What ended in this step is not in the store yet: those wait for the next.</summary>
    public async ValueTask ReleaseAsync(Scheduler scheduler)
    {
        for (var count = Math.Min(scheduler.State.Releases.Count, MostReleases); count > 0; count--)
        {
            var (key, contact) = scheduler.State.Releases.Dequeue();
            await WithPersonAsync(scheduler, Suppression.Restore(key.Tenant.Name, contact, null, null), slots => scheduler.Exclusives.Release(key, slots));
        }
    }

    private async ValueTask<List<IReadOnlyList<AttemptRow>>> ReadAttemptsAsync(Scheduler scheduler, IReadOnlyList<int> slots, string? name)
    {
        var attempts = new List<IReadOnlyList<AttemptRow>>();
        foreach (var slot in name is null ? [] : slots)
        {
            attempts.Add(scheduler.Sequences.NeedsAttempts(slot, name!) ? await store.ReadAttemptsAsync(scheduler.State.Jobs[slot].Id) : []);
        }

        return attempts;
    }

    private async ValueTask<IReadOnlyList<JobRecord>> ReadTasksAsync(Scheduler scheduler, CampaignId campaign, int limit)
    {
        var records = new List<JobRecord>();
        foreach (var lane in scheduler.Sequences.TaskLanes(campaign))
        {
            await store.ReadWaitingAsync(lane, DueKey.Lowest, limit, records);
        }

        return [.. records.OrderBy(record => (record.Row.Due, record.Row.Id)).Take(limit)];
    }
}
