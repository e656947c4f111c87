namespace Campaigns;

/// <summary>
/// Contacts the person on one channel, with retries. Contact steps in a row form a group: they are sent one after another without waiting,
/// and one whose channel is unavailable is set aside and holds up no other.
/// </summary>
public sealed record ContactStep : CampaignStep
{
    /// <summary>The channel. A provider must be registered for it.</summary>
    public required string Channel { get; init; }

    /// <summary>What the provider is to say or send: as it stands, or a template. Up to 1,000,000 characters.</summary>
    public string? Content { get; init; }

    /// <summary>
    /// The subject, on channels that have one: as it stands, or a template. Up to 10,000 characters; null, the default, for none.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>
    /// Whether <see cref="Content"/> and <see cref="Subject"/> are templates, for <see cref="CampaignsOptions.Templates"/> to fill in.
    /// False by default: they are sent as they stand.
    /// </summary>
    public bool IsTemplate { get; init; }

    /// <summary>What the content is, and so how the values that a template puts into it are escaped. Plain text by default.</summary>
    public ContentFormat Format { get; init; }

    /// <summary>How often the step is tried and how far apart.</summary>
    public StepRetryPolicy Retry { get; init; } = new();

    /// <summary>
    /// How long an accepted attempt may stay without an outcome before it is looked up at the provider or closed as
    /// <see cref="AttemptOutcome.Unknown"/>: ring time plus longest call plus a margin. It begins again when the provider reports that it
    /// rings or
    /// is answered, but not with the process. 1 second to 30 days; 30 minutes by default.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The hours in which this step may be sent, inside those of the campaign and the tenant; null, the default, for all of those.
    /// </summary>
    public ContactWindow? Window { get; init; }

    /// <summary>
    /// What follows when the step has used up its attempts. Null, the default: <see cref="StepFailure.EndJob"/>, or
    /// <see cref="StepFailure.NextStep"/> in a protocol with <see cref="ContactProtocol.Exit"/> rules.
    /// </summary>
    public StepFailure? OnFailure { get; init; }

    internal static StepFailure DefaultOnFailure(bool isDrip) => isDrip ? StepFailure.NextStep : StepFailure.EndJob;

    /// <summary>
    /// What to do while the channel is unavailable: the tenant's account logged out, every provider broken or turned off. Null, the
    /// default:
    /// wait for it however long, or three days and then skip the step in a protocol with <see cref="ContactProtocol.Exit"/> rules.
    /// </summary>
    public UnavailablePolicy? OnUnavailable { get; init; }

    /// <summary>
    /// What to do for a contact without an address on the channel. Null, the default: it cannot be enrolled, or the step is skipped in a
    /// protocol with <see cref="ContactProtocol.Exit"/> rules.
    /// </summary>
    public UnavailablePolicy? OnNoAddress { get; init; }

    /// <summary>The step without its content.</summary>
    public override string ToString() => $"contact step on {Redaction.Mask(Channel ?? "")}";
}

/// <summary>What follows when a contact step has used up its attempts.</summary>
public enum StepFailure
{
    /// <summary>The job ends as <see cref="JobState.Failed"/>.</summary>
    EndJob,

    /// <summary>The job goes on with the next step, as after success.</summary>
    NextStep,
}

/// <summary>What a step's content is.</summary>
public enum ContentFormat
{
    /// <summary>Plain text: values go in as they are.</summary>
    Text,

    /// <summary>HTML: values are escaped for it.</summary>
    Html,

    /// <summary>XML, such as SSML for speech: values are escaped for it.</summary>
    Xml,
}
