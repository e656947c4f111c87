namespace Campaigns.Testing;

/// <summary>One call of <see cref="IProvider.DispatchAsync"/>.</summary>
/// <param name="At">When, on the engine's clock.</param>
/// <param name="ContactKey">Whom.</param>
/// <param name="Request">The whole request.</param>
public sealed record ScriptedDispatch(DateTimeOffset At, string ContactKey, DispatchRequest Request);

/// <summary>
/// A provider that does what a test tells it, and remembers every dispatch. Without a script each attempt is completed at once.
/// </summary>
public sealed class ScriptedProvider : IProvider
{
    private readonly List<ScriptedDispatch> _dispatches = [];
    private readonly Queue<Func<DispatchRequest, DispatchResult>> _script = [];
    private readonly HashSet<AttemptId> _live = [];
    private Func<DispatchRequest, DispatchResult> _otherwise = _ => DispatchResult.Completed(Outcome.Completed);

    /// <summary>Creates a provider.</summary>
    /// <param name="time">The clock that dispatches are stamped with.</param>
    public ScriptedProvider(TimeProvider time) => Clock = time;

    /// <summary>Every dispatch so far, in order.</summary>
    public IReadOnlyList<ScriptedDispatch> Dispatches => _dispatches;

    /// <summary>Attempts that were accepted and whose outcome the test has not reported.</summary>
    public IReadOnlyCollection<AttemptId> Live => _live;

    /// <summary>Attempts that the engine asked to abort.</summary>
    public List<AttemptId> Aborted { get; } = [];

    /// <summary>What a look-up finds; null, the default, for a provider that cannot say.</summary>
    public Func<AttemptId, LookUp> OnQuery { get; set; } = _ => LookUp.CannotSay;

    /// <summary>Which attempt a call is of, by the provider's id for it; none by default.</summary>
    public Func<string, AttemptId?> OnResolve { get; set; } = _ => null;

    /// <summary>Answers the next dispatches with these outcomes, one each.</summary>
    /// <param name="outcomes">In order.</param>
    public ScriptedProvider Answers(params Outcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            _script.Enqueue(_ => DispatchResult.Completed(outcome));
        }

        return this;
    }

    /// <summary>Answers the next dispatch in a way of its own; it may throw.</summary>
    /// <param name="answer">The answer.</param>
    public ScriptedProvider Then(Func<DispatchRequest, DispatchResult> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    /// <summary>Answers every dispatch for which the script has nothing.</summary>
    /// <param name="answer">The answer; it may throw.</param>
    public ScriptedProvider Otherwise(Func<DispatchRequest, DispatchResult> answer)
    {
        _otherwise = answer;
        return this;
    }

    /// <summary>Accepts every dispatch for which the script has nothing; the test reports the outcomes.</summary>
    public ScriptedProvider Accepts() => Otherwise(_ => DispatchResult.Accepted());

    /// <inheritdoc/>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation)
    {
        _dispatches.Add(new ScriptedDispatch(Clock.GetUtcNow(), request.Contact.Key, request));
        _live.Add(request.Attempt);
        var result = (_script.TryDequeue(out var scripted) ? scripted : _otherwise)(request);
        if (!result.IsAccepted)
        {
            _live.Remove(request.Attempt);
        }

        return new(result);
    }

    /// <inheritdoc/>
    public ValueTask<LookUp> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) => new(OnQuery(attempt));

    /// <inheritdoc/>
    public ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellation) => new(OnResolve(callId));

    /// <inheritdoc/>
    public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation)
    {
        Aborted.Add(attempt);
        _live.Remove(attempt);
        return default;
    }

    /// <summary>The clock that dispatches are stamped with.</summary>
    internal TimeProvider Clock { get; set; }

    internal void Reported(AttemptId attempt) => _live.Remove(attempt);
}
