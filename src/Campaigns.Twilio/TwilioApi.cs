using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Campaigns.Twilio;

/// <summary>Twilio's REST API: forms in, JSON out. Sends every request once.</summary>
internal sealed class TwilioApi : IDisposable
{
    private readonly TwilioOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly string _base;

    public TwilioApi(TwilioOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _base = $"{options.BaseAddress.AbsoluteUri.TrimEnd('/')}/2010-04-01/Accounts/{options.AccountSid}/";
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var (user, password) = (options.ApiKeySid ?? options.AccountSid, options.ApiKeySecret ?? options.AuthToken);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 1_024 * 1_024 };
        _client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <summary>Sends a form.</summary>
    /// <exception cref="NeverSentException">The connection failed before anything was sent.</exception>
    public Task<TwilioAnswer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, _base + path) { Content = new FormUrlEncodedContent(form) }, cancellationToken);

    /// <summary>Gets a resource.</summary>
    public Task<TwilioAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, _base + path), cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<TwilioAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, either.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
            return new TwilioAnswer(response.StatusCode, Parse(bytes), RetryAfter(response), response.Headers.Date);
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw new NeverSentException(error);
        }
        catch (OperationCanceledException error) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"Twilio did not answer within {_options.RequestTimeout}."), error);
        }
    }

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null; // a page of a proxy; the status is left
        }
    }

    private DateTimeOffset? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => _time.GetUtcNow() + delta,
        { Date: { } date } => date,
        _ => null,
    };
}

/// <summary>An answer of Twilio's API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON object; null if the body is none.</param>
/// <param name="RetryAfter">The instant of the header Retry-After; null for none.</param>
/// <param name="Date">Twilio's clock; null if it was not sent.</param>
internal sealed record TwilioAnswer(HttpStatusCode Status, JsonElement? Body, DateTimeOffset? RetryAfter, DateTimeOffset? Date)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The SID of the resource; null if there is none.</summary>
    public string? Sid => Text("sid");

    /// <summary>A field as text; null if it is missing, null or empty.</summary>
    public string? Text(string name) => Body is { } body ? TextOf(body, name) : null;

    public static string? TextOf(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() is { Length: > 0 } text ? text : null
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : null;
}

/// <summary>A request that certainly did not reach Twilio.</summary>
internal sealed class NeverSentException(HttpRequestException cause) : Exception(cause.HttpRequestError.ToString(), cause);
