using NodaTime;

namespace Campaigns.Simulation;

/// <summary>Where a job has to stand after a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Kind">What it waits for there.</param>
/// <param name="Due">When it goes on by itself, in UTC ticks.</param>
/// <param name="End">How it has ended instead; null if it goes on.</param>
internal readonly record struct Place(int Step, WaitingFor Kind, long Due, JobState? End = null)
{
    /// <summary>Nobody can be contacted but by a person: how it goes on is not foretold.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Where it came into the contact steps in a row that it stands in.</summary>
    public int Entry { get; init; }
}

/// <summary>Follows a protocol from a step to where something is to be waited for.</summary>
/// <param name="script">The protocol.</param>
/// <param name="job">The job, for its person, its zone and its campaign's holidays.</param>
/// <param name="last">The newest outcome that may have reached the person.</param>
/// <param name="expires">When the job expires; 0 for never.</param>
/// <param name="now">Now, in UTC ticks.</param>
internal readonly struct Walk(Script script, JobFacts job, Outcome last, long expires, long now)
{
    /// <summary>Whether the event of a wait may have happened before the wait: then it is passed at once. Null for never.</summary>
    public Func<int, bool>? MayPass { get; init; }

    /// <summary>Where a job stands that goes on with a step at an instant.</summary>
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

    /// <summary>The first of some contact steps in a row that can be sent; null when all are left out.</summary>
    private Place? Group(int step, long at)
    {
        var (isByPerson, entry, end) = (false, step, script.Group(step).End);
        for (; step < end; step++)
        {
            var policy = Script.HasAddress(job.Contact, script.Contact(step).Channel) ? null : script.PolicyOf(step, job.Contact)!;
            while (policy is { Action: UnavailableAction.Fallback } && !Script.HasAddress(job.Contact, policy.Channel!))
            {
                policy = policy.Then ?? Unavailable.Skip;
            }

            if (policy is null or { Action: UnavailableAction.Fallback })
            {
                return (expires != 0 && at >= expires ? new Place(step, WaitingFor.Time, expires) : new Place(step, WaitingFor.Turn, at)) with { Entry = entry };
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

    /// <summary>Day for day on a calendar on the wall.</summary>
    private long BusinessDay(BusinessDay until, long at)
    {
        var (name, zone) = (job.Zone, DateTimeZoneProviders.Tzdb[job.Zone]);
        Window[] windows = [.. new[] { job.Campaign.Row.Latest.Settings.Window, job.Campaign.Tenant.Row.Latest.Settings.Window }.OfType<Window>()]; // everything's has no dates in simulations
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
