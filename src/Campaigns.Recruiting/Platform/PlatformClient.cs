using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Campaigns.Recruiting;

/// <summary>
/// Calls the recruiting platform as one of its users. Every method takes the value of the user's authentication header and sends it
/// unchanged. Requests are not repeated. Thread-safe.
/// </summary>
public sealed class PlatformClient
{
    /// <summary>The name of the client that <see cref="IHttpClientFactory"/> makes for the platform.</summary>
    public const string HttpClientName = "Campaigns.Recruiting";

    private readonly Func<HttpClient> _http;
    private readonly RecruitingOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a client.</summary>
    /// <param name="http">Makes the client under <see cref="HttpClientName"/>, for each request.</param>
    /// <param name="options">The address of the platform, the name of the authentication header, and the timeout.</param>
    /// <param name="time">The clock of timeouts.</param>
    public PlatformClient(IHttpClientFactory http, RecruitingOptions options, TimeProvider time)
        : this(() => http.CreateClient(HttpClientName), options, time)
    {
    }

    internal PlatformClient(Func<HttpClient> http, RecruitingOptions options, TimeProvider time)
    {
        _http = http;
        _options = options;
        _time = time;
    }

    /// <summary>Finds out whose credential it is (<c>GET /user/me</c>).</summary>
    /// <param name="credential">The value of the authentication header.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="PlatformException">The platform refused or did not answer. 401 if the credential is not valid.</exception>
    public Task<PlatformUser> GetUserAsync(string credential, CancellationToken cancellationToken = default) =>
        ReadAsync("user/me", credential, PlatformJson.Default.PlatformUser, cancellationToken);

    /// <summary>Lists the roles that the user may see (<c>GET /role</c>).</summary>
    /// <param name="credential">The value of the authentication header.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="PlatformException">The platform refused or did not answer.</exception>
    public Task<IReadOnlyList<PlatformRole>> ListRolesAsync(string credential, CancellationToken cancellationToken = default) =>
        ListAsync("role", credential, PlatformJson.Default.ListPlatformRole, cancellationToken);

    /// <summary>Finds a role (<c>GET /role/{id}</c>).</summary>
    /// <param name="credential">The value of the authentication header.</param>
    /// <param name="role">The role's id.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The role; null if there is none that the user may see.</returns>
    /// <exception cref="PlatformException">The platform refused or did not answer.</exception>
    public async Task<PlatformRole?> FindRoleAsync(string credential, long role, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadAsync(Path($"role/{role}"), credential, PlatformJson.Default.PlatformRole, cancellationToken);
        }
        catch (PlatformException error) when (IsAbsent(error))
        {
            return null;
        }
    }

    /// <summary>
    /// Reads the candidates of a role (<c>GET /role/{id}/candidate</c>), one at a time: a role may have very many, with long CVs.
    /// </summary>
    /// <param name="credential">The value of the authentication header.</param>
    /// <param name="role">The role's id.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="PlatformException">The platform refused or did not answer. 404 for an unknown role.</exception>
    public async IAsyncEnumerable<PlatformCandidate> ReadCandidatesAsync(
        string credential, long role, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var exchange = new PlatformExchange(_http(), _options, _time, cancellationToken);
        var content = await exchange.SendAsync(HttpMethod.Get, Path($"role/{role}/candidate"), credential, null);
        var items = JsonSerializer.DeserializeAsyncEnumerable(content, PlatformJson.Default.PlatformCandidate, exchange.Token);
        await using var each = items.GetAsyncEnumerator(exchange.Token);
        while (await exchange.NextAsync(each))
        {
            if (each.Current is { } candidate)
            {
                yield return candidate;
            }
        }
    }

    /// <summary>Lists the channels that the user has connected (<c>GET /channel</c>).</summary>
    /// <param name="credential">The value of the authentication header.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="PlatformException">The platform refused or did not answer.</exception>
    public Task<IReadOnlyList<PlatformChannel>> ListChannelsAsync(string credential, CancellationToken cancellationToken = default) =>
        ListAsync("channel", credential, PlatformJson.Default.ListPlatformChannel, cancellationToken);

    /// <summary>Lists the messages between the user and a candidate (<c>GET /channel/{id}/chat/{candidateId}/message</c>).</summary>
    /// <param name="credential">The value of the authentication header.</param>
    /// <param name="channel">The channel's id.</param>
    /// <param name="candidate">The candidate's id.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="PlatformException">The platform refused or did not answer.</exception>
    public Task<IReadOnlyList<PlatformMessage>> ListMessagesAsync(
        string credential, long channel, long candidate, CancellationToken cancellationToken = default) =>
        ListAsync(Chat(channel, candidate), credential, PlatformJson.Default.ListPlatformMessage, cancellationToken);

    /// <summary>Sends a message to a candidate (<c>POST /channel/{id}/chat/{candidateId}/message</c>). Never sends it twice.</summary>
    /// <param name="credential">The value of the authentication header.</param>
    /// <param name="channel">The channel's id.</param>
    /// <param name="candidate">The candidate's id.</param>
    /// <param name="body">The text.</param>
    /// <param name="subject">The subject; null for none.</param>
    /// <param name="cancellationToken">Cancels the request. The message may be sent all the same.</param>
    /// <returns>The id of the message.</returns>
    /// <exception cref="PlatformException">
    /// The platform refused, if <see cref="PlatformException.IsRefusal"/>. Otherwise nobody knows whether the message was sent.
    /// </exception>
    public async Task<long> SendMessageAsync(
        string credential, long channel, long candidate, string body, string? subject, CancellationToken cancellationToken = default)
    {
        var message = JsonSerializer.SerializeToUtf8Bytes(new PostedMessage(body, subject), PlatformJson.Default.PostedMessage);
        using var exchange = new PlatformExchange(_http(), _options, _time, cancellationToken);
        var content = await exchange.SendAsync(HttpMethod.Post, Chat(channel, candidate), credential, new SendOnceContent(message));
        return (await exchange.ReadAsync(content, PlatformJson.Default.PostedReceipt)).MessageId;
    }

    private static bool IsAbsent(PlatformException error) => error.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden;

    private static string Chat(long channel, long candidate) => Path($"channel/{channel}/chat/{candidate}/message");

    private static string Path(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        string path, string credential, JsonTypeInfo<List<T>> type, CancellationToken cancellationToken)
    {
        var items = await ReadAsync(path, credential, type, cancellationToken);
        return [.. items.Where(item => item is not null)]; // JSON null is an item of any list
    }

    private async Task<T> ReadAsync<T>(string path, string credential, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var exchange = new PlatformExchange(_http(), _options, _time, cancellationToken);
        return await exchange.ReadAsync(await exchange.SendAsync(HttpMethod.Get, path, credential, null), type);
    }
}
