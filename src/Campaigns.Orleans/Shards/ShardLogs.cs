using Microsoft.Extensions.Logging;

namespace Campaigns.Orleans.Shards;

/// <summary>Puts the number of the shard into the scope of each log entry of its engine.</summary>
internal sealed class ShardLogs(ILoggerFactory inner, int shard) : ILoggerFactory
{
    private readonly KeyValuePair<string, object?>[] _scope = [new(ShardMeters.Tag, shard)];

    public ILogger CreateLogger(string categoryName) => new ShardLogger(inner.CreateLogger(categoryName), _scope);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // The host disposes its own factory.
    }

    private sealed class ShardLogger(ILogger inner, KeyValuePair<string, object?>[] scope) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using (inner.BeginScope(scope))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
