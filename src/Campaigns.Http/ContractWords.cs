namespace Campaigns.Http;

/// <summary>The words of the contract, in both directions. docs/http-provider.md lists them.</summary>
internal static class ContractWords
{
    public static readonly IReadOnlyDictionary<string, AttemptState> States = new Dictionary<string, AttemptState>
    {
        ["accepted"] = AttemptState.Accepted,
        ["ringing"] = AttemptState.Ringing,
        ["answered"] = AttemptState.Answered,
        ["ended"] = AttemptState.Ended,
    };

    /// <summary>The outcomes of a callback. A lookup and an answer know those of the contact, and unknown.</summary>
    public static readonly IReadOnlyDictionary<string, AttemptOutcome> Outcomes = new Dictionary<string, AttemptOutcome>
    {
        ["not_placed"] = AttemptOutcome.NotPlaced,
        ["throttled"] = AttemptOutcome.Throttled,
        ["unknown"] = AttemptOutcome.Unknown,
        ["aborted"] = AttemptOutcome.Aborted,
        ["completed"] = AttemptOutcome.Completed,
        ["failed"] = AttemptOutcome.Failed,
        ["no_answer"] = AttemptOutcome.NoAnswer,
        ["busy"] = AttemptOutcome.Busy,
        ["machine"] = AttemptOutcome.Machine,
        ["rejected"] = AttemptOutcome.Rejected,
        ["invalid"] = AttemptOutcome.Invalid,
        ["opted_out"] = AttemptOutcome.OptedOut,
    };

    public static readonly IReadOnlyDictionary<string, AnsweredBy> Answerers = new Dictionary<string, AnsweredBy>
    {
        ["unknown"] = AnsweredBy.Unknown,
        ["human"] = AnsweredBy.Human,
        ["machine"] = AnsweredBy.Machine,
        ["fax"] = AnsweredBy.Fax,
    };

    public static readonly IReadOnlyDictionary<string, OptOutScope> Scopes = new Dictionary<string, OptOutScope>
    {
        ["channel"] = OptOutScope.Channel,
        ["all_channels"] = OptOutScope.AllChannels,
    };

    public static string Of(ContentFormat format) => format switch
    {
        ContentFormat.Html => "html",
        ContentFormat.Xml => "xml",
        _ => "text",
    };

    /// <summary>Whether an answer or a lookup may give the outcome.</summary>
    public static bool IsFinal(AttemptOutcome outcome) => outcome.IsOfContact() || outcome == AttemptOutcome.Unknown;
}
