namespace Campaigns.Smtp;

/// <summary>
/// Keeps idle connections for the next messages. A kept connection is checked before it is used: servers close idle connections, and a
/// message that fails on a closed one would look as if the server had refused it.
/// </summary>
internal sealed class SmtpConnections(SmtpOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<SmtpConnection> _idle = [];
    private bool _isClosed;

    /// <summary>Returns an idle connection that works, or a new one.</summary>
    public async Task<SmtpConnection> OpenAsync(CancellationToken cancellationToken)
    {
        while (Take() is { } connection)
        {
            try
            {
                if (time.GetUtcNow() - connection.UsedAt <= options.IdleTimeout)
                {
                    await connection.CheckAsync(cancellationToken);
                    return connection;
                }
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // It is closed. Nothing was sent on it.
            }

            connection.Dispose();
        }

        return await SmtpConnection.OpenAsync(options, cancellationToken);
    }

    /// <summary>Keeps a connection, or closes it.</summary>
    public void Return(SmtpConnection connection)
    {
        connection.UsedAt = time.GetUtcNow();
        lock (_lock)
        {
            if (connection.IsUsable && !_isClosed && _idle.Count < options.MaxIdleConnections)
            {
                _idle.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        while (Take() is { } connection)
        {
            connection.Dispose();
        }
    }

    private SmtpConnection? Take()
    {
        lock (_lock)
        {
            return _idle.TryPop(out var connection) ? connection : null;
        }
    }
}
