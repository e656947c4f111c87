using NodaTime;

namespace Campaigns.Simulation;

/// <summary>The required place of a job after a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Kind">What the job waits for there.</param>
/// <param name="Due">When the job continues without an event, in UTC ticks.</param>
/// <param name="End">The final state, if the job ends instead; null if it continues.</param>
internal readonly record struct Place(int Step, WaitingFor Kind, long Due, JobState? End = null)
{
    /// <summary>Whether only a person can make contact, so that the judge does not predict how the job continues.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The step at which the job entered its group of contact steps.</summary>
    public int Entry { get; init; }
}

/// <summary>Follows a protocol from a step to the next place where a job waits or ends.</summary>
/// <param name="script">The protocol.</param>
/// <param name="job">The job, for its contact, zone and campaign's holidays.</param>
/// <param name="last">The newest outcome of an attempt that may have reached the person.</param>
/// <param name="expires">When the job expires, in UTC ticks; 0 for never.</param>
/// <param name="now">The current time, in UTC ticks.</param>
internal readonly struct Walk(Script script, JobFacts job, AttemptOutcome last, long expires, long now)
{
    /// <summary>
    /// Whether the event of a wait may have happened before the wait, so that the job passes it immediately. Null for never.
    /// </summary>
    public Func<int, bool>? MayPass { get; init; }

    /// <summary>The place of a job that continues with a step at an instant.</summary>
    public Place From(int step, long at)
    {
        while (step < script.Steps.Count)
        {
            switch (script.Steps[step])
            {
                case DelayStep delay:
                    at = delay.Until is { } until ? BusinessDay(until, at) : at + delay.Duration.Ticks;
                    step++;
                    break;
                case BranchStep branch:
                    step = script.Lead(Script.Holds(branch.When, job.Contact, last) ? branch.Then : branch.Otherwise, step);
                    break;
                case EventStep early when at <= now && MayPass?.Invoke(step) == true:
                    (step, at) = (script.Lead(early.OnEvent, step), now);
                    break;
                case EventStep wait:
                    return at > now ? Before(step, at) : new Place(step, WaitingFor.Event, Least(now + wait.Timeout.Ticks));
                case ExitStep exit:
                    return at > now ? Before(step, at) : new Place(step, WaitingFor.Turn, 0, exit.End);
                default:
                    if (Group(step, at) is { } place)
                    {
                        return place;
                    }

                    step = script.Group(step).End;
                    break;
            }
        }

        return script.Exit is { Monitor: true }
            ? new Place(script.Steps.Count, WaitingFor.Reply, expires)
            : new Place(script.Steps.Count, WaitingFor.Turn, 0, JobState.Completed);
    }

    /// <summary>The first step of a group that can be sent; null if all steps are left out.</summary>
    private Place? Group(int step, long at)
    {
        var (isByPerson, entry, end) = (false, step, script.Group(step).End);
        for (; step < end; step++)
        {
            var policy = Script.HasAddress(job.Contact, script.Contact(step).Channel) ? null : script.PolicyOf(step, job.Contact)!;
            while (policy is { Action: UnavailableAction.Fallback } && !Script.HasAddress(job.Contact, policy.Channel!))
            {
                policy = policy.Then ?? UnavailablePolicy.Skip;
            }

            if (policy is null or { Action: UnavailableAction.Fallback })
            {
                return (expires != 0 && at >= expires
                    ? new Place(step, WaitingFor.Time, expires)
                    : new Place(step, WaitingFor.Turn, at)) with { Entry = entry };
            }

            if (policy.Action == UnavailableAction.Fail && script.EndsOnFailure(step))
            {
                return new Place(step, WaitingFor.Turn, 0, JobState.Failed);
            }

            isByPerson |= policy.Action == UnavailableAction.Task;
        }

        return isByPerson ? new Place(step, WaitingFor.Task, 0) { IsOpen = true, Entry = entry } : null;
    }

    private Place Before(int step, long at) => new(step, WaitingFor.Time, Least(at));

    private long Least(long at) => expires == 0 ? at : Math.Min(at, expires);

    /// <summary>Counts business days one by one on a calendar.</summary>
    private long BusinessDay(BusinessDay until, long at)
    {
        var (name, zone) = (job.Zone, DateTimeZoneProviders.Tzdb[job.Zone]);
        // in simulations, the engine-wide window has no dates
        ContactWindow[] windows = [.. new[] { job.Campaign.Row.Latest.Settings.Window,
            job.Campaign.Tenant.Row.Latest.Settings.Window }.OfType<ContactWindow>()];
        var weekends = windows.Select(window => PlaceCheck.WeekendOf(window, name)).Where(days => days is not null).ToList();
        var weekend = weekends.Count == 0 ? [DayOfWeek.Saturday, DayOfWeek.Sunday] : weekends.SelectMany(days => days!).ToList();
        var date = Instant.FromDateTimeOffset(new DateTimeOffset(at, TimeSpan.Zero)).InZone(zone).Date;
        for (var left = until.Days; left > 0;)
        {
            date = date.PlusDays(1);
            var day = date.ToDateOnly();
            left -= weekend.Contains(day.DayOfWeek) || Array.Exists(windows, window => PlaceCheck.IsClosed(window, name, day)) ? 0 : 1;
        }

        var map = zone.MapLocal(date + LocalTime.FromTicksSinceMidnight(until.At.Ticks));
        var instant = map.Count == 0 ? map.LateInterval.Start : map.First().ToInstant();
        return instant.ToDateTimeOffset().UtcTicks;
    }
}
