namespace Campaigns;

/// <summary>
/// Gives each attempt to the provider with the earliest deadline, among those that are owed attempts. This schedules unit jobs by earliest
/// deadline, each between its release and its deadline, which keeps every count within 1 of its share. A smooth round robin, which serves
/// the provider with the largest backlog, does not guarantee that.
/// </summary>
internal sealed class WeightedRouter : IProviderRouter
{
    /// <summary>
    /// Less than the smallest share owed (1 of 250 providers of weight 1,000), but more than the sum of all rounding errors.
    /// </summary>
    private const double Nothing = 1e-6;

    /// <summary>Added to the wait of a provider that is owed nothing, which puts it behind all others. Longer than any wait.</summary>
    private const double Behind = 10;

    /// <summary>
    /// The attempts owed to each provider beyond those received, by provider index. Does not change while the provider is closed.
    /// </summary>
    private double[] _owed = [];

    public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open)
    {
        if (_owed.Length <= open[^1].Index)
        {
            Array.Resize(ref _owed, open[^1].Index + 1);
        }

        double total = 0;
        foreach (ref readonly var choice in open)
        {
            total += choice.Weight;
        }

        var (pick, shortest) = (0, double.MaxValue);
        for (var i = 0; i < open.Length; i++)
        {
            ref var owed = ref _owed[open[i].Index];
            owed += open[i].Weight / total;
            var wait = ((1 - owed) / open[i].Weight) + (owed > Nothing ? 0 : Behind);
            (pick, shortest) = wait < shortest ? (i, wait) : (pick, shortest);
        }

        _owed[open[pick].Index]--;
        return pick;
    }
}
