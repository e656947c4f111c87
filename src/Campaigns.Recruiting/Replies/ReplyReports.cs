using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting;

/// <summary>Reports what a chat says to the engine: a reply ends the campaign, an opened message is recorded.</summary>
internal sealed class ReplyReports(RecruitingParts parts, ICampaignReports reports, ILogger<ReplyReports> logger)
{
    /// <summary>The type of the event that a message was opened.</summary>
    public const string Opened = "opened";

    /// <summary>
    /// Applies a chat to a candidate's campaign. After this completes, nothing more is sent to a candidate who has replied.
    /// </summary>
    /// <returns>Whether the candidate has replied.</returns>
    public async Task<bool> ApplyAsync(
        Outreach outreach, long channel, IReadOnlyList<PlatformMessage> chat, CancellationToken cancellationToken)
    {
        var reading = ChatReading.Of(outreach, channel, chat);
        if (reading.Reply is { } reply)
        {
            // Without the time of the reply: the engine would judge it by its own clock, which is not the platform's.
            await reports.IngestAsync(EventOf(outreach, channel, reply, InboundEvent.Reply, reply.SentAt), cancellationToken);
            RecruitingLog.Replied(logger, outreach.Id());
        }

        foreach (var message in reading.Opened)
        {
            await reports.IngestAsync(EventOf(outreach, channel, message, Opened, message.OpenedAt), cancellationToken);
        }

        if (reading.Undated is not null || reading.Opened.Count > 0)
        {
            await NoteAsync(outreach, channel, reading, cancellationToken);
        }

        return reading.Reply is not null;
    }

    private InboundEvent EventOf(Outreach outreach, long channel, PlatformMessage message, string type, DateTimeOffset? at) =>
        new(parts.Options.TenantOf(outreach.Sender), string.Create(CultureInfo.InvariantCulture, $"{type}:{channel}:{message.Id}"), type)
        {
            ContactKey = RecruitingRecords.IdOf(outreach.Candidate),
            Campaign = outreach.Campaign is { } campaign ? new CampaignId(campaign) : null,
            Data = string.Create(
                CultureInfo.InvariantCulture, $"{{\"channelId\":{channel},\"messageId\":{message.Id},\"at\":{JsonOf(at)}}}"),
        };

    private static string JsonOf(DateTimeOffset? at) => at is { } time ? $"\"{time.ToUniversalTime():O}\"" : "null";

    private Task NoteAsync(Outreach outreach, long channel, ChatReading reading, CancellationToken cancellationToken)
    {
        var key = channel.ToString(CultureInfo.InvariantCulture);
        var opened = reading.Opened.Select(message => message.Id).ToHashSet();
        return parts.Records.Outreaches.UpdateAsync(
            RecruitingRecords.IdOf(outreach.Candidate),
            kept => kept.Value.Run != outreach.Run ? null : (kept.Value with
            {
                Earlier = reading.Undated is { } undated && !kept.Value.Earlier.ContainsKey(key)
                    ? new Dictionary<string, IReadOnlyList<long>>(kept.Value.Earlier) { [key] = undated }
                    : kept.Value.Earlier,
                Sent = [.. kept.Value.Sent.Select(sent => opened.Contains(sent.Message) ? sent with { IsOpened = true } : sent)],
            }, kept.Record.Due),
            cancellationToken);
    }
}
