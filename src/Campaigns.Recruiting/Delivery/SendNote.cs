using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Recruiting;

/// <summary>
/// What an attempt is about to send, written before the request goes out. If the answer is lost, the note finds the message in the chat.
/// </summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Channel">The platform's channel.</param>
/// <param name="Digest">The digest of the text.</param>
/// <param name="At">When the request went out.</param>
/// <param name="Known">The sender's messages with the same text that were in the chat before.</param>
internal sealed record SendNote(long Candidate, long Channel, string Digest, DateTimeOffset At, IReadOnlyList<long> Known)
{
    /// <summary>The message, once it is known.</summary>
    public long? Message { get; init; }

    /// <summary>How long a note is kept.</summary>
    public static TimeSpan Age { get; } = TimeSpan.FromDays(2);

    /// <summary>The digest of a text. White space does not count, because mailboxes wrap and trim texts.</summary>
    public static string DigestOf(string? text)
    {
        var words = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words)));
    }

    /// <summary>Finds the message in a chat.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="sender">The sender.</param>
    /// <returns>The message; null if it is not there.</returns>
    public PlatformMessage? FindIn(IReadOnlyList<PlatformMessage> chat, long sender) =>
        chat.FirstOrDefault(message => message.From == sender && !Known.Contains(message.Id) && DigestOf(message.Body) == Digest);
}
