namespace Campaigns;

/// <summary>
/// Rendezvous hashing: each provider draws a number from its name and the person's, and the best draw wins. What closes or is added
/// changes no other draw, so nobody moves between two providers that stay.
/// </summary>
internal sealed class StickyRouter(bool byContact) : IRouter
{
    public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open)
    {
        var person = StableHash.Of(request.Tenant);
        if (byContact)
        {
            person = StableHash.Of(request.Contact.Key, person);
        }

        var (pick, best) = (0, double.MaxValue);
        for (var i = 0; i < open.Length; i++)
        {
            // Exponential draws: the smallest is one's own as often as the weight says.
            var draw = -Math.Log(StableHash.Fraction(StableHash.Of(open[i].Name, person))) / open[i].Weight;
            (pick, best) = draw < best ? (i, draw) : (pick, best);
        }

        return pick;
    }
}
