using Campaigns.Storage;
using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting;

/// <summary>A note with its sender.</summary>
internal sealed record NotedSend(SendNote Note, long Sender);

/// <summary>Keeps the notes of messages that were about to be sent, and the messages that were sent.</summary>
internal sealed class SentMessages(RecruitingParts parts, ILogger<SentMessages> logger)
{
    private const int MostEarlier = 5;

    private RecordSet<SendNote> Notes => parts.Records.Notes;

    /// <summary>Notes what an attempt is about to send.</summary>
    public async Task<SendNote> NoteAsync(
        Letter letter, long channel, IReadOnlyList<PlatformMessage> chat, CancellationToken cancellationToken)
    {
        var same = chat.Where(message => message.From == letter.Sender && SendNote.DigestOf(message.Body) == letter.Digest);
        var note = new SendNote(letter.Candidate, channel, letter.Digest, parts.Now, [.. same.Select(message => message.Id)]);
        var tenant = parts.Options.TenantOf(letter.Sender);
        await Notes.WriteAsync(letter.Attempt.ToString(), note, tenant, note.At + SendNote.Age, cancellationToken);
        return note;
    }

    /// <summary>The note of an attempt; null if it never came to sending.</summary>
    public async Task<NotedSend?> FindAsync(AttemptId attempt, CancellationToken cancellationToken) =>
        await Notes.FindAsync(attempt.ToString(), cancellationToken) is { } kept
        && parts.Options.SenderOf(kept.Record.Tenant ?? "") is { } sender
            ? new NotedSend(kept.Value, sender)
            : null;

    /// <summary>
    /// Finds the message of an earlier attempt of the same step whose answer was lost, and which was not in the chat when it was looked up:
    /// it came late.
    /// </summary>
    public async Task<long?> FindEarlierAsync(Letter letter, IReadOnlyList<PlatformMessage> chat, CancellationToken cancellationToken)
    {
        for (var number = letter.Attempt.Number - 1; number > Math.Max(0, letter.Attempt.Number - 1 - MostEarlier); number--)
        {
            var attempt = letter.Attempt with { Number = number };
            if (await FindAsync(attempt, cancellationToken) is not { Note: { Message: null } note } kept || note.Digest != letter.Digest)
            {
                continue;
            }

            if (note.FindIn(chat, letter.Sender) is { } found)
            {
                await RecordAsync(attempt, kept, found.Id, cancellationToken);
                return found.Id;
            }
        }

        return null;
    }

    /// <summary>Records that a message was sent. The message counts even if this fails.</summary>
    public async Task RecordAsync(AttemptId attempt, NotedSend send, long message, CancellationToken cancellationToken)
    {
        try
        {
            var note = send.Note with { Message = message };
            var tenant = parts.Options.TenantOf(send.Sender);
            await Notes.WriteAsync(attempt.ToString(), note, tenant, note.At + SendNote.Age, cancellationToken);
            await parts.Records.Outreaches.UpdateAsync(
                RecruitingRecords.IdOf(note.Candidate),
                kept => note.At < kept.Value.StartedAt || kept.Value.Sender != send.Sender
                    ? null
                    : (kept.Value.With(new SentMessage(note.Channel, message)), kept.Record.Due),
                cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            RecruitingLog.NotRecorded(logger, attempt, error);
        }
    }

    /// <summary>Deletes the note of a message that was certainly not sent.</summary>
    public async Task DropAsync(AttemptId attempt, CancellationToken cancellationToken)
    {
        if (await Notes.FindAsync(attempt.ToString(), cancellationToken) is { } kept)
        {
            await parts.Records.WriteAsync([RecordSet<SendNote>.Delete(kept)], cancellationToken);
        }
    }

    /// <summary>Deletes old notes.</summary>
    public async Task SweepAsync(int limit, CancellationToken cancellationToken)
    {
        var old = await Notes.ListDueAsync(parts.Now, limit, cancellationToken);
        if (old.Count > 0)
        {
            await parts.Records.WriteAsync([.. old.Select(RecordSet<SendNote>.Delete)], cancellationToken);
        }
    }
}
