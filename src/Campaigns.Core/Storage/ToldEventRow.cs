namespace Campaigns.Storage;

/// <summary>
/// The id of an event that an earlier version has stored, without the event. While the row is stored, another event with the same id has no
/// effect.
/// </summary>
/// <param name="Id">128 bits of the hash of tenant and id.</param>
/// <param name="ToldAt">When the event was reported, in UTC ticks.</param>
public readonly record struct ToldEventRow(UInt128 Id, long ToldAt);
