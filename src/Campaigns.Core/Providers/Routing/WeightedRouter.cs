namespace Campaigns;

/// <summary>
/// Gives each attempt to the provider whose next share is used up first, among those that have not had their share already. Scheduling
/// unit jobs by the earliest deadline, each between its release and its deadline, is what keeps every count within 1 of its share; to
/// serve whoever lags most, as a smooth round robin does, is not enough for that.
/// </summary>
internal sealed class WeightedRouter : IRouter
{
    /// <summary>Less than any share that is owed (one in 250 providers of weight 1,000), more than all rounding together.</summary>
    private const double Nothing = 1e-6;

    /// <summary>Puts whoever has had its share behind all who have not. No wait is as long.</summary>
    private const double Behind = 10;

    /// <summary>Attempts that a provider should have had more than it did, by the provider's number. Stands still while it is closed.</summary>
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
