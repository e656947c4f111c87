using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.Http;

/// <summary>
/// A provider that speaks to a dialer or a voice agent of your own, over HTTP. docs/http-provider.md is the contract: requests, answers,
/// callbacks, lookups.
/// </summary>
public sealed partial class HttpProvider : IProvider, IDisposable
{
    private readonly HttpProviderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ContractClient _client;

    /// <summary>Creates the provider.</summary>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock of signatures, time limits and pauses. Null, the default: the system clock.</param>
    /// <param name="logger">Gets a warning for each answer that cannot be read. Null, the default: no log.</param>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them.</exception>
    public HttpProvider(HttpProviderOptions options, TimeProvider? time = null, ILogger<HttpProvider>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _client = new ContractClient(options, _time);
    }

    /// <inheritdoc/>
    public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        var attempt = request.Attempt;
        try
        {
            var body = ContractRequest.Write(request, _options.CallbackUrl);
            var answer = await _client.SendAsync(HttpMethod.Post, "attempts", attempt.ToString(), body, cancellationToken);
            var result = DispatchAnswers.Of(answer, out var problem);
            if (problem is not null)
            {
                LogUnreadable(attempt, (int)answer.Status, problem);
            }

            return result;
        }
        catch (NeverSentException error)
        {
            return DispatchResult.ProviderDown($"no connection to the dialer: {error.Message}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(HttpMethod.Get, $"attempts/{attempt}", $"lookup-{attempt}", null, cancellationToken);
        return LookUpAnswers.Of(answer, _time.GetUtcNow());
    }

    /// <inheritdoc/>
    public async ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callId);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(callId)));
        var path = $"calls/{Uri.EscapeDataString(callId)}";
        var answer = await _client.SendAsync(HttpMethod.Get, path, $"resolve-{hash}", null, cancellationToken);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            return null;
        }

        var (named, _) = ContractReader.Read(answer.Body, body => body.Text("attempt"), showsValues: false);
        return !answer.IsSuccess ? throw Refused("lookup of a call", answer) : AttemptId.TryParse(named, out var attempt) ? attempt : null;
    }

    /// <inheritdoc/>
    public async ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        var answer = await _client.SendAsync(HttpMethod.Delete, $"attempts/{attempt}", $"abort-{attempt}", null, cancellationToken);
        if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.NoContent))
        {
            throw Refused("abort", answer); // 202 says that somebody may still be on the phone
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private static InvalidOperationException Refused(string what, ContractAnswer answer) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The dialer answered HTTP {(int)answer.Status} to the {what}."));

    [LoggerMessage(1, LogLevel.Warning, "The answer to attempt {Attempt}, HTTP {Status}, is not as the contract says: {Problem}")]
    private partial void LogUnreadable(AttemptId attempt, int status, string problem);
}
