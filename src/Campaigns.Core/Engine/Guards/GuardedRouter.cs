namespace Campaigns.Engine;

/// <summary>The host's router. If it throws or picks an invalid index, uses the first open provider in the order of registration.</summary>
internal sealed class GuardedRouter(IProviderRouter router, HostFaults faults) : IProviderRouter
{
    public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open)
    {
        try
        {
            var picked = router.Pick(request, open);
            if ((uint)picked < (uint)open.Length)
            {
                return picked;
            }

            faults.Note(HostCode.Router, "an index out of range");
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Router, error);
        }

        return 0;
    }
}
