using System.Diagnostics;

namespace Campaigns.ClusterTest.World;

/// <summary>Counts at the providers what all shards together may do: the live calls of the dialer, and the rate of the texter.</summary>
internal sealed class ProviderLimits
{
    /// <summary>
    /// How many more messages than allowed a second may have. Between the send gate and the provider, a thread waits for a processor, and
    /// then several messages come at once.
    /// </summary>
    private const double Jitter = 0.25;

    private const int Allowed = TestTenants.MostPerSecond + TestTenants.Burst - 1;
    private int _live;
    private int _mostLive;
    private int _overLive;

    /// <summary>The most live calls at one time.</summary>
    public int MostLive => _mostLive;

    /// <summary>How often a call began above the cap of the provider.</summary>
    public int OverLive => _overLive;

    /// <summary>Notes that a call begins.</summary>
    /// <returns>Whether there were as many live calls as allowed already.</returns>
    public bool Begin(string tenant)
    {
        if (!TestTenants.Calls(tenant))
        {
            return false;
        }

        var live = Interlocked.Increment(ref _live);
        for (var most = _mostLive; live > most; most = _mostLive)
        {
            Interlocked.CompareExchange(ref _mostLive, live, most);
        }

        if (live > TestTenants.MostLive)
        {
            Interlocked.Increment(ref _overLive);
            return true;
        }

        return false;
    }

    public void End(string tenant)
    {
        if (TestTenants.Calls(tenant))
        {
            Interlocked.Decrement(ref _live);
        }
    }

    /// <summary>The most messages that were sent within any second, and how many of them are too many.</summary>
    public static (int Most, int Over) Rate(IEnumerable<Dispatch> dispatches)
    {
        var sent = dispatches.Where(dispatch => !TestTenants.Calls(TestTenants.TenantOf(dispatch.Contact)))
            .Select(dispatch => dispatch.SentAt).Order().ToList();
        var (most, over, first) = (0, 0, 0);
        for (var last = 0; last < sent.Count; last++)
        {
            while (sent[last] - sent[first] >= Stopwatch.Frequency)
            {
                first++;
            }

            var count = last - first + 1;
            most = Math.Max(most, count);
            over = Math.Max(over, count - (int)(Allowed * (1 + Jitter)));
        }

        return (most, Math.Max(0, over));
    }
}
