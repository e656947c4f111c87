using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>What openings and commits of the store renew.</summary>
internal interface ILease
{
    /// <summary>The instant to count a lease from: the moment before the store is asked.</summary>
    Now Ask();

    /// <summary>Takes the lease that the store has given.</summary>
    /// <param name="asked">The moment before the store was asked.</param>
    /// <param name="lease">The length of the lease, counted from that moment; null for a store without leases.</param>
    void Renew(Now asked, TimeSpan? lease);
}
