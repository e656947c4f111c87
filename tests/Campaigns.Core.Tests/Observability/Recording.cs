using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Campaigns.Tests.Observability;

/// <summary>Tests that listen to activities. A listener hears every engine in the process, so nothing else runs in parallel.</summary>
[CollectionDefinition(nameof(ListeningAlone), DisableParallelization = true)]
public sealed class ListeningAlone;

/// <summary>One measurement, with its labels as text.</summary>
internal sealed record Measured(string Instrument, double Value, string Labels)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Instrument} {Value} {Labels}");
}

/// <summary>Records an engine's metrics and log entries, and the activities of the process.</summary>
internal sealed class Recording : IMeterFactory, ILoggerFactory, ILogger
{
    /// <summary>The activity source of a provider.</summary>
    public const string ProvidersOwn = "a provider's own";

    private readonly List<Meter> _meters = [];
    private readonly List<Measured> _measured = [];
    private readonly List<string> _logged = [];
    private readonly List<Activity> _activities = [];
    private readonly MeterListener _meterListener = new();
    private readonly ActivityListener? _activityListener;

    public Recording(bool activities = false)
    {
        _meterListener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Contains(instrument.Meter))
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meterListener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meterListener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meterListener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meterListener.Start();
        if (activities)
        {
            _activityListener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is CampaignsTelemetry.ActivitySourceName or ProvidersOwn,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Add(_activities, activity),
            };
            ActivitySource.AddActivityListener(_activityListener);
        }
    }

    public List<Instrument> Instruments { get; } = [];

    public IReadOnlyList<Measured> Measurements => Copy(_measured);

    public IReadOnlyList<string> Logged => Copy(_logged);

    public IReadOnlyList<Activity> Activities => Copy(_activities);

    /// <summary>The sum of a counter over all measurements whose labels contain the text.</summary>
    public double Sum(string instrument, string labels = "") =>
        Measurements.Where(measured => measured.Instrument == instrument && measured.Labels.Contains(labels, StringComparison.Ordinal)).Sum(
            measured => measured.Value);

    /// <summary>The values of a histogram, in order of measurement.</summary>
    public IReadOnlyList<double> Values(string instrument, string labels = "") =>
        [.. Measurements.Where(m => m.Instrument == instrument && m.Labels.Contains(labels, StringComparison.Ordinal))
            .Select(m => m.Value)];

    /// <summary>The current value of an observable instrument.</summary>
    public double? Look(string instrument, string labels = "")
    {
        var before = Measurements.Count;
        _meterListener.RecordObservableInstruments();
        return Measurements.Skip(before)
            .Where(measured => measured.Instrument == instrument && measured.Labels.Contains(labels, StringComparison.Ordinal))
            .Select(measured => (double?)measured.Value)
            .SingleOrDefault();
    }

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>Records everything that a log sink may print: name, message, each value, and the whole exception.</summary>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
        Add(_logged, $"{logLevel} {eventId.Id} {eventId.Name}: {formatter(state, exception)} | {string.Join(", ", values.Select(v => $"{v.Key}={v.Value}"))} | {exception}");
    }

    public void Dispose()
    {
        _meterListener.Dispose();
        _activityListener?.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(" ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        Add(_measured, new Measured(instrument.Name, value, labels));
    }

    private static void Add<T>(List<T> list, T item)
    {
        lock (list)
        {
            list.Add(item);
        }
    }

    private static List<T> Copy<T>(List<T> list)
    {
        lock (list)
        {
            return [.. list];
        }
    }
}
