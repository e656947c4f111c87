using MailKit.Net.Smtp;

namespace Campaigns.Smtp;

/// <summary>
/// Sends e-mail over SMTP. A message that the server has taken is <see cref="AttemptOutcome.Completed"/>; a bounce, which
/// <see cref="SmtpBounces"/> reads, corrects it later. If the answer to the message's text is lost, the outcome is unknown, and the message
/// is never sent again.
/// </summary>
public sealed class SmtpProvider : IProvider, IDisposable
{
    private readonly SmtpOptions _options;
    private readonly TimeProvider _time;
    private readonly MessageComposer _composer;
    private readonly SmtpConnections _connections;

    /// <summary>Creates the provider.</summary>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock. Null, the default: the system clock.</param>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them.</exception>
    public SmtpProvider(SmtpOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = time ?? TimeProvider.System;
        _composer = new MessageComposer(options, _time);
        _connections = new SmtpConnections(options, _time);
    }

    /// <inheritdoc/>
    public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if (_composer.Compose(request, out var problem) is not { } message)
        {
            return problem;
        }

        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        SmtpConnection connection;
        try
        {
            connection = await _connections.OpenAsync(either.Token);
        }
        catch (Exception error)
        {
            return SmtpAnswers.OfConnection(error);
        }

        return await SendAsync(connection, message, either.Token);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connections.Dispose();

    private async Task<DispatchResult> SendAsync(SmtpConnection connection, OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(message, cancellationToken);
            _connections.Return(connection);
            return DispatchResult.Completed(AttemptOutcome.Completed, message.Message.MessageId);
        }
        catch (SmtpCommandException refusal)
        {
            _connections.Return(connection); // the server said no, and the connection is still in step
            return SmtpAnswers.Of(refusal);
        }
        catch (Exception error)
        {
            var hasBegun = connection.HasBegunData;
            connection.Dispose();
            return hasBegun ? DispatchResult.Completed(AttemptOutcome.Unknown, message.Message.MessageId) : SmtpAnswers.OfConnection(error);
        }
    }
}
