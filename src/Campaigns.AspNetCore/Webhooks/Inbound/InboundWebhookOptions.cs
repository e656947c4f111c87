using Campaigns.Webhooks;

namespace Campaigns.AspNetCore;

/// <summary>Options of a webhook that takes messages of one sender. One of the three ways to verify messages is required.</summary>
public sealed class InboundWebhookOptions
{
    /// <summary>
    /// Keys of a sender that signs as Standard Webhooks 1.0.0 defines it: each <c>whsec_</c> and the base64 of 24 to 64 random bytes. During a
    /// rotation: the old and the new key.
    /// </summary>
    public IList<string> Keys { get; } = [];

    /// <summary>Auth tokens of a Twilio account, whose requests this webhook takes. During a rotation: the primary and the secondary token.</summary>
    public IList<string> TwilioTokens { get; } = [];

    /// <summary>Whether the reader verifies messages itself, because the sender has a scheme of its own. False by default.</summary>
    public bool IsVerifiedByReader { get; set; }

    /// <summary>
    /// Makes the reader; null, the default: the body is an event, or a list of up to 1,000 events, of the application
    /// (<see cref="WebhookEventBody"/>). This needs a <see cref="Tenant"/>.
    /// </summary>
    public Func<IServiceProvider, IWebhookReader>? Reader { get; set; }

    /// <summary>
    /// The tenant of all events and reports; null, the default: a report has the tenant of its attempt, and the reader gives events theirs.
    /// With a tenant, reports about other tenants' attempts are refused.
    /// </summary>
    public string? Tenant { get; set; }

    /// <summary>
    /// The only provider whose attempts the sender may report, by its registered name; null, the default: the one that the reader gives.
    /// </summary>
    public string? Provider { get; set; }

    /// <summary>How far the time of a signature may be from the clock, in both directions: 1 second to 1 day; 5 minutes by default.</summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest body, in bytes: 1 to 10 MB; 64 KB by default. A larger one is answered with 413.</summary>
    public int MaxBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// How many messages a second one remote address may send, with or without a valid signature: 1 to 1,000,000; 1,000 by default, and twice as
    /// many at once after a pause. More are answered with 429. Behind a proxy, let the host's forwarded-headers middleware find the address.
    /// </summary>
    public int MaxPerSecond { get; set; } = 1_000;

    /// <summary>
    /// The URL under which senders reach the app, such as <c>https://hooks.example.com</c>, with the path that a proxy removes; null, the
    /// default: as the request says. Signatures over the URL, such as Twilio's, need it behind a proxy.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Refuses options that have no meaning or would let anybody in, all at once.</summary>
    internal void Check(string name)
    {
        var problems = new List<string>();
        Require(
            name is { Length: >= 1 and <= 60 } && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'),
            "The name is not valid: use 1 to 60 letters, digits, dashes and underscores.");
        var ways = (Keys.Count > 0 ? 1 : 0) + (TwilioTokens.Count > 0 ? 1 : 0) + (IsVerifiedByReader ? 1 : 0);
        Require(ways == 1, $"{ways} ways to verify messages are set: set exactly one of Keys, TwilioTokens and IsVerifiedByReader.");
        Require(Keys.All(WebhookSignature.IsKey), "A key is not valid: use whsec_ and the base64 of 24 to 64 random bytes.");
        Require(!TwilioTokens.Any(string.IsNullOrWhiteSpace), "A token is blank.");
        Require(!IsVerifiedByReader || Reader is not null, "IsVerifiedByReader is set, but there is no Reader.");
        Require(Reader is not null || !string.IsNullOrWhiteSpace(Tenant), "There is neither a Reader nor a Tenant: events need a tenant.");
        Require(Tenant is null or { Length: >= 1 and <= 200 }, "The Tenant is not valid: use 1 to 200 characters, or null.");
        Require(Tolerance >= TimeSpan.FromSeconds(1) && Tolerance <= TimeSpan.FromDays(1), $"Tolerance is {Tolerance}: use 1 second to 1 day.");
        Require(MaxBytes is >= 1 and <= 10 * 1024 * 1024, $"MaxBytes is {MaxBytes}: use 1 to 10,485,760.");
        Require(MaxPerSecond is >= 1 and <= 1_000_000, $"MaxPerSecond is {MaxPerSecond}: use 1 to 1,000,000.");
        Require(
            PublicUrl is null || (PublicUrl.IsAbsoluteUri && PublicUrl.Scheme is "http" or "https" && PublicUrl.Query == "" && PublicUrl.Fragment == ""),
            "PublicUrl is not valid: use an absolute URL without a query.");
        if (problems.Count > 0)
        {
            throw new InvalidOperationException($"The webhook \"{(name?.Length <= 200 ? name : "…")}\" is not valid. {string.Join(" ", problems)}");
        }

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
