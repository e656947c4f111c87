using System.Net;
using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting;

/// <summary>
/// Reads the chats of candidates with a running campaign, and checks the channels of their senders, when either is due. Whoever waited
/// longest comes first, and what fails waits longer each time.
/// </summary>
internal sealed class OutreachPoll(
    RecruitingParts parts, SenderBook senders, OutreachLauncher launcher, ReplyReports replies, ILogger<OutreachPoll> logger)
{
    private const int PageSize = 100;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WithoutSender = TimeSpan.FromMinutes(15);

    private readonly PollPace _pace = new(parts.Options, parts.Time);
    private DateTimeOffset _pausedUntil;

    /// <summary>Handles what is due now.</summary>
    /// <returns>How many senders and candidates were handled. 0: nothing is due, or the platform asked for a pause.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (parts.Now < _pausedUntil)
        {
            return 0;
        }

        var dueSenders = await parts.Records.Senders.ListDueAsync(parts.Now, PageSize, cancellationToken);
        await EachAsync(dueSenders, PollSenderAsync, cancellationToken);
        var due = await parts.Records.Outreaches.ListDueAsync(parts.Now, PageSize, cancellationToken);
        await EachAsync(due, PollOutreachAsync, cancellationToken);
        return dueSenders.Count + due.Count;
    }

    private async Task EachAsync<T>(IReadOnlyList<T> items, Func<T, CancellationToken, Task> poll, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(parts.Options.MaxConcurrentPolls);
        var polls = new List<Task>();
        foreach (var item in items)
        {
            await room.WaitAsync(cancellationToken);
            polls.Add(PollAsync(item));
        }

        foreach (var running in polls)
        {
            await running;
        }

        async Task PollAsync(T item)
        {
            try
            {
                await poll(item, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                RecruitingLog.CheckFailed(logger, item?.ToString(), error); // it stays due
                _pausedUntil = parts.Now + PauseAfterFault;
            }
            finally
            {
                room.Release();
            }
        }
    }

    private async Task PollSenderAsync(Kept<Sender> kept, CancellationToken cancellationToken)
    {
        var pause = parts.Options.ChannelInterval;
        try
        {
            await _pace.WaitAsync(cancellationToken);
            await senders.CheckAsync(kept, cancellationToken);
        }
        catch (PlatformException error)
        {
            pause = PauseAfter(error, pause);
        }

        await parts.Records.Senders.UpdateAsync(kept.Record.Id, now => (now.Value, parts.Now + pause), cancellationToken);
    }

    private async Task PollOutreachAsync(Kept<Outreach> kept, CancellationToken cancellationToken)
    {
        var launch = await launcher.FinishAsync(kept, cancellationToken);
        if (launch.Outreach is not { } found)
        {
            return; // refused, or replaced by another run
        }

        if (await launcher.HasEndedAsync(found.Value, cancellationToken))
        {
            await parts.Records.WriteAsync([RecordSet<Outreach>.Delete(found)], cancellationToken); // unless a new run took its place
            return;
        }

        var (pause, hasFailed) = (parts.Options.ReplyInterval, false);
        try
        {
            pause = await ReadChatsAsync(found.Value, cancellationToken) ? pause : WithoutSender;
        }
        catch (PlatformException error)
        {
            hasFailed = true;
            pause = PauseAfter(error, TimeSpan.FromTicks(pause.Ticks << Math.Min(found.Value.Failures, 10)));
        }

        await parts.Records.Outreaches.UpdateAsync(
            found.Record.Id,
            now => now.Value.Run != found.Value.Run
                ? null
                : (now.Value with { Failures = hasFailed ? now.Value.Failures + 1 : 0 }, parts.Now + pause),
            cancellationToken);
    }

    /// <summary>Reads the chats of a candidate's campaign.</summary>
    /// <returns>Whether they could be read: not without a credential.</returns>
    private async Task<bool> ReadChatsAsync(Outreach outreach, CancellationToken cancellationToken)
    {
        if (await senders.FindStoredAsync(outreach.Sender, cancellationToken) is not { } active)
        {
            return false;
        }

        var pinned = outreach.Channels.Select(channel => active.Sender.On(channel).Id).OfType<long>();
        foreach (var channel in outreach.Sent.Select(message => message.Channel).Union(pinned))
        {
            await _pace.WaitAsync(cancellationToken);
            try
            {
                var chat = await parts.Platform.ListMessagesAsync(active.Credential, channel, outreach.Candidate, cancellationToken);
                if (await replies.ApplyAsync(outreach, channel, chat, cancellationToken))
                {
                    break;
                }
            }
            catch (PlatformException error) when (error.IsUnauthorized)
            {
                await senders.RejectAsync(active, cancellationToken); // the check of the sender finds out when it works again
                return false;
            }
            catch (PlatformException error) when (error.Status == HttpStatusCode.NotFound)
            {
                // no chat so far, or the channel is gone, which the check of the sender notices
            }
        }

        return true;
    }

    private TimeSpan PauseAfter(PlatformException error, TimeSpan pause)
    {
        if (error.IsThrottled)
        {
            _pausedUntil = error.RetryAt ?? parts.Now + parts.Options.ReplyInterval;
        }

        RecruitingLog.PlatformUnreadable(logger, error.Message);
        return pause < LongestPause ? pause : LongestPause;
    }
}
