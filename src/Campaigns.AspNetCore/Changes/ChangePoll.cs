using Microsoft.Extensions.Hosting;

namespace Campaigns.AspNetCore.Changes;

/// <summary>What a request reads of the feed.</summary>
internal readonly record struct ChangePart(long After, ChangeFilter Filter, int Limit);

/// <summary>
/// Reads the feed for requests, and lets them wait for a change. The feed writes only what somebody subscribes to: the subscription is made
/// when somebody asks for changes for the first time, and stays, so that an installation that never asks pays nothing.
/// </summary>
internal sealed class ChangePoll(ICampaignFeed feed, ChangeWatch watch, IHostApplicationLifetime host, TimeProvider time)
{
    private const string Reader = "api";
    private bool _isKept;

    /// <summary>Reads a portion. Waits for a change if there is none, until the host stops.</summary>
    /// <param name="part">The portion.</param>
    /// <param name="wait">The longest wait; 0 for none.</param>
    /// <param name="cancellationToken">Withdraws the request.</param>
    public async Task<ChangeList> ReadAsync(ChangePart part, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!_isKept)
        {
            await feed.SubscribeAsync(Reader, ChangeFilter.All, cancellationToken);
            _isKept = true;
        }

        var began = time.GetTimestamp();
        var page = await ListAsync(part, wait > TimeSpan.Zero, cancellationToken);
        while (page.Changes.Count == 0 && wait - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            part = part with { After = page.Next };
            using var waiter = watch.Join(part.After, part.Filter);
            page = await ListAsync(part, true, cancellationToken); // what came before the waiter
            if (page.Changes.Count == 0 && !await IsWokenAsync(waiter, left, cancellationToken))
            {
                break;
            }

            page = page.Changes.Count > 0 ? page : await ListAsync(part with { After = page.Next }, true, cancellationToken);
        }

        return page;
    }

    /// <summary>Reads a portion, or, for somebody who waits, the next portion with a change in it.</summary>
    private async Task<ChangeList> ListAsync(ChangePart part, bool looksOn, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await feed.ListChangesAsync(part.After, part.Filter, part.Limit, cancellationToken);
            if (!looksOn || page.Changes.Count > 0 || page.Next == part.After)
            {
                return page;
            }

            part = part with { After = page.Next };
        }
    }

    private async Task<bool> IsWokenAsync(ChangeWatch.Waiter waiter, TimeSpan left, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        try
        {
            await waiter.Woken.WaitAsync(left, time, ended.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // the host stops
        }
    }
}
