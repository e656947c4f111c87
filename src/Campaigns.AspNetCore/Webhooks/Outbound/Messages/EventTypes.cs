namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>The types of messages, as Standard Webhooks recommends them: words with dots between.</summary>
internal static class EventTypes
{
    /// <summary>A message on request, to try an endpoint.</summary>
    public const string Test = "webhook.test";

    /// <summary>Another endpoint of the tenant was disabled.</summary>
    public const string EndpointDisabled = "webhook_endpoint.disabled";

    /// <summary>Changes were removed by age before they were told. Every endpoint gets it.</summary>
    public const string Missed = "changes.missed";

    private static readonly (string Type, ChangeKinds Kind)[] Kinds =
    [
        ("attempt.ended", ChangeKinds.AttemptEnded),
        ("attempt.corrected", ChangeKinds.AttemptCorrected),
        ("attempt.result", ChangeKinds.ResultTold),
        ("contact.ended", ChangeKinds.ContactEnded),
        ("contact.waits", ChangeKinds.ContactWaits),
        ("step.skipped", ChangeKinds.StepSkipped),
        ("task.opened", ChangeKinds.TaskOpened),
        ("campaign.changed", ChangeKinds.CampaignChanged),
        ("enrollment.cut", ChangeKinds.EnrollmentCut),
        ("provider.changed", ChangeKinds.ProviderChanged),
        ("channel.changed", ChangeKinds.ChannelChanged),
        (Missed, ChangeKinds.Missed),
    ];

    /// <summary>The types that an endpoint can select.</summary>
    public static IReadOnlyList<string> Selectable { get; } =
        [.. Kinds.Where(pair => pair.Kind != ChangeKinds.Missed).Select(pair => pair.Type), EndpointDisabled];

    /// <summary>The type of a change.</summary>
    public static string Of(ChangeKinds kind) => Array.Find(Kinds, pair => pair.Kind == kind).Type ?? "change.other";

    /// <summary>The kinds of changes that some types select.</summary>
    public static ChangeKinds KindsOf(IEnumerable<string> types) =>
        types.Aggregate(ChangeKinds.None, (kinds, type) => kinds | Array.Find(Kinds, pair => pair.Type == type).Kind);
}
