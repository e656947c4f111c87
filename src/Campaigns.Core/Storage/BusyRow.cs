namespace Campaigns.Storage;

/// <summary>
/// Until when an attempt may keep its address busy, in the cases that the attempt's own row does not cover: the attempt has ended but the
/// end of its call is unknown, or it is live and the wall clock has jumped since it was committed. Kept when the campaign is purged.
/// </summary>
/// <param name="Job">The id of the attempt's job.</param>
/// <param name="Number">The number of the attempt.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Address">The full address. In E.164 form on a channel that uses phone numbers. Do not log it.</param>
/// <param name="Until">When the address is free again, by the engine's clock.</param>
/// <param name="Within">
/// The longest possible call after a sign of life. When the row is read, the address is busy for at most this time, regardless of the
/// clock.
/// </param>
/// <param name="IsBusy">Whether the address is still busy. False removes the row.</param>
public sealed record BusyRow(
    long Job, int Number, string Tenant, string Channel, string Address, DateTimeOffset Until, TimeSpan Within, bool IsBusy = true)
{
    /// <summary>Returns the attempt without the address.</summary>
    public override string ToString() => $"attempt {Job}-{Number}: {(IsBusy ? $"busy until {Until:O}" : "over")}";
}
