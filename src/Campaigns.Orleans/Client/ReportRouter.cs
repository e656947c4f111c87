using System.Collections.Concurrent;
using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Wire;

namespace Campaigns.Orleans.Client;

/// <summary>
/// Takes reports to the shard of their attempt. The id of an attempt holds the stamp of its shard. A report that names only the provider's
/// call is taken to the shard that has the call.
/// </summary>
/// <remarks>
/// While the shard has no owner, reports wait in the inbox, if there is one. The next owner applies them, and a report may arrive twice.
/// </remarks>
internal sealed class ReportRouter(ShardCaller shards, IReportInbox? inbox)
{
    /// <summary>The rests between the searches for a call that no shard has yet: its dispatch may be about to return.</summary>
    private static readonly TimeSpan[] Rests =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(750)];

    private readonly ConcurrentDictionary<ulong, int> _stamps = new();

    public async Task<ReportReceipt> ReportAsync(ProviderReport report, CancellationToken cancellationToken)
    {
        var targets = report.Attempt is { } attempt
            ? await OfStampAsync(attempt.Store, cancellationToken)
            : await OfCallAsync(report.Provider!, report.CallId!, cancellationToken);
        var receipt = ReportReceipt.Unknown;
        foreach (var shard in targets)
        {
            var taken = await GiveAsync(shard, ReportMembers.Report, report, () => ReportReceipt.Parked, cancellationToken);
            receipt = taken == ReportReceipt.Unknown ? receipt : taken;
        }

        return receipt;
    }

    /// <summary>Gives a report to a shard, or to the inbox if the shard has no owner.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="member">The member. It is safe to invoke it twice.</param>
    /// <param name="report">The report.</param>
    /// <param name="kept">The answer for a report in the inbox.</param>
    /// <param name="cancellationToken">Withdraws the report unless the shard has already taken it.</param>
    public async Task<TAnswer> GiveAsync<TRequest, TAnswer>(
        int shard, ShardMember<TRequest, TAnswer> member, TRequest report, Func<TAnswer> kept, CancellationToken cancellationToken)
    {
        if (inbox is null)
        {
            return await shards.AskAsync(shard, member, report, cancellationToken);
        }

        try
        {
            return await shards.AskOnceAsync(shard, member, report, cancellationToken);
        }
        catch (ShardAwayException)
        {
            await inbox.StoreAsync(shard, member.Name, ShardJson.Write(report), cancellationToken);
            return kept();
        }
    }

    /// <summary>The shard with a stamp. If some shards cannot be asked, it may be each of them.</summary>
    private async Task<IReadOnlyList<int>> OfStampAsync(ulong stamp, CancellationToken cancellationToken)
    {
        if (_stamps.TryGetValue(stamp, out var known))
        {
            return [known];
        }

        var unknown = await LearnStampsAsync(cancellationToken);
        return _stamps.TryGetValue(stamp, out var shard) ? [shard] : unknown.Count > 0 ? unknown : [0];
    }

    /// <summary>Asks the shards whose stamp is not known.</summary>
    /// <returns>The shards that have no owner.</returns>
    private async Task<IReadOnlyList<int>> LearnStampsAsync(CancellationToken cancellationToken)
    {
        var known = _stamps.Values.ToHashSet();
        var asked = Enumerable.Range(0, shards.Count).Where(shard => !known.Contains(shard))
            .Select(shard => (Shard: shard, Stamp: TryAskAsync(shard, ReportMembers.Stamp, Empty.Value, cancellationToken))).ToList();
        var away = new List<int>();
        foreach (var (shard, stamp) in asked)
        {
            if (await stamp is { } found)
            {
                _stamps[found] = shard;
            }
            else
            {
                away.Add(shard);
            }
        }

        return away;
    }

    /// <summary>
    /// The shard that has a call. If none has it, those that may get it: without an owner, or with a dispatch of the provider in progress.
    /// </summary>
    private async Task<IReadOnlyList<int>> OfCallAsync(string provider, string callId, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            var (found, away) = await FindCallAsync(new CallAt(provider, callId), cancellationToken);
            if (found is { } shard)
            {
                return [shard];
            }

            if (round == Rests.Length)
            {
                var possible = await DispatchingAsync(provider, cancellationToken);
                IReadOnlyList<int> targets = [.. away.Concat(possible).Distinct().Order()];
                return targets.Count > 0 ? targets : [0];
            }

            await Task.Delay(Rests[round], shards.Time, cancellationToken);
        }
    }

    private async Task<(int? Found, IReadOnlyList<int> Away)> FindCallAsync(CallAt call, CancellationToken cancellationToken)
    {
        var asked = Enumerable.Range(0, shards.Count)
            .Select(shard => TryAskAsync(shard, ReportMembers.HasCall, call, cancellationToken)).ToList();
        var (found, away) = ((int?)null, new List<int>());
        for (var shard = 0; shard < asked.Count; shard++)
        {
            var answer = await asked[shard];
            found = answer == true ? shard : found;
            if (answer is null)
            {
                away.Add(shard);
            }
        }

        return (found, away);
    }

    private async Task<IEnumerable<int>> DispatchingAsync(string provider, CancellationToken cancellationToken)
    {
        var asked = Enumerable.Range(0, shards.Count).Select(shard => IsDispatchingAsync(shard, provider, cancellationToken)).ToList();
        var found = new List<int>();
        for (var shard = 0; shard < asked.Count; shard++)
        {
            if (await asked[shard])
            {
                found.Add(shard);
            }
        }

        return found;
    }

    private async Task<bool> IsDispatchingAsync(int shard, string provider, CancellationToken cancellationToken)
    {
        try
        {
            var providers = await shards.AskOnceAsync(shard, SharedMembers.ListProviders, Empty.Value, cancellationToken);
            return providers.Any(each => each.Name == provider && each.Dispatching > 0);
        }
        catch (ShardAwayException)
        {
            return false; // it is among those without an owner
        }
    }

    private async Task<T?> TryAskAsync<TRequest, T>(
        int shard, ShardMember<TRequest, T> member, TRequest request, CancellationToken cancellationToken)
        where T : struct
    {
        try
        {
            return await shards.AskOnceAsync(shard, member, request, cancellationToken);
        }
        catch (ShardAwayException)
        {
            return null;
        }
    }
}
