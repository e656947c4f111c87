namespace Campaigns.Orleans.Client.Shared;

/// <summary>Puts together what shards tell about the same provider: numbers are added, and the worst state is the state.</summary>
internal static class ProviderMerge
{
    /// <summary>The states, the worst last.</summary>
    private static readonly ProviderState[] States =
    [
        ProviderState.Available, ProviderState.AtCapacity, ProviderState.RateLimited, ProviderState.Throttled,
        ProviderState.QuotaExhausted, ProviderState.NoCallerId, ProviderState.CircuitHalfOpen, ProviderState.CircuitOpen, ProviderState.Off,
    ];

    public static IReadOnlyList<ProviderStatus> Merge(IReadOnlyList<IReadOnlyList<ProviderStatus>> shards)
    {
        var names = shards.SelectMany(each => each).Select(provider => provider.Name).Distinct().ToList();
        return [.. names.Select(name => Merge([.. shards.SelectMany(each => each).Where(provider => provider.Name == name)]))];
    }

    private static ProviderStatus Merge(IReadOnlyList<ProviderStatus> same) => same[0] with
    {
        State = same.Select(each => each.State).MaxBy(state => Array.IndexOf(States, state)),
        Live = same.Sum(each => each.Live),
        Dispatching = same.Sum(each => each.Dispatching),
        Failures = same.Sum(each => each.Failures),
        AvailableAt = same.Max(each => each.AvailableAt),
        ThrottledTenants = [.. same.SelectMany(each => each.ThrottledTenants).Distinct().Order(StringComparer.Ordinal)],
        CallerIds =
        [
            .. same[0].CallerIds.Select(callerId => Merge(
                [.. same.SelectMany(each => each.CallerIds).Where(each => each.Number == callerId.Number)])),
        ],
    };

    private static CallerIdStatus Merge(IReadOnlyList<CallerIdStatus> same) => same[0] with
    {
        State = same.Select(each => each.State).MaxBy(state => Array.IndexOf(States, state)),
        Live = same.Sum(each => each.Live),
        SentToday = same.Sum(each => each.SentToday),
        Failures = same.Sum(each => each.Failures),
        AvailableAt = same.Max(each => each.AvailableAt),
    };
}
