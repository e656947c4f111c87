using Campaigns.Observability;

namespace Campaigns.Engine;

/// <summary>A provider whose dispatches are measured and traced while anybody listens, and else simply made.</summary>
internal sealed class ObservedProvider(ProviderRegistration registration, Instruments? instruments, TimeProvider time)
{
    private readonly IProvider _provider = registration.Provider;
    private readonly ProviderLabels _labels = new(registration.Name, registration.Channel);

    /// <summary>Calls the provider. Nothing of anybody else runs between the last look for a stop and the call.</summary>
    /// <exception cref="HeldBackException">A stop came first; it was not called.</exception>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken, GateTicket ticket)
    {
        if (instruments is not null && (Spans.AreWanted || instruments.MeasureDispatches))
        {
            return ObserveAsync(request, cancellationToken, ticket, instruments);
        }

        return ticket.TryCall() ? _provider.DispatchAsync(request, cancellationToken) : throw new HeldBackException();
    }

    /// <summary>
    /// Makes the call with its activity current, so that what the provider does belongs to it. Being an async method, it gives the
    /// sending thread its own activity back, and allocates nothing when the provider answers at once.
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
            var result = pending.IsCompletedSuccessfully ? pending.Result : await pending.AsTask(); // it may be one whose await throws
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
