namespace Campaigns.Engine;

/// <summary>
/// A host's router: where it fails, or picks what is not there, the first open provider in the order of registration is taken.
/// </summary>
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

            faults.Note(HostCode.Router, "a pick that is not there");
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Router, error);
        }

        return 0;
    }
}
