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
    /// What branches and events call the step by; unique in the protocol. Null, the default, for a step that nothing leads to. Up to 100
    /// characters.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Waits between two steps.</summary>
    /// <param name="duration">More than 0, up to 365 days.</param>
    public static DelayStep Wait(TimeSpan duration) => new() { Duration = duration };

    /// <summary>Waits for a time of day on a business day, in the contact's own zone.</summary>
    /// <param name="at">The local time.</param>
    /// <param name="businessDays">How many business days after the day on which the wait begins. 1, the next one, to 250.</param>
    public static DelayStep WaitUntil(TimeOnly at, int businessDays = 1) => new() { Until = new BusinessDay(at, businessDays) };

    /// <summary>
    /// Waits until something is reported of the contact with <see cref="ICampaignReports.ReportEventAsync"/>, or until it has waited too
    /// long.
    /// </summary>
    /// <param name="name">The event's name.</param>
    /// <param name="timeout">How long to wait. More than 0, up to 365 days.</param>
    public static EventStep WaitFor(string name, TimeSpan timeout) => new() { Event = name, Timeout = timeout };

    /// <summary>Goes on with one of two later steps.</summary>
    /// <param name="when">What decides.</param>
    /// <param name="then">The name of the step to go to when it holds; null for the next one.</param>
    /// <param name="otherwise">The name of the step to go to when it does not; null for the next one.</param>
    public static BranchStep Branch(StepCondition when, string? then, string? otherwise = null) =>
        new() { When = when, Then = then, Otherwise = otherwise };

    /// <summary>Ends the job as completed.</summary>
    public static ExitStep Exit() => new();

    /// <summary>A phone call.</summary>
    /// <param name="retry">How often and how far apart; three attempts ten minutes apart by default.</param>
    public static ContactStep Call(StepRetryPolicy? retry = null) =>
        new() { Channel = Channels.Voice, Retry = retry ?? new StepRetryPolicy() };

    /// <summary>A message on a channel, tried once unless <see cref="ContactStep.Retry"/> says more.</summary>
    /// <param name="channel">The channel, such as "email".</param>
    /// <param name="content">What the provider is to send: text, a template's name, anything it understands.</param>
    /// <param name="subject">Its subject, on channels that have one.</param>
    public static ContactStep Message(string channel, string content, string? subject = null) =>
        new() { Channel = channel, Content = content, Subject = subject, Retry = StepRetryPolicy.None };
}

/// <summary>Waits between two steps: <see cref="Duration"/>, or until a time on a business day.</summary>
public sealed record DelayStep : CampaignStep
{
    /// <summary>
    /// How long after the step before it ended: the last of several contact steps in a row. More than 0, up to 365 days; 0, the default,
    /// with <see cref="Until"/>.
    /// </summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The time of a business day to wait for, instead of a duration.</summary>
    public BusinessDay? Until { get; init; }
}

/// <summary>
/// A time of day on a business day, in the contact's zone: Monday to Friday, or all days but <see cref="ContactWindow.Weekend"/> of the
/// campaign's
/// and the tenant's window if they have one, and but for closed dates of both. A time that the clock skips that day is the first one after
/// it; one that comes twice is the first.
/// </summary>
/// <param name="At">The local time.</param>
/// <param name="Days">How many business days after the local day on which the wait begins. 1, the next one, to 250.</param>
public sealed record BusinessDay(TimeOnly At, int Days = 1);

/// <summary>
/// Waits until an event is reported of the contact, or until <see cref="Timeout"/>. An event that occurred before the wait began does not
/// count, so that a doubled report leads past one wait only.
/// </summary>
public sealed record EventStep : CampaignStep
{
    /// <summary>The event's name, such as "opened". 1 to 100 characters.</summary>
    public required string Event { get; init; }

    /// <summary>How long to wait. More than 0, up to 365 days.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The name of the later step to go on with when the event has come; null, the default, for the next one.</summary>
    public string? OnEvent { get; init; }

    /// <summary>The name of the later step to go on with when it has not come in time; null, the default, for the next one.</summary>
    public string? OnTimeout { get; init; }
}

/// <summary>Goes on with one of two later steps, as the contact's data or the last outcome says.</summary>
public sealed record BranchStep : CampaignStep
{
    /// <summary>What decides.</summary>
    public required StepCondition When { get; init; }

    /// <summary>The name of the later step to go to when it holds; null, the default, for the next one.</summary>
    public string? Then { get; init; }

    /// <summary>The name of the later step to go to when it does not; null, the default, for the next one.</summary>
    public string? Otherwise { get; init; }
}

/// <summary>Ends the job there and then, without monitoring for a reply.</summary>
public sealed record ExitStep : CampaignStep
{
    /// <summary>How it ends: <see cref="JobState.Completed"/>, the default, or <see cref="JobState.Failed"/>.</summary>
    public JobState End { get; init; } = JobState.Completed;
}
