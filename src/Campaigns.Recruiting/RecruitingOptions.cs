using System.Globalization;

namespace Campaigns.Recruiting;

/// <summary>The options of outreach through a recruiting platform.</summary>
public sealed class RecruitingOptions
{
    /// <summary>The address of the platform, such as <c>https://platform.example.com/api/</c>. Required: absolute, http or https.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>
    /// The name of the header that identifies a user, both in requests to the endpoint and in requests to the platform. Default:
    /// <c>Authorization</c>.
    /// </summary>
    public string AuthenticationHeader { get; set; } = "Authorization";

    /// <summary>
    /// What the name of a sender's tenant begins with; the user's id follows. Every sender is a tenant, so that one sender's channels and
    /// limits affect no other sender. 1 to 100 characters. Default: <c>user-</c>.
    /// </summary>
    public string TenantPrefix { get; set; } = "user-";

    /// <summary>The longest accepted body of a request, in bytes. 1,024 to 1,000,000. Default: 131,072.</summary>
    public int MaxBodyBytes { get; set; } = 131_072;

    /// <summary>How long to wait for an answer of the platform. 100 ms to 5 minutes. Default: 10 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after a lost answer a message may still appear in its chat. Only after that time is a message that is not there sent again.
    /// 1 second to 1 day. Default: 2 minutes.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How often the chats of a candidate with a running campaign are read for replies. They are also read before each message. 1 second to
    /// 1 day. Default: 5 minutes.
    /// </summary>
    public TimeSpan ReplyInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the channels of a sender with a running campaign are checked. 1 second to 1 day. Default: 5 minutes.</summary>
    public TimeSpan ChannelInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The most requests per second for replies and channels together. 1 to 1,000. Default: 5.</summary>
    public int MaxPollsPerSecond { get; set; } = 5;

    /// <summary>The most requests for replies and channels at the same time. 1 to 100. Default: 4.</summary>
    public int MaxConcurrentPolls { get; set; } = 4;

    /// <summary>The rate limit for messages, for each of the two channels. Null, the default: no limit.</summary>
    public RateLimit? SendRate { get; set; }

    /// <summary>After which time a campaign ends if nobody replied. More than 0, up to 365 days. Default: 30 days.</summary>
    public TimeSpan Duration { get; set; } = ExitRules.DefaultAfter;

    /// <summary>The base address with a slash at its end, so that paths are added to it.</summary>
    internal Uri Root => BaseAddress is { } address && !address.AbsoluteUri.EndsWith('/')
        ? new Uri(address.AbsoluteUri + "/")
        : BaseAddress!;

    /// <summary>How long a dispatch may take: it makes up to four requests, one after another.</summary>
    internal TimeSpan DispatchTimeout => (4 * RequestTimeout) + TimeSpan.FromSeconds(10);

    /// <summary>Makes the ids of runs. 16 characters, unique.</summary>
    internal Func<string> NewId { get; set; } = () => System.Security.Cryptography.RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>The tenant of a sender.</summary>
    internal string TenantOf(long user) => string.Create(CultureInfo.InvariantCulture, $"{TenantPrefix}{user}");

    /// <summary>The sender of a tenant; null if the tenant is no sender.</summary>
    internal long? SenderOf(string tenant) =>
        tenant.StartsWith(TenantPrefix, StringComparison.Ordinal)
        && long.TryParse(tenant.AsSpan(TenantPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            ? user
            : null;

    /// <summary>Returns all problems of the options, each with the field, the value and the remedy. Empty if they are valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(BaseAddress is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(BaseAddress), BaseAddress, "give an absolute http or https address");
        Require(IsHeader(AuthenticationHeader), nameof(AuthenticationHeader), AuthenticationHeader, "use the name of a header");
        Require(TenantPrefix?.Length is >= 1 and <= 100, nameof(TenantPrefix), TenantPrefix, "use 1 to 100 characters");
        Require(MaxBodyBytes is >= 1_024 and <= 1_000_000, nameof(MaxBodyBytes), MaxBodyBytes, "use 1,024 to 1,000,000");
        Require(IsIn(RequestTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)), nameof(RequestTimeout), RequestTimeout, "use 100 ms to 5 minutes");
        Require(IsUpToADay(SettleTime), nameof(SettleTime), SettleTime, "use 1 second to 1 day");
        Require(IsUpToADay(ReplyInterval), nameof(ReplyInterval), ReplyInterval, "use 1 second to 1 day");
        Require(IsUpToADay(ChannelInterval), nameof(ChannelInterval), ChannelInterval, "use 1 second to 1 day");
        Require(MaxPollsPerSecond is >= 1 and <= 1_000, nameof(MaxPollsPerSecond), MaxPollsPerSecond, "use 1 to 1,000");
        Require(MaxConcurrentPolls is >= 1 and <= 100, nameof(MaxConcurrentPolls), MaxConcurrentPolls, "use 1 to 100");
        Require(IsIn(Duration, TimeSpan.FromTicks(1), TimeSpan.FromDays(365)), nameof(Duration), Duration, "use more than 0, up to 365 days");
        return problems;

        void Require(bool holds, string field, object? value, string remedy)
        {
            if (!holds)
            {
                var shown = string.Create(CultureInfo.InvariantCulture, $"{value ?? "missing"}");
                problems.Add($"{field} is {(shown.Length > 200 ? shown[..200] : shown)}: {remedy}.");
            }
        }
    }

    private static bool IsUpToADay(TimeSpan time) => IsIn(time, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));

    private static bool IsIn(TimeSpan time, TimeSpan least, TimeSpan most) => time >= least && time <= most;

    private static bool IsHeader(string? name) =>
        name is { Length: > 0 and <= 100 } && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
