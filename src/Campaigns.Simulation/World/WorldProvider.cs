namespace Campaigns.Simulation;

/// <summary>A provider of the simulated world. It outlives the processes that call it, and knows the true state of each call.</summary>
internal sealed class WorldProvider(SimulatedWorld world, string name, Callbacks callbacks)
{
    private readonly WorldLookUps _lookUps = new(world, name);

    private enum Outage
    {
        Refuses,
        Throws,
        Hangs,
    }

    private Outage _outage;
    private long _downUntil;

    private readonly Dictionary<AttemptFacts, (AttemptOutcome Outcome, long EndsAt)> _calls = [];

    /// <summary>The provider as a process sees it.</summary>
    public IProvider For(SimulatedProcess process) => new Line(this, process);

    /// <summary>Makes the provider accept nothing for a while.</summary>
    public void GoDown(TimeSpan duration)
    {
        (_outage, _downUntil) = ((Outage)world.Next(3), world.Kernel.Mono + duration.Ticks);
        world.Judge.Books.Providers[name].DownSince = world.Kernel.Mono;
        world.Judge.Books.Providers[name].SentWhileDown.Clear();
        _lookUps.DownUntil = _downUntil;
    }

    /// <summary>Loses the provider's reports for a while.</summary>
    public void GoMute(TimeSpan duration) => callbacks.MutedUntil = world.Kernel.Mono + duration.Ticks;

    /// <summary>Ends all outages of the provider.</summary>
    public void Recover() => (_downUntil, callbacks.MutedUntil, _lookUps.DownUntil) = (0, 0, 0);

    private ValueTask<DispatchResult> DispatchAsync(SimulatedProcess process, in DispatchRequest request)
    {
        if (process.IsDead || world.CrashIf(CrashPoint.BeforePlacing, process))
        {
            return new(Never<DispatchResult>()); // a dead process places no call
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

        if (world.Kernel.Mono < _downUntil)
        {
            return new(FailAsync(process, attempt));
        }

        world.Judge.Books.Providers[name].DownSince = -1;
        if (NoteLostAccount(attempt))
        {
            return new(AnswerAsync(process, attempt, AttemptOutcome.NotPlaced, DispatchResult.Unavailable("wrong credentials")));
        }

        return new(world.Faults switch
        {
            var faults when world.Fault(faults.DispatchThrows) => ThrowAsync(process, attempt, mayPlace: true),
            var faults when world.Fault(faults.DispatchHangs) => HangAsync(attempt),
            var faults when world.Fault(faults.NotPlaced) => AnswerAsync(process, attempt, WorldRefusals.Of(world, attempt)),
            var faults when world.Fault(faults.Throttle) => AnswerAsync(process, attempt, WorldRefusals.Throttle(world)),
            _ when world.Next(5) < 2 => CompleteAsync(process, attempt),
            _ => AcceptAsync(process, attempt),
        });
    }

    private Task<DispatchResult> CompleteAsync(SimulatedProcess process, AttemptFacts attempt)
    {
        var outcome = world.DrawOutcome();
        attempt.CallId = CallIdOf(attempt);
        _calls[attempt] = (outcome, world.Kernel.Mono);
        return AnswerAsync(process, attempt, outcome, world.Results.Completed(attempt, outcome));
    }

    /// <summary>Fails a dispatch during an outage. Nothing is placed, whether or not the provider says so.</summary>
    private Task<DispatchResult> FailAsync(SimulatedProcess process, AttemptFacts attempt)
    {
        NoteFailure();
        return _outage switch
        {
            Outage.Refuses => AnswerAsync(process, attempt, AttemptOutcome.NotPlaced, DispatchResult.ProviderDown("simulated")),
            Outage.Throws => ThrowAsync(process, attempt, mayPlace: false),
            _ => Never<DispatchResult>(),
        };
    }

    private Task<DispatchResult> AnswerAsync(SimulatedProcess process, AttemptFacts attempt, (AttemptOutcome Outcome, DispatchResult Said) answer) =>
        AnswerAsync(process, attempt, answer.Outcome, answer.Said);

    private async Task<DispatchResult> AnswerAsync(SimulatedProcess process, AttemptFacts attempt, AttemptOutcome outcome, DispatchResult result)
    {
        world.Judge.Books.Providers[name].HasFailed |= outcome == AttemptOutcome.NotPlaced;
        await LagAsync(process);
        world.Judge.Told(attempt, outcome);
        attempt.Answered(IsInTime(attempt) ? outcome : attempt.Answer, WorldRefusals.TimeOf(world, result, IsInTime(attempt)));
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
        attempt.IsAccepted = IsInTime(attempt);
        // a lookup or a report may give the call id later
        return DispatchResult.Accepted(world.Next(8) == 0 ? null : attempt.CallId);
    }

    /// <summary>Whether an answer comes well before the dispatch's deadline.</summary>
    private bool IsInTime(AttemptFacts attempt) =>
        world.Kernel.Mono - attempt.DecidedAt < (world.Plan.Sizes.DispatchTimeout - world.Plan.Sizes.StoreTimeout).Ticks;

    private async Task<DispatchResult> ThrowAsync(SimulatedProcess process, AttemptFacts attempt, bool mayPlace)
    {
        attempt.IsAmbiguous = true;
        NoteFailure();
        if (mayPlace && world.Chance(0.5))
        {
            Place(attempt);
        }

        await LagAsync(process);
        return world.Chance(0.8) ? throw new HttpRequestException("simulated") : default;
    }

    private bool NoteLostAccount(AttemptFacts attempt)
    {
        var tenant = attempt.Job.Campaign.Tenant;
        var isLost = world.LostAccounts.TryGetValue((tenant.Name!, attempt.Channel), out var until) && world.Kernel.Mono < until;
        tenant.Channel(attempt.Channel).RefusedAt = isLost ? world.Kernel.Mono : tenant.Channel(attempt.Channel).RefusedAt;
        return isLost;
    }

    private void NoteFailure() => world.Judge.Books.Providers[name].HasFailed = true;

    private Task<DispatchResult> HangAsync(AttemptFacts attempt)
    {
        NoteFailure();
        if (world.Chance(0.5))
        {
            Place(attempt);
        }

        return Never<DispatchResult>();
    }

    /// <summary>Places the call: draws its outcome and plans its callbacks, unless the call is stuck.</summary>
    private void Place(AttemptFacts attempt)
    {
        var faults = world.Faults;
        var outcome = world.DrawOutcome();
        var duration = world.Fault(faults.CallbackEarly) ? TimeSpan.Zero : world.UpTo(world.Plan.Workload.LongestCall);
        if (world.Fault(faults.CallbackLate))
        {
            duration += attempt.Job.Step(attempt.Row.Step).Timeout + world.UpTo(TimeSpan.FromHours(3));
        }

        attempt.CallId = world.Next(10) == 0 ? null : CallIdOf(attempt);
        attempt.CallEndsAt = world.Kernel.Mono + duration.Ticks;
        _calls[attempt] = (outcome, attempt.CallEndsAt);
        attempt.IsStuck = world.Fault(faults.LookUpFails / 20);
        Action<AttemptFacts, AttemptOutcome, TimeSpan> tell = attempt.IsStuck ? (_, _, _) => { } : callbacks.Plan;
        tell(attempt, outcome, duration);
    }

    /// <summary>Draws the call id. Sometimes it is the id of an earlier stray report.</summary>
    private string CallIdOf(AttemptFacts attempt) =>
        world.Judge.Strays.TakeOlder(name, attempt) ?? $"{name}/{attempt.Row.Job}-{attempt.Row.Number}";

    private async ValueTask<LookUpResult> QueryAsync(SimulatedProcess process, AttemptId id)
    {
        var attempt = world.Judge.Books.Find(id);
        var isPlaced = _calls.TryGetValue(attempt!, out var call);
        var lookUp = _lookUps.Begin(process, attempt!);
        await LagAsync(process);
        if (process.IsDead || lookUp == LookUpFault.Hangs)
        {
            await Never<bool>();
        }

        _lookUps.End(attempt!);
        return lookUp switch
        {
            LookUpFault.Throws => throw new HttpRequestException("simulated"),
            LookUpFault.AsksForTime => LookUpResult.AskAgain(world.Kernel.Wall + world.UpTo(TimeSpan.FromSeconds(5))),
            LookUpFault.CannotSay => CannotSay(attempt!),
            _ => isPlaced ? Find(attempt!, call) : NeverHad(attempt!),
        };
    }

    private LookUpResult Find(AttemptFacts attempt, (AttemptOutcome Outcome, long EndsAt) call)
    {
        var callId = world.Next(2) == 0 ? attempt.CallId : null;
        if (call.EndsAt > world.Kernel.Mono || attempt.IsStuck)
        {
            return LookUpResult.Live(callId);
        }

        world.Judge.Told(attempt, call.Outcome);
        return world.Results.Ended(attempt, call.Outcome, callId);
    }

    /// <summary>Answers a lookup of a call that was not placed. Only some answers are certain.</summary>
    private LookUpResult NeverHad(AttemptFacts attempt)
    {
        if (world.Next(2) == 0)
        {
            return CannotSay(attempt);
        }

        world.Judge.Told(attempt, AttemptOutcome.NotPlaced);
        return LookUpResult.NotPlaced;
    }

    private static LookUpResult CannotSay(AttemptFacts attempt)
    {
        attempt.CannotBeFound = true;
        return LookUpResult.CannotSay;
    }

    /// <summary>Finds the attempt of a call. For one job in four, the provider cannot say.</summary>
    private async ValueTask<AttemptId?> ResolveAsync(SimulatedProcess process, string callId)
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

        var attempt = _calls.Keys.LastOrDefault(attempt => attempt.CallId == callId);
        return attempt is null || attempt.Row.Job % 4 == 0 ? null : new AttemptId(world.Judge.Books.Stamp, attempt.Row.Job, attempt.Row.Number);
    }

    private async ValueTask AbortAsync(SimulatedProcess process, AttemptId id)
    {
        if (name.EndsWith('2'))
        {
            throw new NotSupportedException("This provider cannot end a call.");
        }

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
            attempt.CallEndsAt = Math.Min(attempt.CallEndsAt, world.Kernel.Mono);
        }
    }

    /// <summary>Delays an answer: half come immediately, most others soon, a few near the deadline.</summary>
    private Task LagAsync(SimulatedProcess process) => world.Next(20) switch
    {
        < 10 => Task.CompletedTask,
        < 19 => Task.Delay(world.UpTo(TimeSpan.FromMilliseconds(400)), process.Time),
        _ => Task.Delay(world.IsCalm ? TimeSpan.FromSeconds(1) : world.UpTo(world.Plan.Sizes.DispatchTimeout * 1.2), process.Time),
    };

    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;

    private sealed class Line(WorldProvider provider, SimulatedProcess process) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) => provider.DispatchAsync(process, request);

        public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) => provider.QueryAsync(process, attempt);

        public ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellationToken) => provider.ResolveAsync(process, callId);

        public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) => provider.AbortAsync(process, attempt);
    }
}
