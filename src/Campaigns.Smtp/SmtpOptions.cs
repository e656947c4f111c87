using System.Globalization;
using System.Net;
using System.Net.Security;
using MimeKit;

namespace Campaigns.Smtp;

/// <summary>How the connection to the mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>STARTTLS, which must succeed: usual on port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte: usual on port 465.</summary>
    Tls,

    /// <summary>None. Only to this machine, or with <see cref="SmtpOptions.AllowPlaintext"/>.</summary>
    None,
}

/// <summary>The options of an <see cref="SmtpProvider"/>: the mail server, the sender, bounces and unsubscribing.</summary>
public sealed class SmtpOptions
{
    /// <summary>The name under which the provider is registered. 1 to 200 characters. Default: smtp.</summary>
    public string Name { get; set; } = "smtp";

    /// <summary>The name or address of the mail server. Required.</summary>
    public string Host { get; set; } = "";

    /// <summary>The port. 1 to 65,535. Default: 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected. Default: STARTTLS, and nothing is sent without it.</summary>
    public SmtpSecurity Security { get; set; }

    /// <summary>Whether <see cref="SmtpSecurity.None"/> may lead to another machine, inside a private network. Default: false.</summary>
    public bool AllowPlaintext { get; set; }

    /// <summary>Judges the server's certificate. Null, the default: .NET does, and refuses an invalid one.</summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; set; }

    /// <summary>The user name; null, the default, for a server that asks for none.</summary>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>; null with <see cref="GetAccessToken"/>.</summary>
    public string? Password { get; set; }

    /// <summary>Gets an OAuth 2.0 access token for <see cref="UserName"/>, once per connection. Null, the default: the password.</summary>
    public Func<CancellationToken, ValueTask<string>>? GetAccessToken { get; set; }

    /// <summary>The sender, such as "Acme &lt;hello@acme.example&gt;". Required.</summary>
    public string From { get; set; } = "";

    /// <summary>Where replies go; null, the default, for <see cref="From"/>.</summary>
    public string? ReplyTo { get; set; }

    /// <summary>
    /// Where the mail system returns bounces to (the envelope sender); null, the default, for <see cref="From"/>. If the part before the @
    /// holds {attempt}, it is replaced by the signed id of the attempt: "bounces+{attempt}@acme.example" makes every bounce name its
    /// attempt, even without the original message. A part that becomes longer than 64 characters loses it.
    /// </summary>
    public string? BounceAddress { get; set; }

    /// <summary>
    /// The keys that sign message ids and unsubscribe links: the base64 of 32 to 64 random bytes each. The first one signs, and all count;
    /// keep old ones as long as old messages are read, for years. Required.
    /// </summary>
    public IList<string> SigningKeys { get; } = [];

    /// <summary>
    /// The page that <see cref="UnsubscribeHandler"/> serves, https, or http to this machine. The token is added to its query. Null, the
    /// default: messages have no unsubscribe headers.
    /// </summary>
    public Uri? UnsubscribeUrl { get; set; }

    /// <summary>What unsubscribing covers: the channel of the message, the default, or all channels.</summary>
    public OptOutScope UnsubscribeScope { get; set; } = OptOutScope.Channel;

    /// <summary>
    /// The text in a message that becomes the unsubscribe link. 1 to 100 characters. Default: %unsubscribe_url%.
    /// </summary>
    public string UnsubscribePlaceholder { get; set; } = "%unsubscribe_url%";

    /// <summary>
    /// How long a message may take, with its connection. 1 second to 10 minutes. Default: 25 seconds, below the 30 seconds of
    /// <see cref="ProviderOptions.DispatchTimeout"/>.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How many idle connections are kept for the next messages. 0 to 100. Default: 4.</summary>
    public int MaxIdleConnections { get; set; } = 4;

    /// <summary>How long an idle connection is kept. 0 to 10 minutes. Default: 10 seconds.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(10);

    internal MailboxAddress Sender => MailboxAddress.Parse(From);

    /// <summary>Checks the options.</summary>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them, and shows no secret.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        void Require(bool holds, string field, object? value, string remedy)
        {
            if (!holds)
            {
                var shown = value is string { Length: > 200 } text ? $"{text[..200]}…" : value ?? "missing";
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{field} is {shown}: {remedy}."));
            }
        }

        AddServerProblems(Require);
        AddMessageProblems(Require);
        if (problems.Count > 0)
        {
            throw new CampaignException(
                CampaignError.Invalid, $"The SMTP provider has {problems.Count} problem(s): {string.Join(" ", problems)}");
        }
    }

    private void AddServerProblems(Action<bool, string, object?, string> require)
    {
        require(Name is { Length: >= 1 and <= 200 }, nameof(Name), $"{Name?.Length ?? 0} characters long", "use 1 to 200 characters");
        require(Uri.CheckHostName(Host) != UriHostNameType.Unknown, nameof(Host), Host is "" ? null : Host, "name the mail server");
        require(Port is >= 1 and <= 65_535, nameof(Port), Port, "use 1 to 65535");
        require(Enum.IsDefined(Security), nameof(Security), Security, "use StartTls, Tls or None");
        require(
            Security != SmtpSecurity.None || AllowPlaintext || IsThisMachine(Host), nameof(Security), Security,
            "messages and passwords would be readable on the way: use StartTls or Tls, or set AllowPlaintext for a private network");
        require(
            (UserName is null && Password is null && GetAccessToken is null) || (UserName is not null
                && Password is null != GetAccessToken is null), nameof(UserName), UserName is null ? null : "given",
            "give UserName with either Password or GetAccessToken, or none of them");
        require(IsBetween(Timeout, 1, 600), nameof(Timeout), Timeout, "use 1 second to 10 minutes");
        require(MaxIdleConnections is >= 0 and <= 100, nameof(MaxIdleConnections), MaxIdleConnections, "use 0 to 100");
        require(IsBetween(IdleTimeout, 0, 600), nameof(IdleTimeout), IdleTimeout, "use 0 to 10 minutes");
    }

    private void AddMessageProblems(Action<bool, string, object?, string> require)
    {
        const string Form = "write an address such as hello@acme.example";
        require(IsMailbox(From), nameof(From), From is "" ? null : From, Form);
        require(ReplyTo is null || IsMailbox(ReplyTo), nameof(ReplyTo), ReplyTo, Form);
        var bounces = BounceAddress?.Replace(MessageComposer.AttemptInAddress, "x", StringComparison.Ordinal);
        require(bounces is null || IsMailbox(bounces), nameof(BounceAddress), BounceAddress, Form);
        require(SigningKeys.Count > 0, nameof(SigningKeys), "empty", "give the base64 of 32 random bytes");
        for (var i = 0; i < SigningKeys.Count; i++)
        {
            require(Seals.IsKey(SigningKeys[i]), $"{nameof(SigningKeys)}[{i}]", "not a key", "use the base64 of 32 to 64 random bytes");
        }

        require(
            UnsubscribeUrl is null || (UnsubscribeUrl is { IsAbsoluteUri: true, Fragment: "" } page
                && (page.Scheme == Uri.UriSchemeHttps || (page.Scheme == Uri.UriSchemeHttp && page.IsLoopback))),
            nameof(UnsubscribeUrl), UnsubscribeUrl?.OriginalString, "give an absolute https address without a fragment");
        require(
            UnsubscribeScope is OptOutScope.Channel or OptOutScope.AllChannels, nameof(UnsubscribeScope), UnsubscribeScope,
            "use Channel or AllChannels");
        require(
            UnsubscribePlaceholder is { Length: >= 1 and <= 100 }, nameof(UnsubscribePlaceholder),
            $"{UnsubscribePlaceholder?.Length ?? 0} characters long", "use 1 to 100 characters");
    }

    private static bool IsBetween(TimeSpan time, double least, double most) => time.TotalSeconds >= least && time.TotalSeconds <= most;

    private static bool IsMailbox(string text) => MailboxAddress.TryParse(text, out var mailbox) && mailbox.Address.Contains('@');

    private static bool IsThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
