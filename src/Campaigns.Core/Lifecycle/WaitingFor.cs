namespace Campaigns;

/// <summary>What a job that has not ended waits for, beside its time.</summary>
public enum WaitingFor : byte
{
    /// <summary>Its turn to be contacted.</summary>
    Turn,

    /// <summary>A channel that is unavailable.</summary>
    Channel,

    /// <summary>The time of a step that contacts nobody.</summary>
    Time,

    /// <summary>An event, for an <see cref="EventStep"/>.</summary>
    Event,

    /// <summary>A reply: all steps are done.</summary>
    Reply,

    /// <summary>A person, who has a manual task.</summary>
    Task,

    /// <summary>The end of another job of the same person.</summary>
    Predecessor,
}
