namespace Campaigns;

/// <summary>What an open job waits for, apart from its due time.</summary>
public enum WaitingFor : byte
{
    /// <summary>The contact's turn.</summary>
    Turn,

    /// <summary>A channel that is unavailable.</summary>
    Channel,

    /// <summary>The due time of a step that contacts nobody.</summary>
    Time,

    /// <summary>An event, for an <see cref="EventStep"/>.</summary>
    Event,

    /// <summary>A reply. All steps are done.</summary>
    Reply,

    /// <summary>The completion of a manual task by a person.</summary>
    Task,

    /// <summary>The end of another job of the same person.</summary>
    Predecessor,
}
