namespace Campaigns.Storage;

/// <summary>A reported event that has an id. While the row is stored, another event with the same id has no effect.</summary>
/// <param name="Id">128 bits of the hash of tenant and id.</param>
/// <param name="ToldAt">When the event was reported, in UTC ticks.</param>
public readonly record struct ToldEventRow(UInt128 Id, long ToldAt);
