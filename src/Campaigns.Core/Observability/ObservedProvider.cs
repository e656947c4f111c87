namespace Campaigns.Observability;

/// <summary>A provider whose dispatches are measured and traced while anybody listens, and else simply made.</summary>
internal sealed class ObservedProvider(ProviderRegistration registration, Instruments instruments, TimeProvider time) : IProvider
{
    private readonly IProvider _provider = registration.Provider;
    private readonly ProviderLabels _labels = new(registration.Name, registration.Channel);

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation) =>
        Spans.AreWanted || instruments.MeasureDispatches ? ObserveAsync(request, cancellation) : _provider.DispatchAsync(request, cancellation);

    public ValueTask<LookUp> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) =>
        _provider.QueryAsync(attempt, providerCallId, cancellation);

    public ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellation) => _provider.ResolveAsync(callId, cancellation);

    public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation) =>
        _provider.AbortAsync(attempt, providerCallId, cancellation);

    /// <summary>
    /// Makes the call with its activity current, so that what the provider does belongs to it. Being an async method, it gives the
    /// sending thread its own activity back, and allocates nothing when the provider answers at once.
    /// </summary>
    private async ValueTask<DispatchResult> ObserveAsync(DispatchRequest request, CancellationToken cancellation)
    {
        MeasureDelay(request.Due);
        var since = time.GetTimestamp();
        var answer = Labels.Failed;
        using var span = Spans.Dispatch(request, _labels, time);
        try
        {
            var result = await _provider.DispatchAsync(request, cancellation);
            answer = Labels.Of(result.Answer);
            span?.SetTag(Labels.Outcome, result.Answer == DispatchAnswer.Completed ? Labels.Of(result.Outcome) : null);
            return result;
        }
        catch (Exception error)
        {
            span?.Fail(error);
            throw;
        }
        finally
        {
            span?.SetTag(Labels.Answer, answer).EndAt(time);
            MeasureDuration(since, answer);
        }
    }

    private void MeasureDelay(long due)
    {
        if (due > 0 && instruments.DispatchDelay.Enabled)
        {
            instruments.DispatchDelay.Record(EngineFigures.Seconds(time.GetUtcNow().UtcTicks - due), _labels.Channel, _labels.Provider);
        }
    }

    private void MeasureDuration(long since, string answer)
    {
        var seconds = time.GetElapsedTime(since).TotalSeconds;
        instruments.DispatchDuration.Record(seconds, _labels.Channel, _labels.Provider, new(Labels.Answer, answer));
    }
}
