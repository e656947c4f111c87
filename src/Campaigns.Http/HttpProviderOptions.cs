using System.Globalization;
using Campaigns.Webhooks;

namespace Campaigns.Http;

/// <summary>The options of an <see cref="HttpProvider"/>: where the dialer is, and which keys the two sides share.</summary>
public sealed class HttpProviderOptions
{
    private const string KeyForm = "whsec_ and the base64 of 24 to 64 random bytes";

    /// <summary>
    /// The name under which the provider is registered, and under which callbacks name their calls. 1 to 200 characters. Default: http.
    /// </summary>
    public string Name { get; set; } = "http";

    /// <summary>
    /// The address before <c>attempts</c>, such as https://dialer.example.com/v1. Must be https, or http to this machine. Required.
    /// </summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Whether <see cref="BaseAddress"/> may be http to another machine, inside a private network. Default: false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// The keys that sign requests, as <see cref="WebhookSigner"/> takes them. Every key signs; give two while you rotate. Required.
    /// </summary>
    public IList<string> SigningKeys { get; } = [];

    /// <summary>The keys that callbacks are signed with; one of them is enough. Empty, the default: <see cref="SigningKeys"/>.</summary>
    public IList<string> CallbackKeys { get; } = [];

    /// <summary>The value of the Authorization header of requests, such as "Bearer …"; null, the default, for none.</summary>
    public string? Authorization { get; set; }

    /// <summary>Where the dialer posts callbacks, told in each request. Null, the default: not told.</summary>
    public Uri? CallbackUrl { get; set; }

    /// <summary>
    /// Whether the dialer promises to place an attempt once, however often it gets the same Idempotency-Key. Only then is a request
    /// repeated after a timeout, a lost connection, 408 or 5xx. Default: false.
    /// </summary>
    public bool IsIdempotent { get; set; }

    /// <summary>How often a request that is safe to repeat is repeated. 0 to 10. Default: 2.</summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>The pause before the first repetition; each further one is twice as long. 0 to 10 seconds. Default: 200 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long one request may take. 100 ms to 5 minutes. Default: 8 seconds, so that two repetitions fit into the 30 seconds of
    /// <see cref="ProviderOptions.DispatchTimeout"/>.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How far the timestamp of a callback may be from the clock. 1 second to 1 day. Default: 5 minutes.</summary>
    public TimeSpan CallbackTolerance { get; set; } = TimeSpan.FromMinutes(5);

    internal IEnumerable<string> KeysOfCallbacks => CallbackKeys.Count > 0 ? CallbackKeys : SigningKeys;

    /// <summary>Checks the options.</summary>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them, and shows no key.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        AddProblems((holds, field, value, remedy) =>
        {
            if (!holds)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{field} is {value ?? "missing"}: {remedy}."));
            }
        });
        if (problems.Count > 0)
        {
            throw new CampaignException(
                CampaignError.Invalid, $"The HTTP provider has {problems.Count} problem(s): {string.Join(" ", problems)}");
        }
    }

    private void AddProblems(Action<bool, string, object?, string> require)
    {
        require(Name is { Length: >= 1 and <= 200 }, nameof(Name), $"{Name?.Length ?? 0} characters long", "use 1 to 200 characters");
        require(
            BaseAddress is { IsAbsoluteUri: true, Query: "", Fragment: "" } && IsSafe(BaseAddress), nameof(BaseAddress), Shown(BaseAddress),
            "give an absolute https address without a query; http needs AllowHttp, unless it leads to this machine");
        require(SigningKeys.Count > 0, nameof(SigningKeys), "empty", $"give a key: {KeyForm}");
        foreach (var (field, keys) in new[] { (nameof(SigningKeys), SigningKeys), (nameof(CallbackKeys), CallbackKeys) })
        {
            for (var i = 0; i < keys.Count; i++)
            {
                require(WebhookSigner.IsKey(keys[i]), $"{field}[{i}]", "not a key", $"use {KeyForm}");
            }
        }

        require(CallbackUrl is null or { IsAbsoluteUri: true }, nameof(CallbackUrl), Shown(CallbackUrl), "give an absolute address");
        require(
            Authorization is null || !Authorization.AsSpan().ContainsAny('\r', '\n'), nameof(Authorization), "more than one line",
            "write it on one line");
        require(MaxRetries is >= 0 and <= 10, nameof(MaxRetries), MaxRetries, "use 0 to 10");
        require(IsBetween(RetryDelay, 0, 10), nameof(RetryDelay), RetryDelay, "use 0 to 10 seconds");
        require(IsBetween(RequestTimeout, 0.1, 300), nameof(RequestTimeout), RequestTimeout, "use 100 ms to 5 minutes");
        require(IsBetween(CallbackTolerance, 1, 86_400), nameof(CallbackTolerance), CallbackTolerance, "use 1 second to 1 day");
    }

    private static bool IsBetween(TimeSpan time, double least, double most) => time.TotalSeconds >= least && time.TotalSeconds <= most;

    private static string? Shown(Uri? address) => address?.OriginalString is { } text ? text[..Math.Min(text.Length, 200)] : null;

    private bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (AllowHttp || address.IsLoopback));
}
