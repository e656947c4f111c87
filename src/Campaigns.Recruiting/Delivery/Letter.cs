using System.Globalization;

namespace Campaigns.Recruiting;

/// <summary>A message that an attempt is to send, and to whom.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Sender">The sender.</param>
/// <param name="Candidate">The candidate.</param>
/// <param name="Channel">The channel, as Campaigns names it.</param>
/// <param name="Body">The text.</param>
internal sealed record Letter(AttemptId Attempt, long Sender, long Candidate, string Channel, string Body)
{
    /// <summary>What the contact's data names: the id of the run, which tells it from an earlier one of the same candidate.</summary>
    public const string RunName = "run";

    /// <summary>The subject; null for none.</summary>
    public string? Subject { get; init; }

    /// <summary>The run; null for a contact that the endpoint did not enroll.</summary>
    public string? Run { get; init; }

    /// <summary>Until when to send.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>The digest of the text.</summary>
    public string Digest { get; } = SendNote.DigestOf(Body);

    /// <summary>Reads a request.</summary>
    /// <returns>The message; null if the contact is no candidate, its tenant no sender, or its step without content.</returns>
    public static Letter? Of(DispatchRequest request, RecruitingOptions options) =>
        request.Content.Body is { } body && options.SenderOf(request.Campaign.Tenant) is { } sender
        && long.TryParse(request.Contact.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var candidate)
            ? new Letter(request.Attempt, sender, candidate, request.Step.Channel, body)
            {
                Subject = request.Content.Subject,
                Run = request.Contact.Data.GetValueOrDefault(RunName),
                NotAfter = request.NotAfter,
            }
            : null;

    /// <summary>Returns the attempt, without content.</summary>
    public override string ToString() => $"message of attempt {Attempt}";
}
