using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Campaigns.Smtp;

/// <summary>One connection to the mail server, which knows whether the server may have taken the current message.</summary>
internal sealed class SmtpConnection : IDisposable
{
    private readonly DataWatch _watch = new();
    private readonly Client _client;

    private SmtpConnection() => _client = new Client(_watch);

    /// <summary>When the connection was last used.</summary>
    public DateTimeOffset UsedAt { get; set; }

    public bool IsUsable => _client.IsConnected;

    /// <summary>Whether the server has asked for the text of the current message. From then on, a lost answer leaves it unknown.</summary>
    public bool HasBegunData => _watch.HasBegun;

    /// <summary>Connects and signs in.</summary>
    public static async Task<SmtpConnection> OpenAsync(SmtpOptions options, CancellationToken cancellationToken)
    {
        var connection = new SmtpConnection();
        try
        {
            await connection.StartAsync(options, cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Asks the server whether the connection still works.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => _client.NoOpAsync(cancellationToken);

    /// <summary>Sends a message.</summary>
    /// <exception cref="SmtpCommandException">The server has refused it.</exception>
    public async Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        _watch.Reset();
        _client.EnvelopeId = message.Seal;
        var format = FormatOptions.Default.Clone();
        format.International = _client.Capabilities.HasFlag(SmtpCapabilities.UTF8) && message.Recipient.IsInternational;
        await _client.SendAsync(format, message.Message, message.Sender, [message.Recipient], cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task StartAsync(SmtpOptions options, CancellationToken cancellationToken)
    {
        _client.ServerCertificateValidationCallback = options.CertificateValidation;
        var security = options.Security switch
        {
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        };
        await _client.ConnectAsync(options.Host, options.Port, security, cancellationToken);
        if (options.UserName is { } user)
        {
            await (options.GetAccessToken is { } getToken
                ? _client.AuthenticateAsync(new SaslMechanismOAuth2(user, await getToken(cancellationToken)), cancellationToken)
                : _client.AuthenticateAsync(user, options.Password!, cancellationToken));
        }

        // With DATA, the server's 354 marks the moment from which it may have the message. BDAT has no such moment.
        _client.Capabilities &= ~(SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
    }

    private sealed class Client(IProtocolLogger watch) : SmtpClient(watch)
    {
        public string? EnvelopeId { get; set; }

        /// <summary>The id that a bounce gives back, if the server knows RFC 3461.</summary>
        protected override string? GetEnvelopeId(MimeMessage message) => EnvelopeId;
    }

    /// <summary>Watches for the server's 354 to DATA. Keeps nothing of what is sent.</summary>
    private sealed class DataWatch : IProtocolLogger
    {
        private bool _hasAsked;

        public bool HasBegun { get; private set; }

        public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

        public void Reset() => _hasAsked = HasBegun = false;

        public void LogServer(byte[] buffer, int offset, int count)
        {
            HasBegun |= _hasAsked && count > 0 && buffer[offset] == (byte)'3'; // 354, even if it comes in pieces
            _hasAsked &= count == 0;
        }

        public void LogConnect(Uri uri)
        {
            // nothing to watch
        }

        public void LogClient(byte[] buffer, int offset, int count) => _hasAsked = buffer.AsSpan(offset, count).EndsWith("DATA\r\n"u8);

        public void Dispose()
        {
            // nothing to close
        }
    }
}
