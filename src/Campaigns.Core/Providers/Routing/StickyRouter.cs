namespace Campaigns;

/// <summary>
/// Routes by rendezvous hashing. Each provider draws a number from its name and the person's hash, and the best draw wins. Closing or
/// adding a provider changes no other draw, so nobody moves between two providers that remain.
/// </summary>
internal sealed class StickyRouter(bool byContact) : IProviderRouter
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
            // Exponential draws: a provider's draw is the smallest with a probability in proportion to its weight.
            var draw = -Math.Log(StableHash.Fraction(StableHash.Of(open[i].Name, person))) / open[i].Weight;
            (pick, best) = draw < best ? (i, draw) : (pick, best);
        }

        return pick;
    }
}
