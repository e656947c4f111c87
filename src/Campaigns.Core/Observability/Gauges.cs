using System.Diagnostics.Metrics;

namespace Campaigns.Observability;

/// <summary>The observable metrics of the engine's current state. They read <see cref="EngineFigures"/>, never the scheduler.</summary>
internal sealed class Gauges
{
    private readonly EngineFigures _figures;

    public Gauges(GuardedMeter guarded, EngineFigures figures)
    {
        _figures = figures;
        OldestDue = guarded.Make(meter => meter.CreateObservableGauge(
            "campaigns.due.oldest_age", () => Tell(figures.OldestDueAge), "s",
            "How long the oldest due contact within its hours has been due."));
        guarded.Make(meter => meter.CreateObservableGauge(
            "campaigns.loop.last_step_age", () => Tell(figures.StepAge ?? 0), "s",
            "The time since the last successful step of the engine loop."));
        guarded.Make(
            meter => meter.CreateObservableUpDownCounter(
                "campaigns.inbox.depth", () => Tell(figures.InboxDepth), "{request}", "Requests that wait for the loop."));
        guarded.Make(
            meter => meter.CreateObservableUpDownCounter("campaigns.jobs", TellJobs, "{job}", "Jobs that have not ended, by state."));
        guarded.Make(meter => meter.CreateObservableUpDownCounter(
            "campaigns.live", () => TellProviders(provider => Volatile.Read(ref provider.Live)), "{attempt}", "Live attempts."));
        guarded.Make(meter => meter.CreateObservableUpDownCounter("campaigns.dispatching", () => TellProviders(
            provider => Volatile.Read(ref provider.Dispatching)), "{attempt}", "Dispatches that the provider has not answered."));
        guarded.Make(meter => meter.CreateObservableGauge("campaigns.provider.open", () => TellProviders(
            provider => figures.IsOpen(provider) ? 1 : 0), "1", "1 while the provider is in use, 0 while it is closed."));
    }

    public ObservableGauge<double> OldestDue { get; }

    private IEnumerable<Measurement<T>> Tell<T>(T value)
        where T : struct => _figures.StepAge is null ? [] : [new Measurement<T>(value)];

    private IEnumerable<Measurement<long>> TellJobs() =>
        from state in _figures.StepAge is null ? [] : new[] { JobState.New, JobState.Waiting, JobState.Live }
        select new Measurement<long>(_figures.Jobs(state), new KeyValuePair<string, object?>(Labels.State, Labels.Of(state)));

    private IEnumerable<Measurement<int>> TellProviders(Func<ProviderFigures, int> read) =>
        from provider in _figures.StepAge is null ? [] : _figures.Providers
        select new Measurement<int>(read(provider), provider.Labels.Channel, provider.Labels.Provider);
}
