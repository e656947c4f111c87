namespace Campaigns.Storage;

/// <summary>An enrollment that has begun and is not finished.</summary>
/// <param name="Id">Its id, which no other enrollment in the store ever has.</param>
/// <param name="Since">When it began.</param>
/// <param name="IsCut">Whether it was cut: nobody goes on with it, and it waits to be begun again or closed.</param>
public readonly record struct OpenEnrollment(long Id, DateTimeOffset Since, bool IsCut);
