namespace Campaigns;

/// <summary>A step handed to a person.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Contact">The contact.</param>
/// <param name="Step">The index of the step.</param>
/// <param name="Message">The step, with its channel, content and subject.</param>
/// <param name="Since">When the task was created.</param>
/// <param name="Until">When the task expires. Null: never.</param>
public sealed record ManualTask(
    CampaignId Campaign, Contact Contact, int Step, ContactStep Message, DateTimeOffset Since, DateTimeOffset? Until)
{
    /// <summary>
    /// The content rendered for the contact. Null if there is none, or if a variable of its template no longer has a value.
    /// </summary>
    public MessageContent? Content { get; init; }

    /// <summary>Returns the task without the person and the content.</summary>
    public override string ToString() => $"manual task of campaign {Campaign}, step {Step} on {Message.Channel}";
}

/// <summary>The result of a manual task.</summary>
public enum ManualTaskResult
{
    /// <summary>The person has contacted the contact.</summary>
    Done,

    /// <summary>The task was skipped. The job continues.</summary>
    Skipped,

    /// <summary>The task could not be done. The step has failed.</summary>
    Failed,
}

/// <summary>Whether a channel is available to a tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Unavailable">Why the channel is unavailable. Null if it is available.</param>
/// <param name="NextProbe">
/// When the next attempt is sent to test whether the channel is available again. Null if only
/// <see cref="ICampaignOperations.MarkChannelAvailableAsync"/> opens it, and if it is available.
/// </param>
public sealed record ChannelStatus(string Tenant, string Channel, string? Unavailable, DateTimeOffset? NextProbe);

/// <summary>The result, or expected result, of a migration to the newest version of a campaign's protocol.</summary>
/// <param name="Version">The newest version, from 1.</param>
/// <param name="Moved">The number of jobs that move.</param>
/// <param name="Passed">The number of jobs that stay because they have reached or passed a changed step.</param>
/// <param name="Keys">The contact keys of the jobs that move, up to 10,000. May be phone numbers: do not log them.</param>
public sealed record MigrationReport(int Version, long Moved, long Passed, IReadOnlyList<string> Keys)
{
    /// <summary>The number of jobs that stay because their contact lacks an address or a value that the version needs.</summary>
    public long Refused { get; init; }

    /// <summary>Returns the numbers without the keys.</summary>
    public override string ToString() => $"version {Version}: {Moved} move, {Passed + Refused} stay";
}
