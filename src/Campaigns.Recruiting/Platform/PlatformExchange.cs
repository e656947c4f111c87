using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Campaigns.Recruiting;

/// <summary>One request to the platform and its answer, with a deadline for both together.</summary>
internal sealed class PlatformExchange : IDisposable
{
    private readonly HttpClient _http;
    private readonly RecruitingOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _either;
    private HttpResponseMessage? _response;

    public PlatformExchange(HttpClient http, RecruitingOptions options, TimeProvider time, CancellationToken caller)
    {
        _http = http;
        _options = options;
        _time = time;
        _caller = caller;
        _deadline = new CancellationTokenSource(options.RequestTimeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
    }

    /// <summary>Canceled by the caller or at the deadline.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Sends the request.</summary>
    /// <returns>The content of a successful answer.</returns>
    public async Task<Stream> SendAsync(HttpMethod method, string path, string credential, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(_options.Root, path)) { Content = content };
        if (!request.Headers.TryAddWithoutValidation(_options.AuthenticationHeader, credential))
        {
            throw new PlatformException("The credential cannot be sent as a header.") { IsRefusal = true };
        }

        return await GuardAsync(async () =>
        {
            _response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
            return _response.IsSuccessStatusCode ? await _response.Content.ReadAsStreamAsync(Token) : throw Refused(_response);
        });
    }

    /// <summary>Reads the content of the answer.</summary>
    public Task<T> ReadAsync<T>(Stream content, JsonTypeInfo<T> type) => GuardAsync(async () =>
        await JsonSerializer.DeserializeAsync(content, type, Token) ?? throw new JsonException("null"));

    /// <summary>Reads the next item of the answer. The deadline begins again: a long answer takes its time.</summary>
    public Task<bool> NextAsync<T>(IAsyncEnumerator<T> items)
    {
        _deadline.CancelAfter(_options.RequestTimeout);
        return GuardAsync(async () => await items.MoveNextAsync());
    }

    public void Dispose()
    {
        _response?.Dispose();
        _either.Dispose();
        _deadline.Dispose();
        _http.Dispose();
    }

    /// <summary>Throws what the caller can act on, in place of what the layers below throw.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (HttpRequestException error)
        {
            throw new PlatformException("The platform could not be reached.", inner: error) { IsRefusal = IsUnconnected(error) };
        }
        catch (OperationCanceledException error) when (!_caller.IsCancellationRequested)
        {
            throw new PlatformException($"The platform did not answer within {_options.RequestTimeout}.", inner: error);
        }
        catch (JsonException)
        {
            throw new PlatformException("The platform's answer is not the expected JSON."); // the inner exception may quote the answer
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            throw new PlatformException("The platform's answer broke off.", inner: error);
        }
    }

    /// <summary>Whether there was no connection, so that nothing can have been sent.</summary>
    private static bool IsUnconnected(HttpRequestException error) => error.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;

    private PlatformException Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return new PlatformException($"The platform answered {status}.", response.StatusCode)
        {
            // 408 and 5xx may come from a proxy while the platform goes on; a redirect was not followed.
            IsRefusal = status is >= 300 and < 500 && response.StatusCode != HttpStatusCode.RequestTimeout,
            RetryAt = response.Headers.RetryAfter switch
            {
                { Delta: { } delta } => _time.GetUtcNow() + delta,
                { Date: { } date } => date,
                _ => null,
            },
        };
    }
}
