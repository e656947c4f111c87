namespace Campaigns.Storage;

/// <summary>An enrollment that has begun and has not finished.</summary>
/// <param name="Id">The id, unique in the store for all time.</param>
/// <param name="Since">When the enrollment began.</param>
/// <param name="IsCut">
/// Whether the enrollment was cut short: no caller continues it, and it stays open until it is started again or closed.
/// </param>
public readonly record struct OpenEnrollment(long Id, DateTimeOffset Since, bool IsCut);
