namespace Campaigns.Simulation;

/// <summary>
/// Sends a provider's reports about its calls: by attempt id or by call id, on time, late, twice, contradicting or lost. Some reports are
/// about calls that do not exist.
/// </summary>
internal sealed class Callbacks(SimulatedWorld world, string provider, Action<AttemptFacts?, ProviderReport> bring)
{
    /// <summary>The prefix of call ids that belong to no call.</summary>
    public const string Nobody = "nobody ";

    /// <summary>A tenant without attempts.</summary>
    private const string NoTenant = "no tenant";

    private int _events;

    /// <summary>The time until which all reports are lost, on the monotonic clock.</summary>
    public long MutedUntil { get; set; }

    /// <summary>Plans the reports about a call.</summary>
    /// <param name="attempt">The call's attempt.</param>
    /// <param name="outcome">The outcome of the call.</param>
    /// <param name="duration">The length of the call.</param>
    public void Plan(AttemptFacts attempt, AttemptOutcome outcome, TimeSpan duration)
    {
        var faults = world.Faults;
        if (world.Next(4) == 0)
        {
            Later(duration * 0.3, attempt, AttemptState.Ringing, AttemptOutcome.None);
            Later(duration * 0.6, attempt, AttemptState.Answered, AttemptOutcome.None);
        }

        var report = Name(attempt, AttemptState.Ended, outcome);
        if (!world.Fault(faults.CallbackLost))
        {
            Later(duration, attempt, report);
        }

        if (world.Fault(faults.CallbackDoubled))
        {
            var again = world.Next(2) == 0 ? report : Name(attempt, AttemptState.Ended, outcome);
            Later(duration + world.UpTo(TimeSpan.FromSeconds(30)), attempt, again);
        }

        for (var more = world.Fault(faults.CallbackContradicts) ? world.Next(3) : -1; more >= 0; more--)
        {
            var other = world.Next(3) == 0 ? AttemptOutcome.Completed : world.DrawOutcome();
            Later(world.UpTo((duration * 2) + TimeSpan.FromSeconds(5)), attempt, AttemptState.Ended, other);
        }

        if (world.Fault(faults.CallbackStrays))
        {
            Later(world.UpTo(duration * 2), null, Stray(attempt));
        }
    }

    private void Later(TimeSpan delay, AttemptFacts attempt, AttemptState state, AttemptOutcome outcome) =>
        Later(delay, attempt, Name(attempt, state, outcome));

    private void Later(TimeSpan delay, AttemptFacts? attempt, ProviderReport report) => world.Kernel.After(delay, () =>
    {
        if (world.Kernel.Mono >= MutedUntil)
        {
            bring(attempt, report);
        }
    });

    /// <summary>Names the attempt by its attempt id, its call id, or both.</summary>
    private ProviderReport Name(AttemptFacts attempt, AttemptState state, AttemptOutcome outcome)
    {
        var id = new AttemptId(world.Judge.Books.Stamp, attempt.Row.Job, attempt.Row.Number);
        var report = world.Next(attempt.CallId is null ? 4 : 8) switch
        {
            < 3 => new ProviderReport(id, state, outcome),
            3 => new ProviderReport(id, state, outcome) { Provider = provider },
            4 => new ProviderReport(id, state, outcome) { Provider = provider, CallId = attempt.CallId },
            _ => ProviderReport.OfCall(provider, attempt.CallId!, state, outcome),
        };
        var result = world.Results.Draw();
        var isTimed = result is not null && report.CallId is null && world.Next(2) == 0;
        DateTimeOffset? occurredAt = isTimed ? world.Kernel.Wall - world.UpTo(TimeSpan.FromMinutes(5)) : null;
        report = report with { AttemptResult = result, OccurredAt = occurredAt };
        report = world.Next(3) == 0 ? report with { Tenant = attempt.Job.Campaign.Tenant.Name } : report;
        return world.Next(3) == 0
            ? report
            : report with { EventId = $"{provider} event {++_events}", Raw = $"{outcome}".ToUpperInvariant() };
    }

    /// <summary>
    /// Draws a report about an unknown call, an unknown attempt, an attempt of another provider, or in a foreign tenant's name.
    /// </summary>
    private ProviderReport Stray(AttemptFacts attempt)
    {
        var (stamp, outcome) = (world.Judge.Books.Stamp, world.DrawOutcome());
        var id = new AttemptId(stamp, attempt.Row.Job, attempt.Row.Number);
        var other = world.Plan.Providers[world.Next(world.Plan.Providers.Count)].Name;
        other = other == provider ? "somebody else" : other;
        return world.Next(7) switch
        {
            0 or 5 => ProviderReport.OfCall(provider, $"{Nobody}{++_events}", AttemptState.Ended, outcome) with { Raw = attempt.Address },
            6 => new ProviderReport(id, AttemptState.Ended, AttemptOutcome.OptedOut) { Tenant = NoTenant },
            1 => ProviderReport.OfCall(other, attempt.CallId ?? "nobody", AttemptState.Ended, outcome),
            2 => new ProviderReport(new AttemptId(stamp, attempt.Row.Job, attempt.Row.Number + 1_000), AttemptState.Ended, outcome),
            3 => new ProviderReport(new AttemptId(stamp + 1, attempt.Row.Job, attempt.Row.Number), AttemptState.Ended, outcome),
            _ => new ProviderReport(
                id, AttemptState.Ended, AttemptOutcome.OptedOut) { Provider = other, EventId = $"{provider} event {++_events}" },
        };
    }
}
