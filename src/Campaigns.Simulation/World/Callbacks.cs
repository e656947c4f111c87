namespace Campaigns.Simulation;

/// <summary>
/// What a provider tells about its calls: each report by our id or by its own, in time, late, twice, contradicting, lost, and some that
/// are about nobody's call.
/// </summary>
internal sealed class Callbacks(SimulatedWorld world, string provider, Action<AttemptFacts?, ProviderReport> bring)
{
    /// <summary>What the ids of calls begin with that nobody has placed.</summary>
    public const string Nobody = "nobody ";

    /// <summary>A tenant that has no attempts.</summary>
    private const string NoTenant = "no tenant";

    private int _events;

    /// <summary>Until when everything it tells is lost, on the monotonic clock.</summary>
    public long MutedUntil { get; set; }

    /// <summary>Plans what is told about a call.</summary>
    /// <param name="attempt">The call's attempt.</param>
    /// <param name="outcome">How it ends.</param>
    /// <param name="duration">When it ends.</param>
    public void Plan(AttemptFacts attempt, Outcome outcome, TimeSpan duration)
    {
        var faults = world.Faults;
        if (world.Next(4) == 0)
        {
            Later(duration * 0.3, attempt, AttemptState.Ringing, Outcome.None);
            Later(duration * 0.6, attempt, AttemptState.Answered, Outcome.None);
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
            var other = world.Next(3) == 0 ? Outcome.Completed : world.DrawOutcome();
            Later(world.UpTo((duration * 2) + TimeSpan.FromSeconds(5)), attempt, AttemptState.Ended, other);
        }

        if (world.Fault(faults.CallbackStrays))
        {
            Later(world.UpTo(duration * 2), null, Stray(attempt));
        }
    }

    private void Later(TimeSpan delay, AttemptFacts attempt, AttemptState state, Outcome outcome) => Later(delay, attempt, Name(attempt, state, outcome));

    private void Later(TimeSpan delay, AttemptFacts? attempt, ProviderReport report) => world.Kernel.After(delay, () =>
    {
        if (world.Kernel.Mono >= MutedUntil)
        {
            bring(attempt, report);
        }
    });

    /// <summary>Names the attempt by our id, by the provider's own, or by both.</summary>
    private ProviderReport Name(AttemptFacts attempt, AttemptState state, Outcome outcome)
    {
        var id = new AttemptId(world.Judge.Books.Stamp, attempt.Row.Job, attempt.Row.Number);
        var report = world.Next(attempt.CallId is null ? 4 : 8) switch
        {
            < 3 => new ProviderReport(id, state, outcome),
            3 => new ProviderReport(id, state, outcome) { Provider = provider },
            4 => new ProviderReport(id, state, outcome) { Provider = provider, CallId = attempt.CallId },
            _ => ProviderReport.OfCall(provider, attempt.CallId!, state, outcome),
        };
        report = world.Next(3) == 0 ? report with { Tenant = attempt.Job.Campaign.Tenant.Name } : report;
        return world.Next(3) == 0 ? report : report with { EventId = $"{provider} event {++_events}", Raw = $"{outcome}".ToUpperInvariant() };
    }

    /// <summary>About a call that nobody placed, an attempt that is not there, or one that went through another provider.</summary>
    private ProviderReport Stray(AttemptFacts attempt)
    {
        var (stamp, outcome) = (world.Judge.Books.Stamp, world.DrawOutcome());
        var id = new AttemptId(stamp, attempt.Row.Job, attempt.Row.Number);
        var other = world.Plan.Providers[world.Next(world.Plan.Providers.Count)].Name;
        other = other == provider ? "somebody else" : other;
        return world.Next(7) switch
        {
            0 or 5 => ProviderReport.OfCall(provider, $"{Nobody}{++_events}", AttemptState.Ended, outcome),
            6 => new ProviderReport(id, AttemptState.Ended, Outcome.OptedOut) { Tenant = NoTenant },
            1 => ProviderReport.OfCall(other, attempt.CallId ?? "nobody", AttemptState.Ended, outcome),
            2 => new ProviderReport(new AttemptId(stamp, attempt.Row.Job, attempt.Row.Number + 1_000), AttemptState.Ended, outcome),
            3 => new ProviderReport(new AttemptId(stamp + 1, attempt.Row.Job, attempt.Row.Number), AttemptState.Ended, outcome),
            _ => new ProviderReport(id, AttemptState.Ended, Outcome.OptedOut) { Provider = other, EventId = $"{provider} event {++_events}" },
        };
    }
}
