using System.Diagnostics;
using System.Diagnostics.Metrics;
using Campaigns.Tests.Observability;
using Microsoft.Extensions.Logging;

namespace Campaigns.Tests.HostCode;

/// <summary>An exception whose text contains a phone number, and whose message and stack trace throw when read.</summary>
internal sealed class Spite : Exception
{
    public const string Words = "+998 77 31-46-529";

    public override string Message => throw new InvalidOperationException(Words);

    public override string? StackTrace => throw new InvalidOperationException(Words);

    public override string ToString() => Words;
}

/// <summary>All code that a host can pass to the engine. Each kind throws on request and counts how often it did.</summary>
internal sealed class Hostile : ICampaignStrategy, IProviderRouter, ITemplates, ILoggerFactory, ILogger, IMeterFactory
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly List<Meter> _made = [];

    public Hostile(Func<string, bool> throws)
    {
        Throws = throws;
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (_made.Contains(instrument.Meter))
            {
                Do("publication");
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.MeasurementsCompleted = (_, _) => Do("completion");
        _meters.SetMeasurementEventCallback<int>((_, _, _, _) => Do("measurement"));
        _meters.SetMeasurementEventCallback<long>((_, _, _, _) => Do("measurement"));
        _meters.SetMeasurementEventCallback<double>((_, _, _, _) => Do("measurement"));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CampaignsTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
            {
                Do("sample");
                return ActivitySamplingResult.AllDataAndRecorded;
            },
            ActivityStarted = _ => Do("start"),
            ActivityStopped = _ => Do("stop"),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>Whether a call of the given kind throws.</summary>
    public Func<string, bool> Throws { get; set; }

    /// <summary>The number of exceptions by kind.</summary>
    public Dictionary<string, int> Thrown { get; } = [];

    public TimeSpan? Aging
    {
        get
        {
            Do("aging");
            return TimeSpan.FromSeconds(1);
        }
    }

    public CampaignRank RankOf(CampaignView campaign)
    {
        Do("rank");
        return new CampaignRank(campaign.Remaining);
    }

    public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open)
    {
        Do("router");
        return open.Length - 1;
    }

    public Func<TemplateData, string> Compile(string text, ContentFormat format)
    {
        Do("compilation");
        return Render;
    }

    private string Render(TemplateData data)
    {
        Do("rendering");
        return "hello";
    }

    public ILogger CreateLogger(string categoryName)
    {
        Do("logger");
        return this;
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public bool IsEnabled(LogLevel logLevel)
    {
        Do("logging");
        return true;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => throw new Spite();

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Do("log");

    public Meter Create(MeterOptions options)
    {
        Do("meter");
        var meter = new Meter(options);
        _made.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        Throws = _ => false; // from here on, the test itself disposes
        _meters.Dispose();
        _activities.Dispose();
        _made.ForEach(meter => meter.Dispose());
    }

    /// <summary>Passes all host code to the engine. If a recording is given, it replaces logging and metrics.</summary>
    public void GiveTo(CampaignsOptions options, Recording? heard = null)
    {
        options.Strategy = this;
        options.Templates = this;
        options.Random = new Dice(this);
        options.LoggerFactory = heard is null ? this : heard;
        options.MeterFactory = heard is null ? this : heard;
    }

    private void Do(string what)
    {
        if (Throws(what))
        {
            lock (Thrown)
            {
                Thrown[what] = Thrown.GetValueOrDefault(what) + 1;
            }

            throw new Spite();
        }
    }

    private sealed class Dice(Hostile owner) : Random
    {
        public override double NextDouble()
        {
            owner.Do("random");
            return 0.9;
        }
    }
}
