using System.Globalization;

namespace Campaigns.Recruiting;

/// <summary>What a chat says about a campaign.</summary>
/// <param name="Reply">The candidate's first reply; null for none.</param>
/// <param name="Opened">Messages of the campaign that were opened, and that this was not known of.</param>
/// <param name="Undated">The candidate's messages without a time, in a chat that is looked at before anything was sent; null later.</param>
internal sealed record ChatReading(PlatformMessage? Reply, IReadOnlyList<PlatformMessage> Opened, IReadOnlyList<long>? Undated)
{
    /// <summary>
    /// Reads a chat. A reply is a message from the candidate, not sent by us, after the start. A message without a time is one unless it was
    /// there before anything was sent.
    /// </summary>
    public static ChatReading Of(Outreach outreach, long channel, IReadOnlyList<PlatformMessage> chat)
    {
        var sent = outreach.Sent.Where(message => message.Channel == channel).ToDictionary(message => message.Message);
        var key = channel.ToString(CultureInfo.InvariantCulture);
        var isFirst = !outreach.Earlier.TryGetValue(key, out var earlier) && sent.Count == 0;
        var since = StartOf(outreach, sent, chat);
        var received = chat.Where(message =>
            message.From == outreach.Candidate && !sent.ContainsKey(message.Id)
            && !outreach.Texts.Contains(SendNote.DigestOf(message.Body))).ToList();
        var undated = isFirst ? received.Where(message => message.SentAt is null).Select(message => message.Id).ToList() : null;
        var reply = received
            .Where(message => message.SentAt is { } at ? at >= since : !isFirst && earlier?.Contains(message.Id) != true)
            .MinBy(message => message.SentAt ?? DateTimeOffset.MaxValue);
        var opened = chat.Where(message => message.OpenedAt is not null && sent.TryGetValue(message.Id, out var ours) && !ours.IsOpened);
        return new ChatReading(reply, [.. opened], undated);
    }

    /// <summary>
    /// When the campaign began by the clock that dates the messages. The two clocks differ, so our first message in the chat counts as soon
    /// as it is known: a reply comes after it.
    /// </summary>
    private static DateTimeOffset StartOf(Outreach outreach, Dictionary<long, SentMessage> sent, IReadOnlyList<PlatformMessage> chat)
    {
        var first = chat.Where(message => sent.ContainsKey(message.Id)).Min(message => message.SentAt);
        return first < outreach.StartedAt ? first.Value : outreach.StartedAt;
    }
}
