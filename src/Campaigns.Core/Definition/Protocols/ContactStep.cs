namespace Campaigns;

/// <summary>
/// Contacts the person on one channel, with retries. Consecutive contact steps form a group. The steps of a group are sent one after
/// another without waiting. A step whose channel is unavailable is deferred and does not delay the other steps.
/// </summary>
public sealed record ContactStep : CampaignStep
{
    /// <summary>The channel. A provider must be registered for it. 1 to 50 characters.</summary>
    public required string Channel { get; init; }

    /// <summary>
    /// The content for the provider to say or send: literal text or a template. Up to 1,000,000 characters. Null, the default: none.
    /// </summary>
    public string? Content { get; init; }

    /// <summary>
    /// The subject, on channels that have one: literal text or a template. Up to 10,000 characters. Null, the default: none.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>
    /// Whether <see cref="Content"/> and <see cref="Subject"/> are templates for <see cref="CampaignsOptions.Templates"/>. Default: false,
    /// both are sent unchanged.
    /// </summary>
    public bool IsTemplate { get; init; }

    /// <summary>The format of the content, which decides how values in a template are escaped. Default: plain text.</summary>
    public ContentFormat Format { get; init; }

    /// <summary>The retry policy of the step. Default: three attempts, ten minutes apart.</summary>
    public StepRetryPolicy Retry { get; init; } = new();

    /// <summary>
    /// How long an accepted attempt may stay without an outcome before it is looked up at the provider or closed as
    /// <see cref="AttemptOutcome.Unknown"/>. Choose the ring time plus the longest call plus a margin. The timeout starts again when the
    /// provider reports ringing or an answer, but not when the process restarts. 1 second to 30 days. Default: 30 minutes.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The hours in which this step may be sent, within the windows of the campaign and the tenant. Null, the default: no further
    /// restriction.
    /// </summary>
    public ContactWindow? Window { get; init; }

    /// <summary>
    /// What follows when the step has used up its attempts. Null, the default: <see cref="StepFailure.EndJob"/>, or
    /// <see cref="StepFailure.NextStep"/> in a protocol with <see cref="ContactProtocol.Exit"/> rules.
    /// </summary>
    public StepFailure? OnFailure { get; init; }

    internal static StepFailure DefaultOnFailure(bool isDrip) => isDrip ? StepFailure.NextStep : StepFailure.EndJob;

    /// <summary>
    /// What to do while the channel is unavailable: the tenant's account is logged out, or every provider is broken or turned off. Null,
    /// the default: wait without limit. In a protocol with <see cref="ContactProtocol.Exit"/> rules, the default is to wait three days and
    /// then skip the step.
    /// </summary>
    public UnavailablePolicy? OnUnavailable { get; init; }

    /// <summary>
    /// What to do for a contact without an address on the channel. Null, the default: the contact cannot be enrolled. In a protocol with
    /// <see cref="ContactProtocol.Exit"/> rules, the default is to skip the step.
    /// </summary>
    public UnavailablePolicy? OnNoAddress { get; init; }

    /// <summary>Returns the step without its content.</summary>
    public override string ToString() => $"contact step on {Redaction.Mask(Channel ?? "")}";
}

/// <summary>What follows when a contact step has used up its attempts.</summary>
public enum StepFailure
{
    /// <summary>The job ends as <see cref="JobState.Failed"/>.</summary>
    EndJob,

    /// <summary>The job continues with the next step, as after success.</summary>
    NextStep,
}

/// <summary>The format of a step's content.</summary>
public enum ContentFormat
{
    /// <summary>Plain text. Values are inserted unchanged.</summary>
    Text,

    /// <summary>HTML. Values are escaped for HTML.</summary>
    Html,

    /// <summary>XML, such as SSML for speech. Values are escaped for XML.</summary>
    Xml,
}
