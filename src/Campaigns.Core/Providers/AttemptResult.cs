using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Campaigns;

/// <summary>Who or what answered an attempt.</summary>
public enum AnsweredBy : byte
{
    /// <summary>The provider did not say.</summary>
    Unknown,

    /// <summary>A person.</summary>
    Human,

    /// <summary>An answering machine or a voice menu.</summary>
    Machine,

    /// <summary>A fax machine.</summary>
    Fax,
}

/// <summary>The cost of an attempt.</summary>
/// <param name="Amount">The amount. 0 or more.</param>
/// <param name="Currency">The ISO 4217 code of the currency: three capital letters, such as EUR.</param>
public readonly record struct AttemptCost(decimal Amount, string Currency)
{
    /// <summary>The cost for a message, without a text that cannot be a currency.</summary>
    internal string Shown
    {
        get
        {
            var currency = Currency is { Length: 3 } ? $"\"{Currency}\"" : $"in {Currency?.Length ?? 0} characters";
            return string.Create(CultureInfo.InvariantCulture, $"{Amount} {currency}");
        }
    }

    internal bool IsValid => Amount >= 0 && Currency is { Length: 3 } && Currency.All(char.IsAsciiLetterUpper);
}

/// <summary>
/// What an attempt told besides its outcome. Every value is optional: a value that is not given keeps the value of an earlier report. A
/// later report corrects value by value. A report that names an earlier <see cref="ProviderReport.OccurredAt"/> than the stored result only
/// adds missing values.
/// </summary>
/// <remarks>
/// A result does not change the outcome of its attempt. Results are stored with the attempt, shown in its <see cref="TimelineEntry"/>, and
/// removed with its campaign. They are never logged.
/// </remarks>
public sealed record AttemptResult
{
    /// <summary>The maximum length of <see cref="Data"/> in UTF-8: 16,384 bytes.</summary>
    public const int MaxDataBytes = 16 * 1_024;

    private const int MaxLink = 2_000;
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);
    private static readonly TimeSpan LatestCallBack = TimeSpan.FromDays(366);

    /// <summary>Who or what answered. <see cref="AnsweredBy.Unknown"/>, the default, if the provider did not say.</summary>
    public AnsweredBy AnsweredBy { get; init; }

    /// <summary>How long it rang. 0 to 1 day; null, the default, if unknown.</summary>
    public TimeSpan? RingTime { get; init; }

    /// <summary>How long the conversation lasted. 0 to 1 day; null, the default, if unknown.</summary>
    public TimeSpan? TalkTime { get; init; }

    /// <summary>What the attempt cost; null, the default, if unknown.</summary>
    public AttemptCost? Cost { get; init; }

    /// <summary>The recording: an absolute http or https link of up to 2,000 characters; null, the default, for none.</summary>
    public Uri? Recording { get; init; }

    /// <summary>The transcript: an absolute http or https link of up to 2,000 characters; null, the default, for none.</summary>
    public Uri? Transcript { get; init; }

    /// <summary>
    /// When the person wants to be contacted again, up to 366 days ahead; null, the default, for no such wish. An instant in the past means
    /// now. When the attempt ends, with any outcome, the job waits until then and tries the same step again, even if the attempt was a
    /// success or all tries are spent. Windows and other rules apply to the new attempt, and its outcome decides how the job continues.
    /// </summary>
    /// <remarks>
    /// An opt-out, a removal, a reply, an entry of the do-not-contact list and the end of the campaign win. The wish counts only for the
    /// newest attempt of the job. If an ended job cannot run again, the wish is stored, and the note of the attempt says why nobody calls.
    /// </remarks>
    public DateTimeOffset? CallBackAt { get; init; }

    /// <summary>
    /// The person opted out: on the channel of the attempt, or on all channels. The person is added to the tenant's do-not-contact list
    /// with this scope, in the same commit, regardless of <see cref="TenantSettings.OptOuts"/>. Null, the default: no opt-out.
    /// </summary>
    public OptOutScope? OptOut { get; init; }

    /// <summary>
    /// Your own data about the attempt, as one JSON value of up to <see cref="MaxDataBytes"/>; null, the default, for none.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>Why a provider's answer has no result although it gave one. The attempt's note shows it.</summary>
    internal string? Refusal { get; init; }

    /// <summary>Returns which values are given, without links, data and instants.</summary>
    public override string ToString()
    {
        string?[] given =
        [
            RingTime is null ? null : nameof(RingTime), TalkTime is null ? null : nameof(TalkTime), Cost is null ? null : nameof(Cost),
            Recording is null ? null : nameof(Recording), Transcript is null ? null : nameof(Transcript),
            CallBackAt is null ? null : nameof(CallBackAt), OptOut is null ? null : nameof(OptOut), Data is null ? null : nameof(Data),
        ];
        return $"result of an attempt: answered by {AnsweredBy}; {string.Join(", ", given.OfType<string>())}";
    }

    /// <summary>Adds the problems of the result, each with the field, the value and the remedy. Shows no link and no data.</summary>
    /// <param name="problems">The list to add to.</param>
    /// <param name="prefix">The name of the field that holds the result, with a dot; empty for none.</param>
    /// <param name="now">The current time; null not to judge how far ahead <see cref="CallBackAt"/> is.</param>
    internal void AddProblems(Problems problems, string prefix, DateTimeOffset? now)
    {
        problems.Require(Enum.IsDefined(AnsweredBy), prefix + nameof(AnsweredBy), AnsweredBy, "use Unknown, Human, Machine or Fax");
        AddTime(problems, prefix + nameof(RingTime), RingTime);
        AddTime(problems, prefix + nameof(TalkTime), TalkTime);
        problems.Require(
            Cost is not { IsValid: false }, prefix + nameof(Cost), Cost?.Shown,
            "use an amount of 0 or more, and three capital letters for the currency, such as EUR");
        AddLink(problems, prefix + nameof(Recording), Recording);
        AddLink(problems, prefix + nameof(Transcript), Transcript);
        problems.Require(
            CallBackAt is not { } at || at - (now ?? at) <= LatestCallBack, prefix + nameof(CallBackAt), CallBackAt,
            "use an instant up to 366 days ahead");
        problems.Require(
            OptOut is null or OptOutScope.AllChannels or OptOutScope.Channel, prefix + nameof(OptOut), OptOut,
            "use AllChannels or Channel, or null if the person did not opt out");
        AddData(problems, prefix + nameof(Data));
    }

    /// <summary>Returns the result; if it is not valid, a result that says only why it was refused.</summary>
    internal AttemptResult Checked(DateTimeOffset now)
    {
        var problems = new Problems();
        AddProblems(problems, "", now);
        return problems.List.Count == 0
            ? this
            : new AttemptResult { Refusal = TextLimits.Cut($"the provider's result was refused: {string.Join(" ", problems.List)}") };
    }

    private static void AddTime(Problems problems, string field, TimeSpan? time) =>
        problems.Require(time is null || (time >= TimeSpan.Zero && time <= LongestTime), field, time, "use 0 to 1 day");

    private static void AddLink(Problems problems, string field, Uri? link)
    {
        var fits = link is null
            || (link.IsAbsoluteUri && link.OriginalString.Length <= MaxLink
                && Storable.Find(link.OriginalString) is null
                && (link.Scheme == Uri.UriSchemeHttp || link.Scheme == Uri.UriSchemeHttps));
        problems.Require(
            fits, field, $"a link of {link?.OriginalString.Length} characters",
            "use an absolute http or https link of up to 2,000 characters");
    }

    private void AddData(Problems problems, string field)
    {
        if (Data is null)
        {
            return;
        }

        var length = Encoding.UTF8.GetByteCount(Data);
        problems.Require(length <= MaxDataBytes, field, $"{length} bytes in UTF-8", "use up to 16,384 bytes");
        Storable.AddProblems(problems, field, Data);
        problems.Require(length > MaxDataBytes || IsJson(Data), field, "not well-formed", "use one JSON value");
    }

    private static bool IsJson(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            while (reader.Read())
            {
                // Reading checks the syntax.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
