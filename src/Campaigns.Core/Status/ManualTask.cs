namespace Campaigns;

/// <summary>A step that was handed to a person.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Contact">The contact.</param>
/// <param name="Step">The index of the step.</param>
/// <param name="Message">The step: channel, content and subject.</param>
/// <param name="Since">Since when it waits for the person.</param>
/// <param name="Until">Until when it does; null for no end.</param>
public sealed record ManualTask(
    CampaignId Campaign, Contact Contact, int Step, ContactStep Message, DateTimeOffset Since, DateTimeOffset? Until)
{
    /// <summary>The content, filled in for the contact; null for none, and when a variable of its template has no value any more.</summary>
    public MessageContent? Content { get; init; }

    /// <summary>The task without the person and the content.</summary>
    public override string ToString() => $"manual task of campaign {Campaign}, step {Step} on {Message.Channel}";
}

/// <summary>What became of a manual task.</summary>
public enum ManualTaskResult
{
    /// <summary>The person has done it: the contact was contacted.</summary>
    Done,

    /// <summary>It was left out: the job goes on.</summary>
    Skipped,

    /// <summary>It could not be done: the step has failed.</summary>
    Failed,
}

/// <summary>Whether a tenant can be served on a channel.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Unavailable">Why it is not available; null when it is.</param>
/// <param name="NextProbe">When an attempt is sent to see whether it is back; null when only
/// <see cref="ICampaignOperations.MarkChannelAvailableAsync"/> opens it, and when it is available.</param>
public sealed record ChannelStatus(string Tenant, string Channel, string? Unavailable, DateTimeOffset? NextProbe);

/// <summary>What a migration to the newest version of a campaign's protocol does, or would do.</summary>
/// <param name="Version">The version, from 1.</param>
/// <param name="Moved">How many jobs move.</param>
/// <param name="Passed">How many stay because they have come to a changed step, or past it.</param>
/// <param name="Keys">The keys of the contacts whose jobs move: the first 10,000. May be phone numbers: do not log them.</param>
public sealed record MigrationReport(int Version, long Moved, long Passed, IReadOnlyList<string> Keys)
{
    /// <summary>How many stay because the version cannot be followed with them: an address is missing that it needs, or a value.</summary>
    public long Refused { get; init; }

    /// <summary>The figures, without the keys.</summary>
    public override string ToString() => $"version {Version}: {Moved} move, {Passed + Refused} stay";
}
