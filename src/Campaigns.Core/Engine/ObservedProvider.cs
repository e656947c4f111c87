using Campaigns.Observability;

namespace Campaigns.Engine;

/// <summary>Calls a provider, and measures and traces each dispatch while a listener is active.</summary>
internal sealed class ObservedProvider(ProviderRegistration registration, Instruments? instruments, TimeProvider time)
{
    private readonly IProvider _provider = registration.Provider;
    private readonly ProviderLabels _labels = new(registration.Name, registration.Channel);

    /// <summary>Calls the provider. No other code runs between the last check for a stop and the call.</summary>
    /// <exception cref="HeldBackException">A stop came first. The provider was not called.</exception>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken, GateTicket ticket)
    {
        if (instruments is not null && (Spans.AreWanted || instruments.MeasureDispatches))
        {
            return ObserveAsync(request, cancellationToken, ticket, instruments);
        }

        return ticket.TryCall() ? _provider.DispatchAsync(request, cancellationToken) : throw new HeldBackException();
    }

    /// <summary>
    /// Makes the call with the dispatch's activity as the current one, so that the provider's work is traced under it. As an async method,
    /// it restores the sender thread's own activity, and allocates nothing if the provider answers synchronously.
    /// </summary>
    private async ValueTask<DispatchResult> ObserveAsync(
        DispatchRequest request, CancellationToken cancellationToken, GateTicket ticket, Instruments instruments)
    {
        MeasureDelay(request.Due, instruments);
        var since = time.GetTimestamp();
        var answer = Labels.Failed;
        using var span = Spans.Dispatch(request, _labels, time, instruments.Faults);
        try
        {
            if (!ticket.TryCall())
            {
                throw new HeldBackException();
            }

            var pending = _provider.DispatchAsync(request, cancellationToken);
            var result = pending.IsCompletedSuccessfully ? pending.Result : await pending.AsTask(); // awaiting it directly may throw
            answer = Labels.Of(result.Answer);
            span.SetTag(Labels.Outcome, result.Answer == DispatchAnswer.Completed ? Labels.Of(result.Outcome) : null);
            return result;
        }
        catch (Exception error)
        {
            span.Fail(error);
            throw;
        }
        finally
        {
            span.SetTag(Labels.Answer, answer);
            span.EndAt(time);
            MeasureDuration(since, answer, instruments);
        }
    }

    private void MeasureDelay(long due, Instruments instruments)
    {
        if (due > 0 && instruments.DispatchDelay.Enabled)
        {
            instruments.DispatchDelay.Record(EngineFigures.Seconds(time.GetUtcNow().UtcTicks - due), _labels.Channel, _labels.Provider);
        }
    }

    private void MeasureDuration(long since, string answer, Instruments instruments)
    {
        var seconds = time.GetElapsedTime(since).TotalSeconds;
        instruments.DispatchDuration.Record(seconds, _labels.Channel, _labels.Provider, new(Labels.Answer, answer));
    }
}
