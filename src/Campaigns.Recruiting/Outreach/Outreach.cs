using System.Globalization;

namespace Campaigns.Recruiting;

/// <summary>A candidate's campaign: where it runs, and how far its chats were read.</summary>
/// <param name="Role">The role.</param>
/// <param name="Candidate">The candidate.</param>
/// <param name="Sender">The user who sends.</param>
/// <param name="Run">The id of this run, which tells it from an earlier one of the candidate.</param>
/// <param name="Fingerprint">Identifies the definition.</param>
/// <param name="StartedAt">When it was accepted.</param>
internal sealed record Outreach(long Role, long Candidate, long Sender, string Run, string Fingerprint, DateTimeOffset StartedAt)
{
    /// <summary>The engine's campaign that holds the candidate; null until it is chosen.</summary>
    public long? Campaign { get; init; }

    /// <summary>What is needed to start; null once it has started.</summary>
    public OutreachStart? Start { get; init; }

    /// <summary>The channels of its messages, as Campaigns names them.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>
    /// The digests of its texts, if the candidate and the sender have the same number: a message does not say then who sent it.
    /// </summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The messages that were sent.</summary>
    public IReadOnlyList<SentMessage> Sent { get; init; } = [];

    /// <summary>
    /// The platform's channels whose chat was looked at before anything was sent, with the candidate's messages without a time that were
    /// there already. Such a message is no reply.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Earlier { get; init; } = new Dictionary<string, IReadOnlyList<long>>();

    /// <summary>How many times in a row the chats could not be read.</summary>
    public int Failures { get; init; }

    /// <summary>The id that clients get. No two runs have the same: a contact occurs once in a campaign.</summary>
    public string Id() => string.Create(CultureInfo.InvariantCulture, $"{Campaign}-{Candidate}");

    /// <summary>The same with one more message of ours.</summary>
    public Outreach With(SentMessage message) =>
        Sent.Any(known => known.Message == message.Message) ? this : this with { Sent = [.. Sent, message] };

    /// <summary>Returns the ids, without content.</summary>
    public override string ToString() => $"outreach {Id()}";
}

/// <summary>What is needed to start a campaign. Kept until it has started, so that a crash loses nothing.</summary>
/// <param name="Protocol">The protocol, as JSON.</param>
/// <param name="Email">The candidate's e-mail address; null for none.</param>
/// <param name="LinkedIn">The candidate's LinkedIn profile; null for none.</param>
internal sealed record OutreachStart(string Protocol, string? Email, string? LinkedIn)
{
    public override string ToString() => "the start of an outreach";
}

/// <summary>A message of ours.</summary>
/// <param name="Channel">The platform's channel.</param>
/// <param name="Message">The platform's message.</param>
/// <param name="IsOpened">Whether the platform has said that it was opened.</param>
internal sealed record SentMessage(long Channel, long Message, bool IsOpened = false);
