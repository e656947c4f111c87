using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>One step of a campaign's protocol: a <see cref="ContactStep"/> or a <see cref="DelayStep"/>.</summary>
[JsonDerivedType(typeof(ContactStep), "contact")]
[JsonDerivedType(typeof(DelayStep), "delay")]
public abstract record Step
{
    private protected Step()
    {
    }

    /// <summary>Waits between two steps.</summary>
    /// <param name="duration">More than 0, up to 365 days.</param>
    public static DelayStep Wait(TimeSpan duration) => new() { Duration = duration };

    /// <summary>A phone call.</summary>
    /// <param name="retry">How often and how far apart; three attempts ten minutes apart by default.</param>
    public static ContactStep Call(RetryPolicy? retry = null) => new() { Channel = Channels.Voice, Retry = retry ?? new RetryPolicy() };

    /// <summary>A message on a channel, tried once unless <see cref="ContactStep.Retry"/> says more.</summary>
    /// <param name="channel">The channel, such as "email".</param>
    /// <param name="content">What the provider is to send: text, a template's name, anything it understands.</param>
    public static ContactStep Message(string channel, string content) =>
        new() { Channel = channel, Content = content, Retry = RetryPolicy.None };
}

/// <summary>Contacts the person on one channel, with retries.</summary>
public sealed record ContactStep : Step
{
    /// <summary>The channel. A provider must be registered for it.</summary>
    public required string Channel { get; init; }

    /// <summary>What the provider is to say or send; handed over as it is.</summary>
    public string? Content { get; init; }

    /// <summary>How often the step is tried and how far apart.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>
    /// How long an accepted attempt may stay without an outcome before it is looked up at the provider or closed as
    /// <see cref="Outcome.Unknown"/>: ring time plus longest call plus a margin. It begins again when the provider reports that it rings or
    /// is answered, but not with the process. 1 second to 30 days; 30 minutes by default.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What follows when the step has used up its attempts. <see cref="StepFailure.EndJob"/> by default.</summary>
    public StepFailure OnFailure { get; init; } = StepFailure.EndJob;

    /// <summary>The step without its content.</summary>
    public override string ToString() => $"contact step on {Redaction.Mask(Channel ?? "")}";
}

/// <summary>Waits between two steps.</summary>
public sealed record DelayStep : Step
{
    /// <summary>How long after the step before it ended. More than 0, up to 365 days.</summary>
    public required TimeSpan Duration { get; init; }
}

/// <summary>What follows when a contact step has used up its attempts.</summary>
public enum StepFailure
{
    /// <summary>The job ends as <see cref="JobState.Failed"/>.</summary>
    EndJob,

    /// <summary>The job goes on with the next step, as after success.</summary>
    NextStep,
}

/// <summary>The names of common channels; any other name may be used.</summary>
public static class Channels
{
    /// <summary>Phone calls. Its addresses are phone numbers.</summary>
    public const string Voice = "voice";

    /// <summary>Text messages. Its addresses are phone numbers.</summary>
    public const string Sms = "sms";

    /// <summary>E-mail.</summary>
    public const string Email = "email";

    internal static bool UsesPhone(string channel) => channel is Voice or Sms;
}
