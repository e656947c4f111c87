using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting;

/// <summary>
/// Sends messages through the sender's channels at the recruiting platform. Reads the chat before each message: a reply is noticed before
/// the next message goes out. If the answer to a message is lost, the chat is looked at later, and the message is sent again only if it is
/// certainly not there.
/// </summary>
internal sealed class ChatProvider(
    RecruitingParts parts, SenderBook senders, ReplyReports replies, SentMessages sent, ILogger<ChatProvider> logger) : IProvider
{
    private static readonly TimeSpan PauseAfterReply = TimeSpan.FromHours(1);

    public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if (Letter.Of(request, parts.Options) is not { } letter)
        {
            return DispatchResult.Unreachable("no message to a candidate of the recruiting platform");
        }

        ActiveSender? active = null;
        SendNote? note;
        try
        {
            active = await senders.FindAsync(letter.Sender, cancellationToken);
            if (ProblemOf(active, letter.Channel) is { } problem)
            {
                return DispatchResult.Unavailable(problem);
            }

            (note, var answer) = await PrepareAsync(letter, active!, cancellationToken);
            if (note is null)
            {
                return answer;
            }
        }
        catch (PlatformException error)
        {
            return await RefuseAsync(error, letter, active, isPosted: false, cancellationToken);
        }
        catch (Exception error) when (error is not PlatformException)
        {
            RecruitingLog.NotSent(logger, letter.Attempt, error);
            return DispatchResult.ProviderDown("the message was not sent, because it could not be prepared");
        }

        return await PostAsync(letter, active!, note, cancellationToken);
    }

    public async ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        if (await sent.FindAsync(attempt, cancellationToken) is not { } kept)
        {
            return LookUpResult.NotPlaced; // the note is written before the message is sent
        }

        var (note, user) = (kept.Note, kept.Sender);
        if (note.Message is { } known)
        {
            return LookUpResult.Ended(AttemptOutcome.Completed, CallId(note.Channel, known));
        }

        if (await senders.FindStoredAsync(user, cancellationToken) is not { } active)
        {
            return LookUpResult.CannotSay; // nobody may read the chat any more
        }

        try
        {
            var chat = await ReadChatAsync(active, note.Channel, note.Candidate, cancellationToken);
            if (note.FindIn(chat, user) is { } found)
            {
                await sent.RecordAsync(attempt, kept, found.Id, cancellationToken);
                return LookUpResult.Ended(AttemptOutcome.Completed, CallId(note.Channel, found.Id));
            }
        }
        catch (PlatformException error) when (error.IsUnauthorized)
        {
            await senders.RejectAsync(active, cancellationToken);
            return LookUpResult.Live(); // until the sender logs in again, or the attempt's time is over
        }
        catch (PlatformException error) when (error.IsThrottled)
        {
            return LookUpResult.AskAgain(error.RetryAt ?? parts.Now + parts.Options.SettleTime);
        }

        return parts.Now - note.At < parts.Options.SettleTime ? LookUpResult.Live() : LookUpResult.NotPlaced;
    }

    private static string? ProblemOf(ActiveSender? active, string channel) => active is null
        ? $"{PinnedChannel.Prefix}no credential of the sender is stored"
        : active.Sender.On(channel).Problem;

    private static string CallId(long channel, long message) => string.Create(CultureInfo.InvariantCulture, $"{channel}/{message}");

    /// <summary>Looks at the chat, and notes what is about to be sent.</summary>
    /// <returns>The note; without one, the answer to give instead of sending.</returns>
    private async Task<(SendNote? Note, DispatchResult Answer)> PrepareAsync(
        Letter letter, ActiveSender active, CancellationToken cancellationToken)
    {
        var channel = active.Sender.On(letter.Channel).Id!.Value;
        var chat = await ReadChatAsync(active, channel, letter.Candidate, cancellationToken);
        if (await FindOutreachAsync(letter, cancellationToken) is { } outreach
            && await replies.ApplyAsync(outreach, channel, chat, cancellationToken))
        {
            return (null, DispatchResult.Defer(parts.Now + PauseAfterReply, "the candidate has replied"));
        }

        if (await sent.FindEarlierAsync(letter, chat, cancellationToken) is { } earlier)
        {
            return (null, DispatchResult.Completed(AttemptOutcome.Completed, CallId(channel, earlier)));
        }

        if (parts.Now > letter.NotAfter)
        {
            return (null, DispatchResult.NotPlaced("the platform answered too late to send the message in time"));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (await sent.NoteAsync(letter, channel, chat, cancellationToken), default);
    }

    private async Task<DispatchResult> PostAsync(Letter letter, ActiveSender active, SendNote note, CancellationToken cancellationToken)
    {
        long message;
        try
        {
            message = await parts.Platform.SendMessageAsync(
                active.Credential, note.Channel, letter.Candidate, letter.Body, letter.Subject, cancellationToken);
        }
        catch (PlatformException error) when (error.IsRefusal)
        {
            await sent.DropAsync(letter.Attempt, CancellationToken.None);
            return await RefuseAsync(error, letter, active, isPosted: true, cancellationToken);
        }
        catch (Exception error) when (error is PlatformException or OperationCanceledException)
        {
            RecruitingLog.SendUnknown(logger, letter.Attempt, error.Message);
            return DispatchResult.Accepted(); // looked up when the step's timeout is over
        }

        await sent.RecordAsync(letter.Attempt, new NotedSend(note, letter.Sender), message, CancellationToken.None);
        return DispatchResult.Completed(AttemptOutcome.Completed, CallId(note.Channel, message));
    }

    /// <summary>Says what a refusal is about: the sender, the channel, the candidate or the platform.</summary>
    private async Task<DispatchResult> RefuseAsync(
        PlatformException error, Letter letter, ActiveSender? active, bool isPosted, CancellationToken cancellationToken)
    {
        if (error.IsThrottled)
        {
            return DispatchResult.RetryAt(error.RetryAt ?? parts.Now);
        }

        if (active is null || error.Status is null or >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout)
        {
            return DispatchResult.ProviderDown(error.Message);
        }

        if (error.IsUnauthorized)
        {
            var rejected = await senders.RejectAsync(active, cancellationToken);
            return DispatchResult.Unavailable(rejected?.On(letter.Channel).Problem ?? error.Message);
        }

        try
        {
            if ((await senders.RefreshAsync(active, cancellationToken)).Sender.On(letter.Channel).Problem is { } problem)
            {
                return DispatchResult.Unavailable(problem);
            }
        }
        catch (PlatformException)
        {
            return DispatchResult.NotPlaced(error.Message); // nobody knows whether it was the channel
        }

        // The platform forbids, or had no connection for a moment: neither says anything about the candidate.
        return isPosted && error.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.Conflict)
            ? DispatchResult.Unreachable(error.Message)
            : DispatchResult.NotPlaced(error.Message);
    }

    private async Task<IReadOnlyList<PlatformMessage>> ReadChatAsync(
        ActiveSender active, long channel, long candidate, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.Platform.ListMessagesAsync(active.Credential, channel, candidate, cancellationToken);
        }
        catch (PlatformException error) when (error.Status == HttpStatusCode.NotFound)
        {
            return []; // no message so far
        }
    }

    private async Task<Outreach?> FindOutreachAsync(Letter letter, CancellationToken cancellationToken) =>
        await parts.Records.Outreaches.FindAsync(RecruitingRecords.IdOf(letter.Candidate), cancellationToken) is { } kept
        && kept.Value.Run == letter.Run
            ? kept.Value
            : null;
}
