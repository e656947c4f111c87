using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>
/// One step of a protocol: a <see cref="ContactStep"/>, a <see cref="DelayStep"/>, an <see cref="EventStep"/>, a <see cref="BranchStep"/>
/// or an <see cref="ExitStep"/>.
/// </summary>
[JsonDerivedType(typeof(ContactStep), "contact")]
[JsonDerivedType(typeof(DelayStep), "delay")]
[JsonDerivedType(typeof(EventStep), "event")]
[JsonDerivedType(typeof(BranchStep), "branch")]
[JsonDerivedType(typeof(ExitStep), "exit")]
public abstract record CampaignStep
{
    private protected CampaignStep()
    {
    }

    /// <summary>
    /// The name by which branches and events refer to the step, unique in the protocol. 1 to 100 characters. Null, the default: nothing
    /// refers to the step.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Creates a step that waits for a time.</summary>
    /// <param name="duration">The time. More than 0, up to 365 days.</param>
    public static DelayStep Wait(TimeSpan duration) => new() { Duration = duration };

    /// <summary>Creates a step that waits for a time of day on a business day, in the contact's time zone.</summary>
    /// <param name="at">The local time.</param>
    /// <param name="businessDays">
    /// The number of business days after the local day on which the wait begins. 1 to 250. Default: 1, the next business day.
    /// </param>
    public static DelayStep WaitUntil(TimeOnly at, int businessDays = 1) => new() { Until = new BusinessDay(at, businessDays) };

    /// <summary>
    /// Creates a step that waits until an event of the contact is reported with <see cref="ICampaignReports.ReportEventAsync"/>, or until a
    /// timeout.
    /// </summary>
    /// <param name="name">The name of the event. 1 to 100 characters.</param>
    /// <param name="timeout">The maximum wait. More than 0, up to 365 days.</param>
    public static EventStep WaitFor(string name, TimeSpan timeout) => new() { Event = name, Timeout = timeout };

    /// <summary>Creates a step that continues with one of two later steps.</summary>
    /// <param name="when">The condition.</param>
    /// <param name="then">The name of the later step to continue with if the condition is true. Null: the next step.</param>
    /// <param name="otherwise">
    /// The name of the later step to continue with if the condition is false. Null, the default: the next step.
    /// </param>
    public static BranchStep Branch(StepCondition when, string? then, string? otherwise = null) =>
        new() { When = when, Then = then, Otherwise = otherwise };

    /// <summary>Creates a step that ends the job as completed.</summary>
    public static ExitStep Exit() => new();

    /// <summary>Creates a step that makes a phone call.</summary>
    /// <param name="retry">The retry policy. Null, the default: three attempts, ten minutes apart.</param>
    public static ContactStep Call(StepRetryPolicy? retry = null) =>
        new() { Channel = Channels.Voice, Retry = retry ?? new StepRetryPolicy() };

    /// <summary>Creates a step that sends a message, with one attempt unless <see cref="ContactStep.Retry"/> allows more.</summary>
    /// <param name="channel">The channel, such as "email".</param>
    /// <param name="content">
    /// The content for the provider: text, the name of a template, or anything else that the provider understands.
    /// </param>
    /// <param name="subject">The subject, on channels that have one. Null, the default: none.</param>
    public static ContactStep Message(string channel, string content, string? subject = null) =>
        new() { Channel = channel, Content = content, Subject = subject, Retry = StepRetryPolicy.None };
}

/// <summary>Waits between two steps, for <see cref="Duration"/> or until a time on a business day.</summary>
public sealed record DelayStep : CampaignStep
{
    /// <summary>
    /// The wait, counted from the end of the previous step, or of the last of several consecutive contact steps. More than 0, up to 365
    /// days. 0, the default, with <see cref="Until"/>.
    /// </summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The time on a business day to wait for, instead of a duration. Null, the default, with <see cref="Duration"/>.</summary>
    public BusinessDay? Until { get; init; }
}

/// <summary>
/// A time of day on a business day, in the contact's time zone. Business days are Monday to Friday, or all days except
/// <see cref="ContactWindow.Weekend"/> if the window of the campaign or the tenant sets one. Closed dates of both windows are not business
/// days. If the clock skips the time on that day, the first time after the gap applies. If the time occurs twice, the first occurrence
/// applies.
/// </summary>
/// <param name="At">The local time.</param>
/// <param name="Days">
/// The number of business days after the local day on which the wait begins. 1 to 250. Default: 1, the next business day.
/// </param>
public sealed record BusinessDay(TimeOnly At, int Days = 1);

/// <summary>
/// Waits until an event of the contact is reported, or until <see cref="Timeout"/>. The event counts if it occurred after the previous
/// message was sent (the first one of several consecutive contact steps). Each event ends only one wait of its name.
/// </summary>
public sealed record EventStep : CampaignStep
{
    /// <summary>The name of the event, such as "opened". 1 to 100 characters.</summary>
    public required string Event { get; init; }

    /// <summary>The maximum wait. More than 0, up to 365 days.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The name of the later step to continue with after the event. Null, the default: the next step.</summary>
    public string? OnEvent { get; init; }

    /// <summary>The name of the later step to continue with after the timeout. Null, the default: the next step.</summary>
    public string? OnTimeout { get; init; }
}

/// <summary>Continues with one of two later steps, depending on the contact's data, its addresses, or the last outcome.</summary>
public sealed record BranchStep : CampaignStep
{
    /// <summary>The condition.</summary>
    public required StepCondition When { get; init; }

    /// <summary>The name of the later step to continue with if the condition is true. Null, the default: the next step.</summary>
    public string? Then { get; init; }

    /// <summary>The name of the later step to continue with if the condition is false. Null, the default: the next step.</summary>
    public string? Otherwise { get; init; }
}

/// <summary>Ends the job immediately, without monitoring for a reply.</summary>
public sealed record ExitStep : CampaignStep
{
    /// <summary>The state in which the job ends: <see cref="JobState.Completed"/>, the default, or <see cref="JobState.Failed"/>.</summary>
    public JobState End { get; init; } = JobState.Completed;
}
