namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Answers immediately: busy until every contact has been tried, then no answer. The provider does no work, so all time goes to the engine.
/// The two outcomes let a retry policy hold contacts back until all have been tried once (see <see cref="SteadyLoad"/>).
/// </summary>
internal sealed class NoOpProvider(int contacts) : IProvider
{
    private static readonly DispatchResult Early = DispatchResult.Completed(AttemptOutcome.Busy);
    private static readonly DispatchResult Steady = DispatchResult.Completed(AttemptOutcome.NoAnswer);
    private int _untried = contacts;

    public bool HasTriedAll => Volatile.Read(ref _untried) <= 0;

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if (request.Try == 1)
        {
            Interlocked.Decrement(ref _untried);
            return new(Early);
        }

        return new(HasTriedAll ? Steady : Early);
    }
}

/// <summary>Answers with a given function.</summary>
internal sealed class ActingProvider(Func<DispatchRequest, DispatchResult> act) : IProvider
{
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) => new(act(request));
}
