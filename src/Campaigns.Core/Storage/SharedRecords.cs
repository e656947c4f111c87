namespace Campaigns.Storage;

/// <summary>
/// A service that tells a host that other hosts use the same <see cref="IRecordStore"/> at the same time, as the silos of a cluster do.
/// Work in the background that only one of them may do, such as to send webhooks, then has a turn. Without it, the host is the only one.
/// </summary>
public sealed class SharedRecords
{
    /// <summary>
    /// How long the turn of a host that has disappeared lasts. 10 seconds by default. The host that has it writes a record several times
    /// in this time; whoever waits for it measures with its own clock how long the record has not changed.
    /// </summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(10);
}
