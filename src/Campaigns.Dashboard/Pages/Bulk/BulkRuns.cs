using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;

namespace Campaigns.Dashboard.Pages.Bulk;

/// <summary>
/// Runs bulk actions, one after another, and keeps their progress in memory. An action that a restart interrupts is not taken up again: who
/// confirmed it looks at the contacts, and repeats it for those that are left.
/// </summary>
internal sealed class BulkRuns(ICampaignClient client, TimeProvider time) : BackgroundService
{
    private const int Portion = 200;
    private const int MostKept = 100;
    private readonly ConcurrentDictionary<string, BulkRun> _runs = new(StringComparer.Ordinal);
    private readonly System.Threading.Channels.Channel<BulkRun> _waiting = System.Threading.Channels.Channel.CreateUnbounded<BulkRun>();

    /// <summary>Begins an action on exactly these contacts.</summary>
    public BulkRun Start(CampaignId campaign, BulkWish wish, IReadOnlyList<string> keys)
    {
        foreach (var old in _runs.Values.Where(each => each.EndedAt is not null).OrderBy(each => each.EndedAt).SkipLast(MostKept))
        {
            _runs.TryRemove(old.Id, out _);
        }

        var run = new BulkRun(RandomNumberGenerator.GetHexString(16, lowercase: true), campaign, wish.Action, keys);
        _runs[run.Id] = run;
        _waiting.Writer.TryWrite(run);
        return run;
    }

    /// <summary>Finds an action; null if it is not known, or not any more.</summary>
    public BulkRun? Find(CampaignId campaign, string id) => _runs.GetValueOrDefault(id) is { } run && run.Campaign == campaign ? run : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            while (_waiting.Reader.TryRead(out var run))
            {
                await RunAsync(run, stoppingToken);
                run.EndedAt = time.GetUtcNow();
            }
        }
    }

    private async Task RunAsync(BulkRun run, CancellationToken cancellationToken)
    {
        foreach (var portion in run.Keys.Chunk(Portion))
        {
            if (run.IsCanceled || run.Stopped is not null)
            {
                return;
            }

            await Task.WhenAll(portion.Select(key => ChangeAsync(run, key, cancellationToken)));
        }
    }

    /// <summary>Changes one contact. Requests that are sent together go into few commits.</summary>
    private async Task ChangeAsync(BulkRun run, string key, CancellationToken cancellationToken)
    {
        try
        {
            await (run.Action switch
            {
                BulkAction.Remove => client.RemoveContactAsync(run.Campaign, key, cancellationToken),
                BulkAction.ContactNow => client.RescheduleContactAsync(run.Campaign, key, time.GetUtcNow(), cancellationToken),
                _ => client.RerunContactAsync(run.Campaign, key, cancellationToken),
            });
            run.NoteDone();
        }
        catch (CampaignException error) when (
            error.Error is CampaignError.IllegalTransition or CampaignError.NotFound or CampaignError.Conflict or CampaignError.Invalid)
        {
            run.NoteRefusal(error.Message);
        }
        catch (CampaignException error)
        {
            run.Stopped = error.Message; // the store or the engine does not answer, so the rest waits for a person
        }
    }
}
