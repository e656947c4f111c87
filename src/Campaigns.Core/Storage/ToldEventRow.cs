namespace Campaigns.Storage;

/// <summary>An event with an id was told: another one with the same id has no effect while the row is kept.</summary>
/// <param name="Id">128 bits of the hash of tenant and id.</param>
/// <param name="ToldAt">When it was told, in UTC ticks.</param>
public readonly record struct ToldEventRow(UInt128 Id, long ToldAt);
