using System.Globalization;
using Campaigns.AspNetCore.Records;
using Campaigns.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Bulk;

/// <summary>
/// Runs bulk actions in portions, each action a portion in turn. The cursor is stored after each portion. An interrupted portion is gone
/// through again: removing and rescheduling twice is the same as once, and a rerun leaves contacts alone that were attempted since the
/// action began. Of several hosts, the one that has the turn runs all actions.
/// </summary>
internal sealed class BulkRunner(
    BulkRecords records, ICampaignClient client, RecordTurn turn, ILogger<BulkRunner> log, TimeProvider time) : BackgroundService
{
    private const int Portion = 200;
    private const int MostReasons = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1); // for actions that began on another host
    private readonly SemaphoreSlim _wanted = new(0);

    /// <summary>Wakes the runner for a new action.</summary>
    public void Wake() => _wanted.Release();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => turn.RunAsync(RunAsync, stoppingToken);

    private async Task RunAsync(CancellationToken ending)
    {
        while (true)
        {
            try
            {
                while (await RunPortionsAsync(ending))
                {
                    // a portion of each action per round
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The store or the engine does not answer: go on with the same portion later.
                ApiLog.BulkActionsInterrupted(log, error.GetType().Name);
                await Task.Delay(Pause, time, ending);
                continue;
            }

            await WaitAsync(ending);
        }
    }

    /// <summary>Waits for an action.</summary>
    private Task WaitAsync(CancellationToken ending) => turn.IsShared ? Task.Delay(Look, time, ending) : _wanted.WaitAsync(ending);

    /// <summary>Runs a portion of each action.</summary>
    /// <returns>Whether an action is left.</returns>
    private async Task<bool> RunPortionsAsync(CancellationToken cancellationToken)
    {
        var running = await records.ListRunningAsync(cancellationToken);
        foreach (var (action, stored) in running)
        {
            await RunPortionAsync(action, stored, cancellationToken);
        }

        return running.Count > 0;
    }

    private async Task RunPortionAsync(BulkRecord action, HostRecord stored, CancellationToken cancellationToken)
    {
        var body = action.Body;
        try
        {
            var campaign = new CampaignId(long.Parse(action.Campaign, CultureInfo.InvariantCulture));
            var page = await client.ListContactsAsync(campaign, action.Filter?.ToFilter(), action.After, Portion, cancellationToken);
            await ChangeAsync(campaign, action, page.Items, cancellationToken);
            action.After = page.Next;
            if (page.Next is null || body.Done + body.Refused >= body.Count)
            {
                End(action, BulkState.Completed, null);
            }
        }
        catch (CampaignException error) when (error.Error is CampaignError.NotFound or CampaignError.Invalid)
        {
            End(action, BulkState.Stopped, error.Message); // the campaign was purged
        }

        await records.WriteAsync(action, stored.Tenant, stored.Revision, cancellationToken); // if it was canceled meanwhile, that stays
    }

    private async Task ChangeAsync(
        CampaignId campaign, BulkRecord action, IReadOnlyList<ContactStatus> contacts, CancellationToken cancellationToken)
    {
        var body = action.Body;
        var changes = new List<Task>();
        foreach (var contact in contacts)
        {
            if (!BulkRule.Applies(body.Action, action.Filter, contact, body.StartedAt))
            {
                body.Skipped++;
            }
            else if (body.Done + body.Refused + changes.Count < body.Count)
            {
                turn.Require(); // this process may have stood still since it has read the contacts
                changes.Add(ChangeAsync(campaign, contact.Contact.Key, action, cancellationToken));
            }
        }

        foreach (var change in changes) // requests that are sent together go into few commits
        {
            try
            {
                await change;
                body.Done++;
            }
            catch (CampaignException error) when (IsRefusal(error.Error))
            {
                body.Refused++;
                if (body.Reasons.Count < MostReasons)
                {
                    body.Reasons.Add(error.Message);
                }
            }
        }
    }

    private Task ChangeAsync(CampaignId campaign, string key, BulkRecord action, CancellationToken cancellationToken) =>
        action.Body.Action switch
        {
            BulkAction.Remove => client.RemoveContactAsync(campaign, key, cancellationToken),
            BulkAction.Reschedule => client.RescheduleContactAsync(campaign, key, action.At!.Value, cancellationToken),
            _ => client.RerunContactAsync(campaign, key, cancellationToken),
        };

    /// <summary>Whether the engine has judged the contact, and nothing has changed.</summary>
    private static bool IsRefusal(CampaignError error) =>
        error is CampaignError.IllegalTransition or CampaignError.NotFound or CampaignError.Conflict or CampaignError.Invalid;

    private void End(BulkRecord action, BulkState state, string? reason)
    {
        (action.Body.State, action.Body.EndedAt, action.Body.Reason) = (state, records.Now, reason);
        (action.Filter, action.After) = (null, null); // the filter may hold personal data
    }
}
