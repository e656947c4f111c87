using System.Text.Json;

namespace Campaigns.Observability;

/// <summary>
/// The names and values of labels on metrics and activities. None holds personal data. Labels on metrics have few values.
/// </summary>
internal static class Labels
{
    public const string Channel = "campaigns.channel";
    public const string Provider = "campaigns.provider";
    public const string Outcome = "campaigns.outcome";
    public const string Receipt = "campaigns.receipt";
    public const string Answer = "campaigns.answer";
    public const string Reason = "campaigns.reason";
    public const string State = "campaigns.state";
    public const string Operation = "campaigns.operation";
    public const string Code = "campaigns.code";
    public const string Check = "campaigns.check";
    public const string Attempt = "campaigns.attempt.id";
    public const string Campaign = "campaigns.campaign.id";
    public const string Try = "campaigns.try";
    public const string Request = "campaigns.request";
    public const string ErrorType = "error.type";

    /// <summary>The answer label of a dispatch that threw.</summary>
    public const string Failed = "failed";

    private static readonly string[] Outcomes = NamesOf<AttemptOutcome>();
    private static readonly string[] Answers = NamesOf<DispatchAnswer>();
    private static readonly string[] Checks = NamesOf<CheckAnswer>();
    private static readonly string[] Receipts = NamesOf<ReportReceipt>();
    private static readonly string[] States = NamesOf<JobState>();
    private static readonly string[] Codes = NamesOf<HostCode>();

    public static string Of(AttemptOutcome outcome) => Outcomes[(int)outcome];

    public static string Of(DispatchAnswer answer) => Answers[(int)answer];

    public static string Of(CheckAnswer answer) => Checks[(int)answer];

    public static string Of(ReportReceipt receipt) => Receipts[(int)receipt];

    public static string Of(JobState state) => States[(int)state];

    public static string Of(HostCode code) => Codes[(int)code];

    private static string[] NamesOf<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}

/// <summary>The cached labels of a provider.</summary>
internal sealed class ProviderLabels(string provider, string channel)
{
    public KeyValuePair<string, object?> Channel { get; } = new(Labels.Channel, channel);

    public KeyValuePair<string, object?> Provider { get; } = new(Labels.Provider, provider);
}
