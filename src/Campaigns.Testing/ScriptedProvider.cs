namespace Campaigns.Testing;

/// <summary>One call of <see cref="IProvider.DispatchAsync"/>.</summary>
/// <param name="At">The time of the call, on the engine's clock.</param>
/// <param name="ContactKey">The key of the contact.</param>
/// <param name="Request">The request.</param>
public sealed record ScriptedDispatch(DateTimeOffset At, string ContactKey, DispatchRequest Request);

/// <summary>
/// A provider that follows a test's script and records every dispatch. Without a script, each attempt completes immediately.
/// </summary>
public sealed class ScriptedProvider : IProvider
{
    private readonly List<ScriptedDispatch> _dispatches = [];
    private readonly Queue<Func<DispatchRequest, DispatchResult>> _script = [];
    private readonly HashSet<AttemptId> _live = [];
    private Func<DispatchRequest, DispatchResult> _otherwise = _ => DispatchResult.Completed(AttemptOutcome.Completed);

    /// <summary>Creates a provider.</summary>
    /// <param name="time">The clock that timestamps dispatches.</param>
    public ScriptedProvider(TimeProvider time) => Clock = time;

    /// <summary>Every dispatch so far, in order.</summary>
    public IReadOnlyList<ScriptedDispatch> Dispatches => _dispatches;

    /// <summary>Accepted attempts whose outcome the test has not reported.</summary>
    public IReadOnlyCollection<AttemptId> Live => _live;

    /// <summary>Attempts that the engine asked to abort.</summary>
    public List<AttemptId> Aborted { get; } = [];

    /// <summary>Answers lookups. By default, a lookup cannot say.</summary>
    public Func<AttemptId, LookUpResult> OnQuery { get; set; } = _ => LookUpResult.CannotSay;

    /// <summary>Finds the attempt of a call by the provider's call id. By default, finds none.</summary>
    public Func<string, AttemptId?> OnResolve { get; set; } = _ => null;

    /// <summary>Answers the next dispatches with these outcomes, one per dispatch.</summary>
    /// <param name="outcomes">The outcomes, in order.</param>
    public ScriptedProvider Answers(params AttemptOutcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            _script.Enqueue(_ => DispatchResult.Completed(outcome));
        }

        return this;
    }

    /// <summary>Answers the next dispatch with a function.</summary>
    /// <param name="answer">Computes the answer. It may throw.</param>
    public ScriptedProvider Then(Func<DispatchRequest, DispatchResult> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    /// <summary>Answers every dispatch that the script does not cover.</summary>
    /// <param name="answer">Computes the answer. It may throw.</param>
    public ScriptedProvider Otherwise(Func<DispatchRequest, DispatchResult> answer)
    {
        _otherwise = answer;
        return this;
    }

    /// <summary>Accepts every dispatch that the script does not cover. The test reports the outcomes.</summary>
    public ScriptedProvider Accepts() => Otherwise(_ => DispatchResult.Accepted());

    /// <inheritdoc/>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
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
    public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
        new(OnQuery(attempt));

    /// <inheritdoc/>
    public ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellationToken) => new(OnResolve(callId));

    /// <inheritdoc/>
    public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        Aborted.Add(attempt);
        _live.Remove(attempt);
        return default;
    }

    /// <summary>The clock that timestamps dispatches.</summary>
    internal TimeProvider Clock { get; set; }

    internal void Reported(AttemptId attempt) => _live.Remove(attempt);
}
