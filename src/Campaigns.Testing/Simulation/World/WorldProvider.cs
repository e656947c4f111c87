namespace Campaigns.Testing;

/// <summary>A provider of the simulated world: it outlives the processes that call it, and knows what really became of each call.</summary>
internal sealed class WorldProvider(SimulatedWorld world, string name, Action<AttemptFacts, ProviderReport> report)
{
    private readonly Dictionary<AttemptFacts, (Outcome Outcome, long EndsAt)> _calls = [];
    private readonly Outcome[] _outcomes = [.. world.Plan.Workload.Outcomes.SelectMany(pair => Enumerable.Repeat(pair.Key, pair.Value))];

    /// <summary>The provider as a process sees it.</summary>
    public IProvider For(SimulatedProcess process) => new Line(this, process);

    private ValueTask<DispatchResult> DispatchAsync(SimulatedProcess process, in DispatchRequest request)
    {
        if (process.IsDead || world.CrashIf(CrashPoint.BeforePlacing, process))
        {
            return new(Never<DispatchResult>()); // a dead process calls nobody
        }

        if (process.HasStopped)
        {
            world.Judge.Violate(8, $"{request} was sent after the engine had stopped");
        }

        var attempt = world.Judge.Sent(process.Number, name, request);
        world.OnAwkwardMoment();
        if (attempt is null)
        {
            return new(DispatchResult.NotPlaced("unknown"));
        }

        return new(world.Faults switch
        {
            var faults when world.Fault(faults.DispatchThrows) => ThrowAsync(process, attempt),
            var faults when world.Fault(faults.DispatchHangs) => HangAsync(attempt),
            var faults when world.Fault(faults.NotPlaced) => AnswerAsync(process, attempt, Outcome.NotPlaced, DispatchResult.NotPlaced("simulated")),
            var faults when world.Fault(faults.Throttle) => AnswerAsync(process, attempt, Outcome.Throttled, Throttled()),
            _ when world.Next(5) < 2 => CompleteAsync(process, attempt),
            _ => AcceptAsync(process, attempt),
        });
    }

    private Task<DispatchResult> CompleteAsync(SimulatedProcess process, AttemptFacts attempt)
    {
        var outcome = DrawOutcome();
        return AnswerAsync(process, attempt, outcome, DispatchResult.Completed(outcome, $"call {attempt.Row.Job}"));
    }

    private async Task<DispatchResult> AnswerAsync(SimulatedProcess process, AttemptFacts attempt, Outcome outcome, DispatchResult result)
    {
        await LagAsync(process);
        world.Judge.Told(attempt, outcome);
        return result;
    }

    private async Task<DispatchResult> AcceptAsync(SimulatedProcess process, AttemptFacts attempt)
    {
        Place(attempt);
        if (world.CrashIf(CrashPoint.AfterPlacing, process))
        {
            return await Never<DispatchResult>();
        }

        await LagAsync(process);
        attempt.IsAccepted = world.Kernel.Mono - attempt.SentAt < (world.Plan.Sizes.DispatchTimeout - world.Plan.Sizes.StoreTimeout).Ticks;
        return DispatchResult.Accepted($"call {attempt.Row.Job}");
    }

    private async Task<DispatchResult> ThrowAsync(SimulatedProcess process, AttemptFacts attempt)
    {
        attempt.IsAmbiguous = true;
        if (world.Chance(0.5))
        {
            Place(attempt);
        }

        await LagAsync(process);
        return world.Chance(0.8) ? throw new HttpRequestException("simulated") : default;
    }

    private Task<DispatchResult> HangAsync(AttemptFacts attempt)
    {
        if (world.Chance(0.5))
        {
            Place(attempt);
        }

        return Never<DispatchResult>();
    }

    /// <summary>The call is placed: it has an outcome, and callbacks about it will come, or not.</summary>
    private void Place(AttemptFacts attempt)
    {
        var faults = world.Faults;
        var outcome = DrawOutcome();
        var duration = world.Fault(faults.CallbackEarly) ? TimeSpan.Zero : world.UpTo(world.Plan.Workload.LongestCall);
        if (world.Fault(faults.CallbackLate))
        {
            duration += attempt.Job.Campaign.Step(attempt.Row.Step).Timeout + world.UpTo(TimeSpan.FromHours(3));
        }

        _calls[attempt] = (outcome, world.Kernel.Mono + duration.Ticks);
        if (world.Next(4) == 0)
        {
            Later(attempt, duration * 0.3, AttemptState.Ringing, Outcome.None);
            Later(attempt, duration * 0.6, AttemptState.Answered, Outcome.None);
        }

        if (!world.Fault(faults.CallbackLost))
        {
            Later(attempt, duration, AttemptState.Ended, outcome);
        }

        if (world.Fault(faults.CallbackDoubled))
        {
            Later(attempt, duration + world.UpTo(TimeSpan.FromSeconds(30)), AttemptState.Ended, outcome);
        }

        if (world.Fault(faults.CallbackContradicts))
        {
            var other = world.Next(2) == 0 ? Outcome.Completed : DrawOutcome();
            Later(attempt, world.UpTo(duration * 2), AttemptState.Ended, other);
        }
    }

    private void Later(AttemptFacts attempt, TimeSpan delay, AttemptState state, Outcome outcome)
    {
        var id = new AttemptId(world.Judge.Books.Stamp, attempt.Row.Job, attempt.Row.Number);
        world.Kernel.After(delay, () => report(attempt, new ProviderReport(id, state, outcome)));
    }

    private async ValueTask<Outcome?> QueryAsync(SimulatedProcess process, AttemptId id)
    {
        await LagAsync(process);
        if (process.IsDead || world.Fault(world.Faults.LookUpFails / 3))
        {
            await Never<bool>();
        }

        if (world.Fault(world.Faults.LookUpFails / 3))
        {
            throw new HttpRequestException("simulated");
        }

        if (world.Fault(world.Faults.LookUpFails / 3) || world.Judge.Books.Find(id) is not { } attempt || !_calls.TryGetValue(attempt, out var call))
        {
            return null;
        }

        if (call.EndsAt > world.Kernel.Mono)
        {
            return Outcome.None;
        }

        world.Judge.Told(attempt, call.Outcome);
        return call.Outcome;
    }

    private async ValueTask AbortAsync(SimulatedProcess process, AttemptId id)
    {
        await LagAsync(process);
        if (process.IsDead || world.Fault(world.Faults.LookUpFails / 2))
        {
            await Never<bool>();
        }

        if (world.Fault(world.Faults.LookUpFails / 2))
        {
            throw new HttpRequestException("simulated");
        }

        if (world.Judge.Books.Find(id) is { } attempt)
        {
            attempt.IsAborted = true;
        }
    }

    private DispatchResult Throttled() => DispatchResult.RetryAt(world.Kernel.Wall + world.UpTo(TimeSpan.FromSeconds(40)));

    private Outcome DrawOutcome() => _outcomes[world.Next(_outcomes.Length)];

    /// <summary>Half of the answers come at once, most others soon, a few at about the deadline.</summary>
    private Task LagAsync(SimulatedProcess process) => world.Next(20) switch
    {
        < 10 => Task.CompletedTask,
        < 19 => Task.Delay(world.UpTo(TimeSpan.FromMilliseconds(400)), process.Time),
        _ => Task.Delay(world.IsCalm ? TimeSpan.FromSeconds(1) : world.UpTo(world.Plan.Sizes.DispatchTimeout * 1.2), process.Time),
    };

    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;

    private sealed class Line(WorldProvider provider, SimulatedProcess process) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation) => provider.DispatchAsync(process, request);

        public ValueTask<Outcome?> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) => provider.QueryAsync(process, attempt);

        public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) => provider.AbortAsync(process, attempt);
    }
}
