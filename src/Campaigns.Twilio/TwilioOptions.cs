using System.Globalization;

namespace Campaigns.Twilio;

/// <summary>The options of one Twilio account: credentials, callbacks, and what it is used for.</summary>
public sealed class TwilioOptions
{
    /// <summary>The account's SID: AC and 32 hexadecimal digits. Required.</summary>
    public string AccountSid { get; set; } = "";

    /// <summary>The account's auth token, which signs callbacks, and requests unless there is an API key. Required.</summary>
    public string AuthToken { get; set; } = "";

    /// <summary>More tokens whose signatures count, while you rotate the token. Empty by default.</summary>
    public IList<string> OtherAuthTokens { get; } = [];

    /// <summary>The SID of an API key for requests: SK and 32 hexadecimal digits. Null, the default: the auth token is used.</summary>
    public string? ApiKeySid { get; set; }

    /// <summary>The secret of the API key. Required with <see cref="ApiKeySid"/>.</summary>
    public string? ApiKeySecret { get; set; }

    /// <summary>Where Twilio's API is. Default: https://api.twilio.com/. An http address must lead to this machine.</summary>
    public Uri BaseAddress { get; set; } = new("https://api.twilio.com/");

    /// <summary>
    /// The public address to which Twilio posts callbacks and inbound messages, exactly as Twilio calls it, without a query: https, or http
    /// to this machine. A fragment with Twilio's connection overrides is kept. Required, because without callbacks every outcome is late.
    /// </summary>
    public Uri? StatusCallback { get; set; }

    /// <summary>How long one request may take. 100 ms to 1 minute. Default: 10 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The pause before a call or message is looked for whose answer was lost; twice as long before the second look, and so on, three looks
    /// in all. 0 to 5 seconds. Default: 1 second.
    /// </summary>
    public TimeSpan LookUpDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Calls; null, the default: the account makes no calls.</summary>
    public TwilioVoiceOptions? Voice { get; set; }

    /// <summary>Text messages; null, the default: the account sends none.</summary>
    public TwilioSmsOptions? Sms { get; set; }

    /// <summary>
    /// The tenant of messages to a number that <see cref="TenantsByNumber"/> does not name. Null, the default: such messages are refused.
    /// </summary>
    public string? Tenant { get; set; }

    /// <summary>The tenant of each of your own numbers, for messages that people send to it. Empty by default.</summary>
    public IDictionary<string, string> TenantsByNumber { get; } = new Dictionary<string, string>();

    internal IEnumerable<string> Tokens => OtherAuthTokens.Prepend(AuthToken);

    /// <summary>Checks the options.</summary>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them, and shows no secret.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        AddProblems((holds, field, value, remedy) =>
        {
            if (!holds)
            {
                var shown = value is string { Length: > 200 } text ? $"{text[..200]}…" : value ?? "missing";
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{field} is {shown}: {remedy}."));
            }
        });
        if (problems.Count > 0)
        {
            throw new CampaignException(
                CampaignError.Invalid, $"The Twilio account has {problems.Count} problem(s): {string.Join(" ", problems)}");
        }
    }

    private void AddProblems(Action<bool, string, object?, string> require)
    {
        require(IsSid("AC", AccountSid), nameof(AccountSid), AccountSid, "use AC and 32 hexadecimal digits");
        require(!string.IsNullOrWhiteSpace(AuthToken), nameof(AuthToken), null, "give the account's token");
        var others = OtherAuthTokens.All(token => !string.IsNullOrWhiteSpace(token));
        require(others, nameof(OtherAuthTokens), "with an empty token", "leave it out");
        require(ApiKeySid is null || IsSid("SK", ApiKeySid), nameof(ApiKeySid), ApiKeySid, "use SK and 32 hexadecimal digits");
        require(
            ApiKeySid is null == string.IsNullOrEmpty(ApiKeySecret), nameof(ApiKeySecret), ApiKeySid is null ? "without a SID" : null,
            "give both of the API key, or none");
        require(IsSafe(BaseAddress), nameof(BaseAddress), BaseAddress?.OriginalString, "give an absolute https address");
        require(
            StatusCallback is { IsAbsoluteUri: true, Query: "" } && IsSafe(StatusCallback), nameof(StatusCallback),
            StatusCallback?.OriginalString, "give the absolute https address that Twilio calls, without a query");
        require(
            RequestTimeout >= TimeSpan.FromMilliseconds(100) && RequestTimeout <= TimeSpan.FromMinutes(1), nameof(RequestTimeout),
            RequestTimeout, "use 100 ms to 1 minute");
        require(
            LookUpDelay >= TimeSpan.Zero && LookUpDelay <= TimeSpan.FromSeconds(5), nameof(LookUpDelay), LookUpDelay, "use 0 to 5 seconds");
        require(Voice is not null || Sms is not null, nameof(Voice), null, "give Voice, Sms, or both");
        Voice?.AddProblems(require);
        Sms?.AddProblems(require);
    }

    internal static bool IsSid(string prefix, string? text) =>
        text?.Length == 34 && text.StartsWith(prefix, StringComparison.Ordinal) && text.AsSpan(2).IndexOfAnyExcept("0123456789abcdef") < 0;

    internal static bool IsNumber(string text) => PhoneNumber.TryParse(text, out _, out _);

    /// <summary>The callback's address for an attempt.</summary>
    internal string CallbackFor(AttemptId attempt) => WithAttempt(StatusCallback!, attempt);

    /// <summary>Adds the attempt to the query of an address, before its fragment.</summary>
    internal static string WithAttempt(Uri address, AttemptId attempt)
    {
        var separator = address.Query.Length > 0 ? "&" : "?";
        return $"{address.GetLeftPart(UriPartial.Query)}{separator}attempt={attempt}{address.Fragment}";
    }

    private static bool IsSafe(Uri? address) => address is { IsAbsoluteUri: true }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
