using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.Observability;

/// <summary>Wraps the host's logger. If the logger fails, only that entry is lost.</summary>
internal sealed class GuardedLogger : ILogger
{
    private readonly ILogger _logger = NullLogger.Instance;
    private readonly HostFaults _faults;

    public GuardedLogger(ILoggerFactory factory, HostFaults faults)
    {
        _faults = faults;
        try
        {
            _logger = factory.CreateLogger(CampaignsTelemetry.LogCategory) ?? _logger;
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Logger, error);
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _logger.IsEnabled(logLevel);
        }
        catch (Exception error)
        {
            _faults.Note(HostCode.Logger, error);
            return false;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception error)
        {
            _faults.Note(HostCode.Logger, error);
        }
    }
}
