namespace Campaigns.Storage;

/// <summary>
/// Until when an attempt may be on the phone, where its own row does not tell: it ended although nobody knows that the call did, or it
/// is live and the wall clock has leapt since it was committed. Kept when its campaign is purged.
/// </summary>
/// <param name="Job">The attempt's job.</param>
/// <param name="Number">The attempt's number.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Address">The address, whole: on a channel that uses phone numbers in E.164 form. Do not log it.</param>
/// <param name="Until">Until when, by the clock that the engine was told.</param>
/// <param name="Within">The longest that a call lasts after a sign of life: as long at most it is busy, whatever the clock shows when the
/// row is read.</param>
/// <param name="IsBusy">False when it is over: the row is removed.</param>
public sealed record BusyRow(
    long Job, int Number, string Tenant, string Channel, string Address, DateTimeOffset Until, TimeSpan Within, bool IsBusy = true)
{
    /// <summary>The attempt, without the address.</summary>
    public override string ToString() => $"attempt {Job}-{Number}: {(IsBusy ? $"busy until {Until:O}" : "over")}";
}
