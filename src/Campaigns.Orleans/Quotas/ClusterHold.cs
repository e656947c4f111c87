using System.Globalization;

namespace Campaigns.Orleans.Quotas;

/// <summary>
/// Holds and releases everything in all shards. A hold is acknowledged only when nobody can send any longer: each shard has either
/// acknowledged it, or has no owner with a lease. A later owner reads the hold before it gets shares of limits, so it sends nothing either.
/// </summary>
/// <param name="store">Where the hold is kept: beside the ledger.</param>
/// <param name="shards">Tells the number of shards.</param>
/// <param name="time">The clock of pauses between tries.</param>
internal sealed class ClusterHold(IQuotaStore store, Func<int> shards, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long shards may take to acknowledge: longer than the lease of an owner that has disappeared.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Holds everything.</summary>
    /// <param name="hold">Holds everything in one shard, and completes when its owner has acknowledged it. May be called again.</param>
    /// <param name="cancellationToken">Ends the tries. What is held by then stays held.</param>
    /// <exception cref="CampaignException">Some shards have not acknowledged within 30 seconds. The message names them.</exception>
    public async Task HoldAsync(Func<int, CancellationToken, Task> hold, CancellationToken cancellationToken)
    {
        await SetAsync(isHeld: true, cancellationToken);
        await ForAllAsync(hold, canBeAway: true, "may still send", cancellationToken);
    }

    /// <summary>Releases everything.</summary>
    /// <param name="release">Releases everything in one shard. May be called again.</param>
    /// <param name="cancellationToken">Ends the tries. What is released by then stays released.</param>
    /// <exception cref="CampaignException">Some shards have no owner, or have not acknowledged in time. They stay held.</exception>
    public async Task ReleaseAsync(Func<int, CancellationToken, Task> release, CancellationToken cancellationToken)
    {
        await SetAsync(isHeld: false, cancellationToken);
        await ForAllAsync(release, canBeAway: false, "are still held", cancellationToken);
    }

    private Task SetAsync(bool isHeld, CancellationToken cancellationToken) => store.ChangeAsync(
        (locked, _) =>
        {
            locked.Ledger.Hold(isHeld);
            return Task.CompletedTask;
        },
        cancellationToken);

    private async Task ForAllAsync(
        Func<int, CancellationToken, Task> act, bool canBeAway, string otherwise, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await ForAllInTimeAsync(act, canBeAway, otherwise, either.Token);
    }

    private async Task ForAllInTimeAsync(
        Func<int, CancellationToken, Task> act, bool canBeAway, string otherwise, CancellationToken cancellationToken)
    {
        var open = Enumerable.Range(0, shards()).ToHashSet();
        Exception? last = null;
        while (true)
        {
            var tries = open.Select(shard => TryAsync(shard, act, cancellationToken)).ToList();
            foreach (var (shard, error) in await Task.WhenAll(tries))
            {
                last = error ?? last;
                _ = error is null && open.Remove(shard);
            }

            if (open.Count > 0 && canBeAway && !cancellationToken.IsCancellationRequested)
            {
                await FindAwayAsync(open);
            }

            if (open.Count == 0)
            {
                return;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                var names = string.Join(", ", open.Order().Take(20).Select(shard => shard.ToString(CultureInfo.InvariantCulture)));
                throw new CampaignException(
                    CampaignError.Stopped,
                    $"{open.Count} of {shards()} shards have not acknowledged and {otherwise}: {names}. Repeat the request.",
                    last);
            }

            await Task.WhenAny(Task.Delay(Pause, time, cancellationToken));
        }
    }

    /// <summary>
    /// Removes shards that nobody can send for: their lease has ended, and their shares too, because an owner that stood still may renew
    /// its lease when it wakes.
    /// </summary>
    private Task FindAwayAsync(HashSet<int> open) => store.ChangeAsync(
        async (locked, gone) =>
        {
            var away = await gone.ReadAsync([.. open]);
            open.ExceptWith(away.Select(one => one.Shard).Where(shard => !locked.Ledger.IsAlive(shard, locked.Now)));
        },
        CancellationToken.None);

    private static async Task<(int Shard, Exception? Error)> TryAsync(
        int shard, Func<int, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(shard, cancellationToken);
            return (shard, null);
        }
        catch (Exception error)
        {
            return (shard, error);
        }
    }
}
